import { Injectable, Logger } from '@nestjs/common';
import { DomainError, type ErrorKind } from '../../common/errors/domain-error';
import { isDatabaseAway } from '../../common/database/database-errors';
import { ReanaUnavailableError } from '../../reana/reana.gateway';
import { ExecutionStatus } from '../execution-status';
import type { Failure } from '../observation/run-outcome';
import { ExecutionSignals } from './execution-signals';
import { TrackedExecutionRepository, type ExecutionChange, type FollowedExecution } from './tracked-execution.repository';

const LONGEST_WAIT_SECONDS = 60;
const MOST_UNEXPECTED = 10;
/** Refusals of another part that may be gone the next time. */
const CAN_PASS: readonly ErrorKind[] = ['unavailable', 'limit', 'storage_full'];

/** The lease ran out and somebody else may have the execution: whoever notices drops the work and writes nothing. */
export class LeaseLostError extends Error {}

/** Something went wrong with an execution: try again later, or end it where that cannot help. */
@Injectable()
export class Setbacks {
  private readonly logger = new Logger(Setbacks.name);

  constructor(
    private readonly executions: TrackedExecutionRepository,
    private readonly signals: ExecutionSignals,
  ) {}

  /** On the way to REANA: what REANA or we refuse for good ends the execution; a network fault never does. */
  async onTheWay(held: FollowedExecution, error: unknown): Promise<void> {
    if (error instanceof LeaseLostError) return;
    const failure = finalFailure(error);
    if (failure !== null) return this.fail(held, failure);
    await this.waiting(held, error);
  }

  /** While a run is followed nothing ends it but REANA's own last word. */
  async whileFollowed(held: FollowedExecution, error: unknown): Promise<void> {
    if (!(error instanceof LeaseLostError)) await this.waiting(held, error);
  }

  async fail(held: FollowedExecution, failure: Failure): Promise<void> {
    await this.executions.release(held, failedWith(failure), null);
    this.signals.changed(held.id);
  }

  /** REANA did clearly not create the run: a client that still waits is told so, and the execution ends. False: nobody waits. */
  async failIfAwaited(held: FollowedExecution, error: ReanaUnavailableError): Promise<boolean> {
    const failed = await this.executions.failWhileAwaited(held, failedWith(refusal(error)));
    if (failed) this.signals.changed(held.id);
    return failed;
  }

  private async waiting(held: FollowedExecution, error: unknown): Promise<void> {
    const attempts = held.attempts + 1;
    if (!(error instanceof DomainError)) {
      this.logger.error(error);
      if (isDatabaseAway(error)) return; // nothing can be written: the lease ends, and the execution is due again
      if (attempts >= MOST_UNEXPECTED) return this.fail(held, INTERNAL);
    }
    await this.executions.release(held, { attempts, trouble: troubleOf(error) }, waitAfter(held.attempts, error));
    this.signals.changed(held.id);
  }

  /** The same trouble for many: they wait together, so that one request serves them all again. */
  async ofAll(batch: readonly FollowedExecution[], error: unknown): Promise<void> {
    if (!(error instanceof DomainError)) this.logger.error(error);
    const attempts = Math.min(...batch.map((held) => held.attempts));
    await this.executions.releaseAll(batch, { attempts: attempts + 1, trouble: troubleOf(error) }, waitAfter(attempts, error));
  }
}

function troubleOf(error: unknown): string {
  return error instanceof DomainError ? error.message : 'An unexpected error occurred; trying again.';
}

/** 1, 2, 4 ... 60 seconds with jitter, or what REANA asks for. */
function waitAfter(attempts: number, error: unknown): number {
  const asked = error instanceof ReanaUnavailableError ? (error.reason.retryAfterSeconds ?? 0) : 0;
  const full = Math.min(LONGEST_WAIT_SECONDS, 2 ** Math.min(attempts, 10));
  return Math.max(asked, full * (0.5 + Math.random() / 2)) * 1000;
}

const INTERNAL: Failure = {
  code: 'execution.internal',
  message: 'The execution could not go on because of an error in this service. Tell the administrator its number.',
  step: null,
  source: 'reprov',
};

function refusal({ message }: ReanaUnavailableError): Failure {
  return { code: 'execution.refused_by_reana', message, step: null, source: 'reana' };
}

/** Null: trying again can help, or nobody knows. */
function finalFailure(error: unknown): Failure | null {
  if (error instanceof ReanaUnavailableError) return error.reason.retryable || error.reason.unclear ? null : refusal(error);
  if (!(error instanceof DomainError)) return null;
  return CAN_PASS.includes(error.kind) ? null : { code: error.code, message: error.message, step: null, source: 'reprov' };
}

function failedWith({ code, message, step, source }: Failure): ExecutionChange {
  return {
    status: ExecutionStatus.Failed,
    failureCode: code,
    failureMessage: message,
    failureStep: step,
    failureSource: source,
    trouble: null,
    endedAt: new Date(),
  };
}
