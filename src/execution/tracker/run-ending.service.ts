import { Injectable } from '@nestjs/common';
import type { ReanaRun } from '../../reana/reana.gateway';
import { EvidenceRepository } from '../observation/evidence.repository';
import { observedSteps } from '../observation/observed-steps';
import { RunObserver, type Observation } from '../observation/run-observer.service';
import { outcomeOf, type Outcome } from '../observation/run-outcome';
import { StepPlans } from '../observation/step-plans';
import { StepRepository } from '../step.repository';
import { TrackedExecutionRepository, type ExecutionChange, type FollowedExecution } from './tracked-execution.repository';

const LATE_LOG_MILLISECONDS = 10_000;

/** What an end looks like to the tracker: REANA's last word on the run, or null when it knows the run no more. */
export interface EndedExecution {
  readonly held: FollowedExecution;
  readonly run: ReanaRun | null;
}

/** Keeps what was observed of an ended run, then says so in the row: evidence, steps and state in one transaction. */
@Injectable()
export class RunEnding {
  constructor(
    private readonly observer: RunObserver,
    private readonly plans: StepPlans,
    private readonly executions: TrackedExecutionRepository,
    private readonly steps: StepRepository,
    private readonly evidence: EvidenceRepository,
  ) {}

  /** False: not yet, or not ours any more. */
  async settle({ held, run }: EndedExecution): Promise<boolean> {
    if (held.reanaId === null) throw new Error(`execution ${held.id} is followed without a run`);
    const observation = await this.observer.observe(held.reanaId, run, held.instrumentNonce);
    if (isLogLate(held, run, observation)) {
      await this.executions.release(held, { attempts: held.attempts + 1 }, LATE_LOG_MILLISECONDS);
      return false;
    }
    const plan = await this.plans.of(held.revisionId);
    const jobs = observation.logs?.jobs ?? null;
    const steps = jobs === null ? await this.steps.listOf(held.id) : await observedSteps(plan, jobs, true);
    const outcome = outcomeOf({
      status: run?.status ?? null,
      steps,
      engineText: observation.logs?.engine ?? '',
      restartedAs: observation.restartedAs,
      stopRequested: held.stopRequestedAt !== null || (await this.executions.isStopRequested(held.id)),
    });
    return this.executions.together(held, async (manager) => {
      await this.evidence.save(held.id, observation.evidence, manager);
      if (jobs !== null) await this.steps.show(held.id, steps, manager);
      return this.executions.release(held, endedWith(outcome, { held, run }, observation), null, manager);
    });
  }
}

/** The engine's text, with the outputs in it, may come some seconds after the end: it is waited for once. */
function isLogLate(held: FollowedExecution, run: ReanaRun | null, { logs }: Observation): boolean {
  const speaks = run?.status === 'finished' || run?.status === 'failed';
  return speaks && logs?.engine === '' && held.attempts === 0;
}

function endedWith(
  { status, failure, notice }: Outcome,
  { held, run }: EndedExecution,
  { serverVersion }: Observation,
): ExecutionChange {
  const startedAt = run?.startedAt ?? held.startedAt;
  return {
    status,
    failureCode: failure?.code ?? null,
    failureMessage: failure?.message ?? null,
    failureStep: failure?.step ?? null,
    failureSource: failure?.source ?? null,
    trouble: notice,
    attempts: 0,
    engineVersion: serverVersion,
    startedAt,
    endedAt: run?.stoppedAt ?? run?.finishedAt ?? nowButAfter(startedAt),
  };
}

/** REANA's clock and ours may disagree, but nothing ends before it started. */
function nowButAfter(startedAt: Date | null): Date {
  return new Date(Math.max(Date.now(), startedAt?.getTime() ?? 0));
}
