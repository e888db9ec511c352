import type { ReanaBudgetRepository } from './reana-budget.repository';
import { TokenBucket } from './token-bucket';

/** How long each of some requests has to wait from the moment `at` on. */
export interface Turns {
  readonly at: number;
  /** In the order of the requests; those that would wait too long are left out. */
  readonly waitsMilliseconds: readonly number[];
  /** For the first one that was left out. */
  readonly nextWaitMilliseconds: number;
}

/** The right to send requests, shared by all processes. */
export interface RequestBudget {
  readonly intervalMilliseconds: number;
  /** How many may be asked for together. */
  readonly burst: number;
  reserve(count: number, longestWaitMilliseconds: number): Promise<Turns>;
  /** The server asked to be left alone so long. */
  postpone(milliseconds: number): Promise<void>;
}

/** The budget of a server, kept in the database: clocks of machines do not matter, and a restart grants nothing. */
export class DatabaseRequestBudget implements RequestBudget {
  private readonly bucket: TokenBucket;
  private readonly server: string;

  constructor(
    private readonly budgets: ReanaBudgetRepository,
    serverUrl: string,
    requestsPerSecond: number,
  ) {
    const { origin, pathname } = new URL(serverUrl);
    this.server = `${origin}${pathname}`.slice(0, 255);
    this.bucket = new TokenBucket(requestsPerSecond);
  }

  get intervalMilliseconds(): number {
    return this.bucket.intervalUs / 1000;
  }

  get burst(): number {
    return this.bucket.burst;
  }

  async reserve(count: number, longestWaitMilliseconds: number): Promise<Turns> {
    let at = 0;
    const wanted = { count, longestWaitUs: longestWaitMilliseconds * 1000 };
    const { waitsUs, nextWaitUs } = await this.budgets.change(this.server, (bucket, nowUs) => {
      at = performance.now(); // the answer came after the database looked at its clock: never too early
      return this.bucket.reserve(bucket, nowUs, wanted);
    });
    return { at, waitsMilliseconds: waitsUs.map((wait) => wait / 1000), nextWaitMilliseconds: nextWaitUs / 1000 };
  }

  async postpone(milliseconds: number): Promise<void> {
    await this.budgets.change(this.server, (bucket, nowUs) => ({
      bucket: this.bucket.postpone(bucket, nowUs, milliseconds * 1000),
    }));
  }
}
