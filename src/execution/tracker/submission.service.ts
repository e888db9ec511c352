import { Injectable } from '@nestjs/common';
import { ReanaUnavailableError } from '../../reana/reana.gateway';
import { ExecutionStatus } from '../execution-status';
import { ExecutionSignals } from './execution-signals';
import { PlatformInputs } from './platform-inputs.service';
import { RunCreator } from './run-creator.service';
import { RunLauncher } from './run-launcher.service';
import { Setbacks } from './setbacks';
import { TrackedExecutionRepository, type HeldExecution } from './tracked-execution.repository';

/** Asked to stop before the run was started. */
class StopRequested extends Error {}

/** Brings a recorded wish to REANA: inputs, create, upload, start. Every step may be repeated after a crash. */
@Injectable()
export class Submission {
  constructor(
    private readonly inputs: PlatformInputs,
    private readonly creator: RunCreator,
    private readonly launcher: RunLauncher,
    private readonly executions: TrackedExecutionRepository,
    private readonly setbacks: Setbacks,
    private readonly signals: ExecutionSignals,
  ) {}

  async submit(held: HeldExecution): Promise<void> {
    const check = () => this.refuseWhenStopped(held);
    try {
      await check();
      const complete = await this.inputs.fetch(held, check);
      await check();
      const reanaId = await this.creator.ensure(complete);
      this.signals.changed(held.id);
      await this.launcher.launch(complete, reanaId, check);
      const started = { status: ExecutionStatus.Queued, trouble: null, attempts: 0 };
      await this.executions.release(held, started, this.executions.pollMilliseconds);
      this.signals.changed(held.id);
    } catch (error) {
      await this.interrupted(held, error);
    }
  }

  private async interrupted(held: HeldExecution, error: unknown): Promise<void> {
    if (error instanceof StopRequested) return this.stop(held);
    const refused = error instanceof ReanaUnavailableError && !error.reason.unclear;
    if (refused && (await this.setbacks.failIfAwaited(held, error))) return;
    await this.setbacks.onTheWay(held, error);
  }

  private async refuseWhenStopped(held: HeldExecution): Promise<void> {
    if (await this.executions.isStopRequested(held.id)) throw new StopRequested();
  }

  private async stop(held: HeldExecution): Promise<void> {
    try {
      await this.creator.undo(await this.executions.reload(held));
      await this.executions.release(held, { status: ExecutionStatus.Stopped, trouble: null, endedAt: new Date() }, null);
      this.signals.changed(held.id);
    } catch (error) {
      await this.setbacks.whileFollowed(held, error);
    }
  }
}
