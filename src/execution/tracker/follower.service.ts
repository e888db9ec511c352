import { Injectable } from '@nestjs/common';
import { ReanaGateway, type ReanaRun } from '../../reana/reana.gateway';
import { ExecutionStatus } from '../execution-status';
import { readRecords } from '../observation/measured-job';
import { observedSteps } from '../observation/observed-steps';
import { StepPlans } from '../observation/step-plans';
import { StepRepository } from '../step.repository';
import { ExecutionSignals } from './execution-signals';
import type { EndedExecution } from './run-ending.service';
import { Setbacks } from './setbacks';
import { TrackedExecutionRepository, type FollowedExecution } from './tracked-execution.repository';

const MINUTE = 60_000;
const ACTIVE = ['created', 'queued', 'pending', 'running'];
/** States move forwards only, whatever an answer that was overtaken says. */
const ORDER = [ExecutionStatus.Created, ExecutionStatus.Queued, ExecutionStatus.Pending, ExecutionStatus.Running];

/** Follows runs at REANA: one list request tells the state of all of them. */
@Injectable()
export class Follower {
  constructor(
    private readonly gateway: ReanaGateway,
    private readonly executions: TrackedExecutionRepository,
    private readonly steps: StepRepository,
    private readonly plans: StepPlans,
    private readonly setbacks: Setbacks,
    private readonly signals: ExecutionSignals,
  ) {}

  /** Takes over what REANA says, and gives back the executions whose runs have ended, still held. */
  async follow(batch: readonly FollowedExecution[]): Promise<EndedExecution[]> {
    let active: Map<string, ReanaRun>;
    try {
      active = new Map((await this.gateway.listActiveRuns()).map((run) => [run.id, run]));
    } catch (error) {
      await this.setbacks.ofAll(batch, error);
      return [];
    }
    const unchanged: FollowedExecution[] = [];
    const ended: EndedExecution[] = [];
    for (const held of batch) {
      const run = active.get(held.reanaId ?? '');
      if (run !== undefined && !hasNews(held, run)) unchanged.push(held);
      else ended.push(...(await this.lookAt(held, run)));
    }
    await this.releaseUnchanged(unchanged);
    return ended;
  }

  private async lookAt(held: FollowedExecution, listed: ReanaRun | undefined): Promise<EndedExecution[]> {
    try {
      const run = listed === undefined || held.stopRequestedAt !== null ? await this.afterStop(held, listed) : listed;
      if (run === null || !ACTIVE.includes(run.status)) return [{ held, run }];
      await this.takeOver(held, run);
    } catch (error) {
      await this.setbacks.whileFollowed(held, error);
    }
    return [];
  }

  /** Asks REANA to stop the run, if somebody wants that; tells its state then. What does not run yet cannot be stopped, only deleted. */
  private async afterStop(held: FollowedExecution, listed: ReanaRun | undefined): Promise<ReanaRun | null> {
    const id = held.reanaId ?? '';
    if (listed !== undefined && !(await this.gateway.stopRun(id)) && listed.status !== 'running')
      await this.gateway.deleteRun(id);
    return this.gateway.findRun(id);
  }

  private async takeOver(held: FollowedExecution, run: ReanaRun): Promise<void> {
    const jobsSeen = jobsOf(run);
    const hasJobs = run.jobs?.submitted !== 0; // before the first one the steps wait, as they were recorded
    const steps = jobsSeen !== held.jobsSeen && hasJobs ? await this.readSteps(held, run) : null;
    const change = {
      status: later(held.status, run.status),
      startedAt: run.startedAt ?? held.startedAt,
      changedAt: new Date(),
      jobsSeen,
      trouble: null,
      attempts: 0,
    };
    await this.executions.together(held, async (manager) => {
      if (steps !== null) await this.steps.show(held.id, steps, manager);
      return this.executions.release(held, change, this.intervalOf(held), manager);
    });
    this.signals.changed(held.id);
  }

  private async readSteps(held: FollowedExecution, run: ReanaRun) {
    const { jobs } = await this.gateway.readLogs(run.id);
    return observedSteps(await this.plans.of(held.revisionId), await readRecords(jobs, held.instrumentNonce), false);
  }

  private async releaseUnchanged(unchanged: readonly FollowedExecution[]): Promise<void> {
    const intervals = new Set(unchanged.map((held) => this.intervalOf(held)));
    for (const interval of intervals)
      await this.executions.releaseAll(
        unchanged.filter((held) => this.intervalOf(held) === interval),
        { attempts: 0, trouble: null },
        interval,
      );
  }

  /** Young runs change fast; later a look every 15 s, after an hour every minute is enough. */
  private intervalOf({ createdAt }: FollowedExecution): number {
    const age = Date.now() - createdAt.getTime();
    const first = this.executions.pollMilliseconds;
    if (age < 2 * MINUTE) return first;
    return Math.max(first, age < 60 * MINUTE ? 15_000 : MINUTE);
  }
}

function hasNews(held: FollowedExecution, run: ReanaRun): boolean {
  return held.stopRequestedAt !== null || later(held.status, run.status) !== held.status || jobsOf(run) !== held.jobsSeen;
}

function later(ours: ExecutionStatus, theirs: string): ExecutionStatus {
  const reached = ORDER.findIndex((status) => String(status) === theirs);
  return ORDER[Math.max(reached, ORDER.indexOf(ours))] ?? ours;
}

function jobsOf({ jobs }: ReanaRun): string | null {
  return jobs === undefined ? null : `${jobs.submitted} ${jobs.finished} ${jobs.failed}`;
}
