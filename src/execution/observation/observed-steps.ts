import { toolCommand, type StepRecord } from '../../cwl';
import type { ReanaJob } from '../../reana/reana.gateway';
import { StepStatus } from '../execution-status';
import type { StepState } from '../step.repository';
import { inTurns } from './in-turns';
import { lastLines, readJobLog } from './job-log';
import { JOBS_A_TURN, type MeasuredJob } from './measured-job';
import { toMeasurement } from './measurement';
import { jobPlaces, type PlannedStep } from './planned-steps';

const STATUS: Readonly<Record<ReanaJob['status'], StepStatus>> = {
  created: StepStatus.Queued,
  queued: StepStatus.Queued,
  running: StepStatus.Running,
  finished: StepStatus.Finished,
  failed: StepStatus.Failed,
  stopped: StepStatus.Stopped,
};
const UNFINISHED = [StepStatus.Queued, StepStatus.Running];

/** The steps of a plan of which none has started. */
export function waitingSteps(planned: readonly PlannedStep[], taken: ReadonlySet<string> = new Set()): StepState[] {
  const names = new Set(taken);
  return planned.map(({ path }) => {
    const name = freeName(path.join('/'), names);
    names.add(name);
    return {
      name,
      path,
      shard: null,
      status: StepStatus.Waiting,
      reanaJobId: null,
      backend: null,
      backendJobId: null,
      image: null,
      command: null,
      exitCode: null,
      errorMessage: null,
      startedAt: null,
      endedAt: null,
      measurement: null,
      stderrTail: null,
    };
  });
}

/** What a revision says about the jobs that will be seen. */
export interface StepPlan {
  readonly steps: readonly PlannedStep[];
  /** Which exit codes each tool calls a success. */
  readonly successCodes: ReadonlyMap<string, readonly number[]>;
}

/**
 * The jobs as steps of the plan, then the steps that have not started; `ended`: the run is over, nothing can be running.
 * Others have their turn in between.
 */
export async function observedSteps(plan: StepPlan, jobs: readonly MeasuredJob[], ended: boolean): Promise<StepState[]> {
  const [names, seen] = [new Set<string>(), new Set<string>()];
  const placeOf = jobPlaces(plan.steps);
  const started: StepState[] = [];
  for await (const some of inTurns(jobs, JOBS_A_TURN))
    for (const job of some) {
      const name = freeName(job.name, names);
      const { path, shard } = placeOf(job.name);
      names.add(name);
      seen.add(path.join('/'));
      started.push({ ...stateOf(job, plan, ended), name, path, shard });
    }
  const rest = plan.steps.filter(({ path }) => !seen.has(path.join('/')));
  return [...started, ...waitingSteps(rest, names)];
}

function stateOf(job: MeasuredJob, plan: StepPlan, ended: boolean): Omit<StepState, 'name' | 'path' | 'shard'> {
  const record = job.records.at(-1) ?? null; // one tool ran: should there be several, the last is that of the outermost wrapper
  const said = readJobLog(job.name, job.logs);
  const exitCode = record?.exitCode ?? said.exitCode ?? (said.succeeded && onlyZeroSucceeds(plan) ? 0 : null);
  const status = trueStatus(job, ended, failedByItself(record, plan));
  const failed = status === StepStatus.Failed;
  return {
    status,
    reanaJobId: job.id,
    backend: job.backend,
    backendJobId: job.backendJobId,
    image: job.image,
    command: job.command === null ? null : toolCommand(job.command),
    exitCode,
    errorMessage: failed ? `The step ${job.name} ${said.fault ?? faultOf(record) ?? 'failed'}.` : null,
    startedAt: job.startedAt,
    endedAt: job.finishedAt,
    measurement: record === null ? null : toMeasurement(record),
    stderrTail: failed ? lastLines(job.logs) : null,
  };
}

/** A tool that failed has failed, also where REANA did not see it because the last command of its job succeeded. */
function trueStatus(job: ReanaJob, ended: boolean, failedByItself: boolean): StepStatus {
  const told = STATUS[job.status];
  if (told === StepStatus.Finished && failedByItself) return StepStatus.Failed;
  return ended && UNFINISHED.includes(told) ? StepStatus.Stopped : told;
}

function failedByItself(record: StepRecord | null, { successCodes }: StepPlan): boolean {
  if (record === null) return false;
  const accepted = successCodes.get(record.tool);
  return accepted !== undefined && !accepted.includes(record.exitCode);
}

function onlyZeroSucceeds({ successCodes }: StepPlan): boolean {
  return [...successCodes.values()].every((codes) => codes.length === 1 && codes[0] === 0);
}

function faultOf(record: StepRecord | null): string | null {
  if (record === null) return null;
  return record.signal === null ? `ended with exit code ${record.exitCode}` : `was terminated by ${record.signal}`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2, free = name; ; number += 1) {
    if (!taken.has(free)) return free;
    free = `${name}_${number}`;
  }
}
