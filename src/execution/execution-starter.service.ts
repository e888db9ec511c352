import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../auth/principal';
import { inTransaction } from '../common/database/transactions';
import { ReanaConfig } from '../config/reana.config';
import { ExecutionDrafts, type StartExecution } from './execution-drafts';
import type { Execution } from './execution.entity';
import { ExecutionNotFoundError, NotStartedError } from './execution.errors';
import { ExecutionRepository } from './execution.repository';
import { ExecutionStatus } from './execution-status';
import { StepRepository } from './step.repository';
import { ExecutionSignals } from './tracker/execution-signals';

const LOOK_MILLISECONDS = 250; // another process may do the work: its word does not reach us, the row does

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

  /** `respondAsync`: do not wait at all. */
  async start(user: Principal, command: StartExecution, respondAsync: boolean): Promise<Execution> {
    const { execution, steps } = await this.drafts.draft(user, command);
    const waitSeconds = respondAsync ? 0 : this.config.executeWaitSeconds;
    const id = await inTransaction(this.dataSource, async (manager) => {
      const inserted = await this.executions.insert(execution, waitSeconds, manager);
      await this.steps.insertWaiting(inserted, steps, manager);
      return inserted;
    });
    this.signals.due();
    return waitSeconds > 0 ? this.created(id, waitSeconds) : this.require(id);
  }

  private async created(id: number, waitSeconds: number): Promise<Execution> {
    const until = Date.now() + waitSeconds * 1000;
    for (;;) {
      const left = until - Date.now();
      if (left <= 0) break;
      const change = this.signals.untilChanged(id, Math.min(LOOK_MILLISECONDS, left));
      const execution = await this.require(id);
      if (execution.reanaId !== null || execution.endedAt !== null) return startedOrThrow(execution);
      await change;
    }
    await this.executions.stopWaiting(id);
    return startedOrThrow(await this.require(id));
  }

  private async require(id: number): Promise<Execution> {
    const execution = await this.executions.findById(id);
    if (execution === null) throw new ExecutionNotFoundError(String(id));
    return execution;
  }
}

function startedOrThrow(execution: Execution): Execution {
  const { id, status, reanaId, failureMessage } = execution;
  if (status === ExecutionStatus.Failed && reanaId === null) throw new NotStartedError(id, failureMessage ?? '');
  return execution;
}
