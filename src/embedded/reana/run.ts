import type { ProcessIdentity } from './process-identity';

export const RUN_STATUSES = ['created', 'queued', 'pending', 'running', 'finished', 'failed', 'stopped', 'deleted'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type JobStatus = 'running' | 'finished' | 'failed' | 'stopped';

/** Statuses in which the run waits for the engine, or the engine works on it. */
export const ACTIVE: readonly RunStatus[] = ['queued', 'pending', 'running'];

/** The REANA specification of a run: what the client sent; checked in full when the run is started. */
export interface ReanaSpecification {
  readonly version?: string;
  readonly inputs?: {
    readonly files?: readonly string[];
    readonly directories?: readonly string[];
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly options?: Readonly<Record<string, unknown>>;
  };
  readonly workflow: {
    readonly type: string;
    readonly file?: string;
    readonly specification?: Readonly<Record<string, unknown>>;
  };
  readonly outputs?: { readonly files?: readonly string[]; readonly directories?: readonly string[] };
  readonly workspace?: { readonly retention_days?: Readonly<Record<string, number>> };
}

/** One run, without its long texts. Times are UTC as REANA writes them: `2026-01-15T09:10:45`. */
export interface Run {
  readonly id: string;
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  readonly status: RunStatus;
  /** Restarts of a run share its workspace. */
  readonly workspaceId: string;
  /** CommandLineTools in the document. */
  readonly tools: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly stoppedAt: string | null;
  readonly engine: ProcessIdentity | null;
}

/** One job: one run of one CommandLineTool. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly command: string;
  readonly image: string;
  readonly log: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

export type JobState = Omit<Job, 'id'>;

/** What a start may bring along. */
export interface StartOptions {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** A step to run up to, and no further. */
  readonly target: string | null;
}

/** `1`, or `1.2` for the second restart. */
export function runNumber({ major, minor }: Pick<Run, 'major' | 'minor'>): string {
  return minor === 0 ? `${major}` : `${major}.${minor}`;
}

export function fullName(run: Pick<Run, 'name' | 'major' | 'minor'>): string {
  return `${run.name}.${runNumber(run)}`;
}

/** The time as REANA writes it: UTC, whole seconds, no zone. */
export function reanaTime(date: Date = new Date()): string {
  return date.toISOString().slice(0, 19);
}
