import type { Readable } from 'node:stream';

export { ReanaUnavailableError } from './reana.errors';

/** The words of REANA for a run; it moves forwards only. */
export type ReanaRunStatus = 'created' | 'queued' | 'pending' | 'running' | 'finished' | 'failed' | 'stopped' | 'deleted';
export type ReanaJobStatus = 'created' | 'queued' | 'running' | 'finished' | 'failed' | 'stopped';

/** One run as the list of runs shows it. */
export interface ReanaRun {
  /** REANA's UUID of the run: the only address that is used. */
  readonly id: string;
  /** Name without the run number. */
  readonly name: string;
  /** `1`, or `1.2` after a restart; never parsed as a number. */
  readonly runNumber: string;
  readonly status: ReanaRunStatus;
  readonly createdAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly stoppedAt: Date | null;
  /** How many jobs were ever submitted and how many of them have ended: it changes when a step starts or ends. */
  readonly jobs?: { readonly submitted: number; readonly finished: number; readonly failed: number };
}

/** One job of a run; a job is one run of one CommandLineTool. Times have whole seconds. */
export interface ReanaJob {
  readonly id: string;
  readonly name: string;
  readonly status: ReanaJobStatus;
  readonly backend: string | null;
  readonly backendJobId: string | null;
  /** The image that REANA names for the job; on an embedded server nothing ran in it. */
  readonly image: string | null;
  readonly command: string | null;
  /** Text of stdout and stderr, mixed; REANA has it only after the job has ended. */
  readonly logs: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface ReanaLogs {
  /** What the engine printed; empty until the run has ended. */
  readonly engine: string;
  /** In the order in which the jobs were created. */
  readonly jobs: readonly ReanaJob[];
  /** The answer as it came, token removed, in pieces: kept as evidence. */
  readonly raw: readonly Uint8Array[];
}

export interface ReanaFile {
  /** Path in the workspace, such as `outputs/table.csv`. */
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: Date | null;
}

/** What a new run consists of: REANA's specification, the workflow packed. */
export interface ReanaSpecification {
  readonly version: string;
  readonly inputs: {
    readonly files: readonly string[];
    readonly directories: readonly string[];
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly options: Readonly<Record<string, unknown>>;
  };
  readonly workflow: { readonly type: 'cwl'; readonly file: string; readonly specification: unknown };
  readonly outputs: { readonly files: readonly string[]; readonly directories: readonly string[] };
}

export interface ReanaServer {
  /** `0.9.4`; null where the server does not say. */
  readonly version: string | null;
  readonly url: string;
}

/**
 * The port to REANA 0.9.x and 0.95: nothing else in the service speaks to it. Every call has its time-outs; reads are retried
 * with back-off, writes never. All processes share one budget of requests, and while REANA is away a call fails at once. Every
 * failure of REANA is a ReanaUnavailableError, which says whether trying again can help and whether the outcome is unclear; a
 * database that is away, without which nothing is sent, fails as it does elsewhere. The token never shows in one.
 */
export abstract class ReanaGateway {
  /** Who answers there and with which version. */
  abstract server(): Promise<ReanaServer>;

  /** All runs of the token that are created, queued, pending or running: ONE request, without `size`. */
  abstract listActiveRuns(): Promise<ReanaRun[]>;

  /** The run of that UUID in whatever state, or null when REANA knows none. */
  abstract findRun(id: string): Promise<ReanaRun | null>;

  /** All runs of a name, deleted ones too, newest first; with a number: only so many of the newest. */
  abstract listRunsNamed(name: string, newest?: number): Promise<ReanaRun[]>;

  /** Makes a run, status `created`. Not idempotent: after an unclear outcome look it up by name and marker. */
  abstract createRun(name: string, specification: ReanaSpecification): Promise<{ id: string; name: string; runNumber: string }>;

  /** Puts one file into the workspace; may be repeated. The body is streamed and must have exactly `size` bytes. */
  abstract uploadFile(id: string, path: string, body: Readable, size: number): Promise<void>;

  /** Starts a created run. "Already queued" counts as done, so it may be repeated. */
  abstract startRun(id: string): Promise<void>;

  /** Stops a running run. False: it was not running (any more). */
  abstract stopRun(id: string): Promise<boolean>;

  /** Deletes the run's workspace; its row stays at REANA with status `deleted`. May be repeated. */
  abstract deleteRun(id: string): Promise<void>;

  abstract readLogs(id: string): Promise<ReanaLogs>;

  /** The specification as it was submitted, or null when REANA knows no such run. */
  abstract readSpecification(id: string): Promise<unknown>;

  /** All files of the workspace, sorted by path. Null: the workspace is gone. */
  abstract listFiles(id: string): Promise<ReanaFile[] | null>;

  /** One file, streamed. Null: no such file, or the workspace is gone. */
  abstract readFile(id: string, path: string): Promise<Readable | null>;
}
