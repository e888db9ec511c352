/** Where an execution stands; it moves forwards only. */
export enum ExecutionStatus {
  /** The wish is recorded; REANA does not know of it yet. */
  Created = 'created',
  Queued = 'queued',
  Pending = 'pending',
  Running = 'running',
  Finished = 'finished',
  Failed = 'failed',
  Stopped = 'stopped',
  Deleted = 'deleted',
}

export enum StepStatus {
  /** Planned, not started (yet). */
  Waiting = 'waiting',
  Queued = 'queued',
  Running = 'running',
  Finished = 'finished',
  Failed = 'failed',
  Stopped = 'stopped',
}

export const ENDED: readonly ExecutionStatus[] = [
  ExecutionStatus.Finished,
  ExecutionStatus.Failed,
  ExecutionStatus.Stopped,
  ExecutionStatus.Deleted,
];
