import { Injectable } from '@nestjs/common';
import { Permission, requirePermission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import type { Execution } from './execution.entity';
import { AlreadyOverError } from './execution.errors';
import { ExecutionLookup } from './execution-lookup.service';
import { ExecutionRepository } from './execution.repository';
import { ExecutionSignals } from './tracker/execution-signals';

const ANSWER_MILLISECONDS = 3000;
const LOOK_MILLISECONDS = 250;

/** Records that an execution is to be stopped; the tracker tells REANA, again and again until it is over. */
@Injectable()
export class ExecutionStopService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly executions: ExecutionRepository,
    private readonly signals: ExecutionSignals,
  ) {}

  /** Waits a little, so that the answer can say `stopped`. */
  async stop(user: Principal, executionId: number): Promise<Execution> {
    const execution = await this.lookup.require(user, { executionId });
    requirePermission(user, Permission.ExecutionStop, execution);
    if (!(await this.executions.requestStop(executionId, user.id, new Date())))
      throw new AlreadyOverError(executionId, execution.status);
    this.signals.due();
    return this.untilOver(user, executionId);
  }

  private async untilOver(user: Principal, executionId: number): Promise<Execution> {
    const until = performance.now() + ANSWER_MILLISECONDS; // the time of day may be set meanwhile
    for (;;) {
      const change = this.signals.untilChanged(executionId, LOOK_MILLISECONDS);
      const execution = await this.lookup.require(user, { executionId });
      if (execution.endedAt !== null || this.signals.hasEnded || performance.now() >= until) return execution;
      await change;
    }
  }
}
