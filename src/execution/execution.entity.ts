import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { CatalogueEntry, ContentFacts } from '../catalogue/catalogue.reader';
import type { AttachedFile } from '../registry/workflow.reader';
import type { ExecutionStatus } from './execution-status';

/** A file in the workspace of the run; `source`: the catalogue entry it was fetched from. */
export interface RunFile extends AttachedFile {
  readonly source?: string;
}

/** An input whose value comes from a catalogue: the entry as it was when the execution was asked for, and where its file goes. */
export interface PlatformInput {
  readonly entry: CatalogueEntry;
  readonly path: string;
  /** Of the bytes that were fetched; absent until they were. */
  readonly fetched?: ContentFacts & {
    readonly retrievedAt: string;
    readonly etag: string | null;
    readonly lastModified: string | null;
  };
}

/** Who is to blame for a failure: ourselves, REANA, or a step of the workflow. */
export type FailureSource = 'reprov' | 'reana' | 'step';

/** Our record of one run. The row is the truth; whoever works on it holds its lease. */
@Entity('executions')
export class Execution {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ type: 'varchar', length: 36 })
  uuid: string;

  @Column({ name: 'revision_id', type: 'integer' })
  revisionId: number;

  @Column({ name: 'registry_id', type: 'integer' })
  registryId: number;

  /** Name and version as they were: the entry may change them. */
  @Column({ name: 'workflow_name', type: 'varchar', length: 128 })
  workflowName: string;

  @Column({ name: 'workflow_version', type: 'varchar', length: 32 })
  workflowVersion: string;

  @Column({ name: 'group_name', type: 'varchar', length: 191 })
  groupName: string;

  @Column({ name: 'owner_id', type: 'integer' })
  ownerId: number;

  @Column({ type: 'varchar', length: 16 })
  status: ExecutionStatus;

  @Column({ name: 'failure_code', type: 'varchar', length: 64, nullable: true })
  failureCode: string | null;

  @Column({ name: 'failure_message', type: 'text', nullable: true })
  failureMessage: string | null;

  @Column({ name: 'failure_step', type: 'varchar', length: 255, nullable: true })
  failureStep: string | null;

  @Column({ name: 'failure_source', type: 'varchar', length: 16, nullable: true })
  failureSource: FailureSource | null;

  /** Why it does not get on at the moment; null: it does. */
  @Column({ type: 'text', nullable: true })
  trouble: string | null;

  @Column({ name: 'reana_name', type: 'varchar', length: 64 })
  reanaName: string;

  @Column({ name: 'reana_id', type: 'varchar', length: 36, nullable: true })
  reanaId: string | null;

  @Column({ name: 'reana_run_number', type: 'varchar', length: 16, nullable: true })
  reanaRunNumber: string | null;

  /** The job file that came with the request; null: the registered one. */
  @Column({ name: 'job_text', type: 'text', nullable: true })
  jobText: string | null;

  @Column({ type: 'simple-json' })
  parameters: Readonly<Record<string, unknown>>;

  /** What lies in the workspace before the start. */
  @Column({ type: 'simple-json' })
  files: readonly RunFile[];

  /** By the id of the input. */
  @Column({ name: 'platform_inputs', type: 'simple-json' })
  platformInputs: Readonly<Record<string, PlatformInput>>;

  @Column({ name: 'submitted_sha256', type: 'varchar', length: 64, nullable: true })
  submittedSha256: string | null;

  @Column({ name: 'engine_version', type: 'varchar', length: 64, nullable: true })
  engineVersion: string | null;

  /** Random; travels in the specification, so that our run is known again at REANA when its answer was lost. */
  @Column({ type: 'varchar', length: 36 })
  marker: string;

  /** Set before the run is created: from then on there may be one at REANA. */
  @Column({ name: 'create_sent_at', type: 'datetime', precision: 3, nullable: true })
  createSentAt: Date | null;

  /** The highest run number of the name before that: ours is above it. */
  @Column({ name: 'create_after', type: 'int' })
  createAfter: number;

  @Column({ name: 'uploaded_files', type: 'int' })
  uploadedFiles: number;

  /** A client waits for the creation until then: a refusal before it is told to the client and ends the execution. */
  @Column({ name: 'answer_until', type: 'datetime', precision: 3, nullable: true })
  answerUntil: Date | null;

  /** How many jobs were submitted, finished, failed when the steps were last read. */
  @Column({ name: 'jobs_seen', type: 'varchar', length: 64, nullable: true })
  jobsSeen: string | null;

  /** Failed attempts in a row. */
  @Column({ type: 'int' })
  attempts: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'started_at', type: 'datetime', precision: 3, nullable: true })
  startedAt: Date | null;

  @Column({ name: 'ended_at', type: 'datetime', precision: 3, nullable: true })
  endedAt: Date | null;

  /** When there is something to do; null: never again. */
  @Column({ name: 'next_poll_at', type: 'datetime', precision: 3, nullable: true })
  nextPollAt: Date | null;

  @Column({ name: 'lease_token', type: 'varchar', length: 36, nullable: true })
  leaseToken: string | null;

  @Column({ name: 'lease_until', type: 'datetime', precision: 3, nullable: true })
  leaseUntil: Date | null;

  @Column({ name: 'stop_requested_at', type: 'datetime', precision: 3, nullable: true })
  stopRequestedAt: Date | null;

  @Column({ name: 'stop_requested_by', type: 'integer', nullable: true })
  stopRequestedBy: number | null;

  @Column({ name: 'delete_requested_at', type: 'datetime', precision: 3, nullable: true })
  deleteRequestedAt: Date | null;

  @Column({ name: 'delete_requested_by', type: 'integer', nullable: true })
  deleteRequestedBy: number | null;

  @Column({ name: 'deleted_at', type: 'datetime', precision: 3, nullable: true })
  deletedAt: Date | null;
}
