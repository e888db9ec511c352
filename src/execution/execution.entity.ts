import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { CatalogueEntry, ContentFacts } from '../catalogue/catalogue.reader';
import type { RemoteInput } from '../catalogue/remote-input.reader';
import type { AttachedFile } from '../registry/workflow.reader';
import type { ExecutionStatus } from './execution-status';

/** An output of an earlier execution that became an input. */
export interface OutputLink {
  readonly executionId: number;
  readonly uuid: string;
  /** In the workspace of that execution: `outputs/chart.svg`. */
  readonly path: string;
}

/** A file in the workspace of the run. */
export interface RunFile extends AttachedFile {
  /** The catalogue entry or the URL it was fetched from. */
  readonly source?: string;
  /** The output that it is. */
  readonly fromExecution?: OutputLink;
}

/** Something that is to be fetched into the workspace. */
interface StagedInput {
  /** Where it goes. */
  readonly path: string;
  /** Of the bytes that were fetched; absent until they were. */
  readonly fetched?: ContentFacts & {
    readonly retrievedAt: string;
    readonly etag: string | null;
    readonly lastModified: string | null;
  };
}

/** The value of an input that comes from a catalogue: the entry as it was when the execution was asked for. */
export interface CatalogueInput extends StagedInput {
  readonly entry: CatalogueEntry;
}

/** A File that the job names by its URL. */
export interface LocatedInput extends StagedInput {
  readonly remote: RemoteInput;
}

/** An output that is looked for here first, then in the workspace of its run at REANA. */
export interface OutputInput extends StagedInput {
  readonly remote: RemoteInput;
  readonly output: OutputLink & { readonly reanaId: string | null; readonly sha256: string | null };
}

export type PlatformInput = CatalogueInput | LocatedInput | OutputInput;

/** Who is to blame for a failure: ourselves, REANA, or a step of the workflow. */
export type FailureSource = 'reprov' | 'reana' | 'step';

/** Inside each command, in one uploaded script, or not at all: because it is switched off, or because the document would be too large. */
export type InstrumentationMode = 'inline' | 'uploaded' | 'off' | 'too_large';

/** A tool that could not be measured, and why. */
export interface UninstrumentedTool {
  readonly tool: string;
  readonly reason: string;
}

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

  /** What is fetched before the run is created. */
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

  /** How its steps are measured; null before it was submitted. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  instrumentation: InstrumentationMode | null;

  /** Known to the wrapper of this run only: lines of a log that carry another are none of ours. */
  @Column({ name: 'instrument_nonce', type: 'varchar', length: 32, nullable: true })
  instrumentNonce: string | null;

  @Column({ type: 'simple-json', nullable: true })
  uninstrumented: readonly UninstrumentedTool[] | null;

  /** The execution that this one repeats. */
  @Column({ name: 'rerun_of', type: 'integer', nullable: true })
  rerunOf: number | null;

  /** The client's own name of the request; unique for a user, null again when nothing was started. */
  @Column({ name: 'idempotency_key', type: 'varchar', length: 255, nullable: true })
  idempotencyKey: string | null;

  /** What was asked for under that key. */
  @Column({ name: 'request_sha256', type: 'varchar', length: 64, nullable: true })
  requestSha256: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  /** When the run was last seen to change. */
  @Column({ name: 'changed_at', type: 'datetime', precision: 3, nullable: true })
  changedAt: Date | null;

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
