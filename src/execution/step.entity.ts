import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { StepStatus } from './execution-status';
import type { Measurement } from './observation/measurement';

/** A planned step, or a job that it became. */
@Entity('steps')
export class Step {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ name: 'execution_id', type: 'integer' })
  executionId: number;

  /** Jobs in the order in which they were created, then the steps that never started in the order of the plan. */
  @Column({ type: 'int' })
  ordinal: number;

  /** REANA's name of the job; for a step that never started its CWL ids. Unique in the execution. */
  @Column({ type: 'varchar', length: 255 })
  name: string;

  /** CWL ids from the outermost workflow inwards; empty: the job fits no step of the plan. */
  @Column({ type: 'simple-json' })
  path: readonly string[];

  @Column({ type: 'int', nullable: true })
  shard: number | null;

  @Column({ type: 'varchar', length: 16 })
  status: StepStatus;

  @Column({ name: 'reana_job_id', type: 'varchar', length: 36, nullable: true })
  reanaJobId: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  backend: string | null;

  @Column({ name: 'backend_job_id', type: 'varchar', length: 255, nullable: true })
  backendJobId: string | null;

  @Column({ type: 'varchar', length: 512, nullable: true })
  image: string | null;

  @Column({ type: 'text', nullable: true })
  command: string | null;

  @Column({ name: 'exit_code', type: 'int', nullable: true })
  exitCode: number | null;

  @Column({ name: 'error_message', type: 'text', nullable: true })
  errorMessage: string | null;

  @Column({ name: 'started_at', type: 'datetime', precision: 3, nullable: true })
  startedAt: Date | null;

  @Column({ name: 'ended_at', type: 'datetime', precision: 3, nullable: true })
  endedAt: Date | null;

  /** What the wrapper around its tool measured; null: nothing did. */
  @Column({ type: 'simple-json', nullable: true })
  measurement: Measurement | null;

  /** The last lines that a failed step printed. */
  @Column({ name: 'stderr_tail', type: 'text', nullable: true })
  stderrTail: string | null;
}
