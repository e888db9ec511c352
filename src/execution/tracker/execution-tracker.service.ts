import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ExecutionSignals } from './execution-signals';
import { Follower } from './follower.service';
import { RunEnding, type EndedExecution } from './run-ending.service';
import { Setbacks } from './setbacks';
import { Submission } from './submission.service';
import { TaskPool } from './task-pool';
import { TrackedExecutionRepository, type Lease } from './tracked-execution.repository';

const SUBMITTED_AT_ONCE = 32; // most wait for a slow host or a transfer; how fast REANA is asked is its budget's matter
const OBSERVED_AT_ONCE = 4;
const FOLLOWED_TOGETHER = 1000;
const LONGEST_PAUSE_MILLISECONDS = 1000;
const GRACE_MILLISECONDS = 3000;

/**
 * Follows every execution to its end. The rows say what is due; this process claims it by lease, works, and gives it back.
 * What it held when it died is due again when the lease ends, here or in another process.
 */
@Injectable()
export class ExecutionTracker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ExecutionTracker.name);
  private readonly submissions = this.pool(SUBMITTED_AT_ONCE);
  private readonly looks = this.pool(1);
  private readonly endings = this.pool(OBSERVED_AT_ONCE);
  private readonly ended = new AbortController();
  private wakeUp: (() => void) | null = null;
  private isDue = false;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly executions: TrackedExecutionRepository,
    private readonly submission: Submission,
    private readonly follower: Follower,
    private readonly ending: RunEnding,
    private readonly setbacks: Setbacks,
    private readonly signals: ExecutionSignals,
  ) {}

  onApplicationBootstrap(): void {
    this.signals.onDue(() => this.lookAgain());
    this.loops = Promise.all([this.claimLoop(), this.renewLoop()]);
  }

  /** Claims nothing more, waits a little for what is at work, and gives the rest back for others to take at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ended.abort();
    this.lookAgain();
    await this.loops;
    const held = this.held();
    const finished = Promise.all([this.submissions, this.looks, this.endings].map((pool) => pool.finish()));
    await Promise.race([finished, sleep(GRACE_MILLISECONDS, undefined, { ref: false })]);
    this.signals.hasEnded = true;
    await this.executions.drop(held);
  }

  private async claimLoop(): Promise<void> {
    while (!this.ended.signal.aborted) {
      this.isDue = false;
      await this.claim().catch((error: unknown) => this.failed(error));
      await this.pause();
    }
  }

  private async claim(): Promise<void> {
    if (this.submissions.free > 0)
      for (const held of await this.executions.claim('submit', this.submissions.free))
        this.submissions.add([held], () => this.submission.submit(held));
    if (this.looks.free === 0) return;
    const followed = await this.executions.claim('follow', FOLLOWED_TOGETHER);
    if (followed.length === 0) return;
    this.looks.add(followed, async () => {
      for (const one of await this.follower.follow(followed)) this.endings.add([one.held], () => this.settle(one));
    });
  }

  private async settle(one: EndedExecution): Promise<void> {
    try {
      if (await this.ending.settle(one)) this.signals.changed(one.held.id);
    } catch (error) {
      await this.setbacks.whileFollowed(one.held, error);
    }
  }

  private async renewLoop(): Promise<void> {
    while (!this.ended.signal.aborted) {
      await this.executions.renew(this.held()).catch((error: unknown) => this.failed(error));
      await sleep(this.executions.renewMilliseconds, undefined, { signal: this.ended.signal }).catch(() => undefined);
    }
  }

  private held(): Lease[] {
    return [this.submissions, this.looks, this.endings].flatMap(({ leases }) => leases);
  }

  private lookAgain(): void {
    this.isDue = true;
    this.wakeUp?.();
  }

  private async pause(): Promise<void> {
    if (this.isDue) return;
    const milliseconds = Math.min(this.executions.pollMilliseconds / 2, LONGEST_PAUSE_MILLISECONDS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = null;
  }

  private pool(atOnce: number): TaskPool {
    return new TaskPool(atOnce, { failed: (error) => this.failed(error), done: () => this.lookAgain() });
  }

  /** The row is due again when its lease ends. */
  private failed(error: unknown): void {
    if (!this.ended.signal.aborted) this.logger.error(error);
  }
}
