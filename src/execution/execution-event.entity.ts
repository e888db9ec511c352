import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** `state`: the execution as a whole; `step`: one of its steps. */
export type ExecutionEventKind = 'state' | 'step';

/** Something that happened to an execution, written with the change itself; `data` is what a client is told. */
@Entity('execution_events')
export class ExecutionEvent {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ name: 'execution_id', type: 'integer' })
  executionId: number;

  @Column({ type: 'varchar', length: 16 })
  kind: ExecutionEventKind;

  @Column({ type: 'simple-json' })
  data: Readonly<Record<string, unknown>>;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
