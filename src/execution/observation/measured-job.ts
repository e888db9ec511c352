import { readStepRecords, type StepRecord } from '../../cwl';
import type { ReanaJob } from '../../reana/reana.gateway';
import { inTurns } from './in-turns';

/** So few that reading what they wrote takes some milliseconds. */
export const JOBS_A_TURN = 50;

/** A job with what the wrappers of its run wrote into its log, in the order of their ends. */
export interface MeasuredJob extends ReanaJob {
  readonly records: readonly StepRecord[];
}

/** `nonce`: marks the records of the run; null: it has none. */
export async function readRecords(jobs: readonly ReanaJob[], nonce: string | null): Promise<MeasuredJob[]> {
  const measured: MeasuredJob[] = [];
  for await (const some of inTurns(jobs, JOBS_A_TURN))
    measured.push(...some.map((job) => ({ ...job, records: nonce === null ? [] : readStepRecords(job.logs, nonce) })));
  return measured;
}
