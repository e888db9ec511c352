import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestBudget } from './request-budget';

/** A request was not let through: it would have to wait longer than anybody should. */
export class LineTooLongError extends Error {
  constructor(readonly waitMilliseconds: number) {
    super('too many requests are waiting');
  }
}

interface Waiting {
  readonly since: number;
  readonly go: () => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * The requests of this process in the order in which they came. Those that wait are paid for together, as many as the budget
 * allows at once, so that a long line writes seldom and other processes get their turn in between.
 */
export class RequestLine {
  private readonly waiting: Waiting[] = [];
  private isMoving = false;

  constructor(
    private readonly budget: RequestBudget,
    private readonly longestWaitMilliseconds: number,
  ) {}

  /** Comes back when one more request may be sent. */
  async take(): Promise<void> {
    const expected = this.waiting.length * this.budget.intervalMilliseconds;
    if (expected > this.longestWaitMilliseconds) throw new LineTooLongError(expected);
    await new Promise<void>((go, refuse) => {
      this.waiting.push({ since: performance.now(), go, refuse });
      if (!this.isMoving) void this.move();
    });
  }

  /** The server asked all processes to leave it alone so long. */
  async postpone(milliseconds: number): Promise<void> {
    await this.budget.postpone(milliseconds);
  }

  /** Refuses all that wait. */
  dismiss(error: unknown): void {
    this.refuse(error, () => true);
  }

  private async move(): Promise<void> {
    this.isMoving = true;
    while (this.waiting.length > 0)
      try {
        await this.serve();
      } catch (error) {
        this.dismiss(error); // without the database nobody knows what may be sent
      }
    this.isMoving = false;
  }

  private async serve(): Promise<void> {
    const count = Math.min(this.waiting.length, this.budget.burst);
    const turns = await this.budget.reserve(count, this.patienceOf(this.waiting[0]));
    const { at, waitsMilliseconds, nextWaitMilliseconds } = turns;
    for (const wait of waitsMilliseconds) {
      const left = at + wait - performance.now();
      if (left > 0) await sleep(left, undefined, { ref: false });
      this.waiting.shift()?.go();
    }
    if (waitsMilliseconds.length === 0)
      this.refuse(new LineTooLongError(nextWaitMilliseconds), (one) => this.patienceOf(one) < nextWaitMilliseconds);
  }

  /** How much longer it may wait. */
  private patienceOf(one: Waiting | undefined): number {
    return one === undefined ? 0 : Math.max(0, one.since + this.longestWaitMilliseconds - performance.now());
  }

  private refuse(error: unknown, whom: (one: Waiting) => boolean): void {
    for (const one of this.waiting.splice(0)) {
      if (whom(one)) one.refuse(error);
      else this.waiting.push(one);
    }
  }
}
