import type { ReanaJob } from '../../reana/reana.gateway';
import { StepStatus } from '../execution-status';
import type { StepState } from '../step.repository';
import { readJobLog } from './job-log';
import { placeJobs, type PlannedStep } from './planned-steps';

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
    };
  });
}

/** What a revision says about the jobs that will be seen. */
export interface StepPlan {
  readonly steps: readonly PlannedStep[];
  /** No tool calls another exit code a success, so that success means 0. */
  readonly onlyZeroSucceeds: boolean;
}

/** The jobs as steps of the plan, then the steps that have not started. `ended`: the run is over, nothing can be running. */
export function observedSteps(plan: StepPlan, jobs: readonly ReanaJob[], ended: boolean): StepState[] {
  const names = new Set<string>();
  const placed = placeJobs(
    plan.steps,
    jobs.map(({ name }) => name),
  );
  const started = jobs.map((job, index) => {
    const name = freeName(job.name, names);
    names.add(name);
    return { ...stateOf(job, plan, ended), name, path: placed[index]?.path ?? [], shard: placed[index]?.shard ?? null };
  });
  const seen = new Set(placed.map(({ path }) => path.join('/')));
  const rest = plan.steps.filter(({ path }) => !seen.has(path.join('/')));
  return [...started, ...waitingSteps(rest, names)];
}

function stateOf(job: ReanaJob, { onlyZeroSucceeds }: StepPlan, ended: boolean): Omit<StepState, 'name' | 'path' | 'shard'> {
  const { exitCode, succeeded, fault } = readJobLog(job.name, job.logs);
  const told = STATUS[job.status];
  const status = ended && UNFINISHED.includes(told) ? StepStatus.Stopped : told;
  const failed = status === StepStatus.Failed;
  return {
    status,
    reanaJobId: job.id,
    backend: job.backend,
    backendJobId: job.backendJobId,
    image: job.image,
    command: job.command,
    exitCode: exitCode ?? (succeeded && onlyZeroSucceeds ? 0 : null),
    errorMessage: failed ? `The step ${job.name} ${fault ?? 'failed'}.` : null,
    startedAt: job.startedAt,
    endedAt: job.finishedAt,
  };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2, free = name; ; number += 1) {
    if (!taken.has(free)) return free;
    free = `${name}_${number}`;
  }
}
