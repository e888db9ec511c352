import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../auth/principal';
import { isDuplicate } from '../common/database/database-errors';
import { inTransaction } from '../common/database/transactions';
import { ReanaConfig } from '../config/reana.config';
import { ExecutionDrafts, type RepeatExecution, type StartExecution } from './execution-drafts';
import type { Execution } from './execution.entity';
import { ExecutionNotFoundError, IdempotencyMismatchError, NotStartedError } from './execution.errors';
import { ExecutionRepository } from './execution.repository';
import { ExecutionStatus } from './execution-status';
import type { IdempotentRequest } from './idempotent-request';
import { StepRepository } from './step.repository';
import { ExecutionSignals } from './tracker/execution-signals';

const LOOK_MILLISECONDS = 250; // another process may do the work: its word does not reach us, the row does

export interface StartOptions extends IdempotentRequest {
  /** Do not wait at all. */
  readonly respondAsync: boolean;
}

/**
 * Records the wish to run before anything is sent, so that a crash can leave a row behind but never a run that nobody knows of.
 * The tracker brings it to REANA; the answer waits a little for the creation there, to carry REANA's numbers.
 */
@Injectable()
export class ExecutionStarter {
  constructor(
    private readonly drafts: ExecutionDrafts,
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly executions: ExecutionRepository,
    private readonly steps: StepRepository,
    private readonly signals: ExecutionSignals,
    private readonly config: ReanaConfig,
  ) {}

  async start(user: Principal, command: StartExecution | RepeatExecution, how: StartOptions): Promise<Execution> {
    const earlier = await this.earlier(user, how);
    if (earlier !== null && earlier.answerUntil === null) return earlier;
    const waitSeconds = how.respondAsync ? 0 : this.config.executeWaitSeconds;
    const id = earlier?.id ?? (await this.record(user, command, { ...how, waitSeconds }));
    return waitSeconds > 0 ? this.created(id, waitSeconds) : this.require(id);
  }

  /** What the same key has started before; a key under which nothing was started is free again. */
  private async earlier(user: Principal, { idempotencyKey, requestSha256 }: IdempotentRequest): Promise<Execution | null> {
    const earlier = idempotencyKey === null ? null : await this.executions.findByKey(user.id, idempotencyKey);
    if (earlier === null) return null;
    if (earlier.requestSha256 !== requestSha256 || !user.groups.includes(earlier.groupName))
      throw new IdempotencyMismatchError(earlier.id);
    if (!wasRefused(earlier)) return earlier;
    await this.executions.freeKey(earlier.id);
    return null;
  }

  private async record(
    user: Principal,
    command: StartExecution | RepeatExecution,
    { waitSeconds, idempotencyKey, requestSha256 }: IdempotentRequest & { readonly waitSeconds: number },
  ): Promise<number> {
    const { execution, steps } = await this.drafts.draft(user, command);
    try {
      return await inTransaction(this.dataSource, async (manager) => {
        const id = await this.executions.insert({ ...execution, idempotencyKey, requestSha256 }, waitSeconds, manager);
        await this.steps.insertWaiting(id, steps, manager);
        return id;
      });
    } catch (error) {
      const winner = isDuplicate(error) ? await this.earlier(user, { idempotencyKey, requestSha256 }) : null;
      if (winner === null) throw error;
      return winner.id;
    } finally {
      this.signals.due();
    }
  }

  private async created(id: number, waitSeconds: number): Promise<Execution> {
    const until = performance.now() + waitSeconds * 1000; // the time of day may be set meanwhile
    for (;;) {
      const left = until - performance.now();
      if (left <= 0 || this.signals.hasEnded) break;
      const change = this.signals.untilChanged(id, Math.min(LOOK_MILLISECONDS, left));
      const execution = await this.require(id);
      if (execution.reanaId !== null || execution.endedAt !== null) return this.startedOrThrow(execution);
      await change;
    }
    await this.executions.stopWaiting(id);
    return this.startedOrThrow(await this.require(id));
  }

  private async startedOrThrow(execution: Execution): Promise<Execution> {
    if (!wasRefused(execution)) return execution;
    await this.executions.freeKey(execution.id);
    throw new NotStartedError(execution.id, execution.failureMessage ?? '');
  }

  private async require(id: number): Promise<Execution> {
    const execution = await this.executions.findById(id);
    if (execution === null) throw new ExecutionNotFoundError(String(id));
    return execution;
  }
}

/** It ended while its client waited to be told so: nothing was acknowledged. */
function wasRefused({ status, reanaId, answerUntil }: Execution): boolean {
  return status === ExecutionStatus.Failed && reanaId === null && answerUntil !== null;
}
