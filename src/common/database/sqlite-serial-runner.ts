import type { DataSource, QueryRunner } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import { BetterSqlite3QueryRunner } from 'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';

const DEFAULT_WAIT_SECONDS = 10;
const ROLLBACK = /^ROLLBACK\b/;

/**
 * TypeORM's SQLite driver shares one connection and one query runner, so transactions at the same time melt together and
 * lose committed rows. Here every caller has a runner of its own, and whoever runs a query or holds a transaction owns the
 * connection. Call it on an SQLite data source before `initialize()`.
 */
export function serializeSqliteTransactions(dataSource: DataSource, waitSeconds = DEFAULT_WAIT_SECONDS): DataSource {
  const driver = dataSource.driver as BetterSqlite3Driver;
  const lock = new ConnectionLock(waitSeconds);
  driver.createQueryRunner = (): QueryRunner => new SerialQueryRunner(driver, lock);
  return dataSource;
}

/** Who owns the connection. Looking and taking happen in one step, else two waiters woken together would both take it. */
class ConnectionLock {
  private owner: object | undefined;
  private waiting: (() => void)[] = [];

  constructor(private readonly waitSeconds: number) {}

  async acquire(runner: object): Promise<void> {
    if (this.take(runner)) return;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.wakeAll();
    }, this.waitSeconds * 1000);
    try {
      do {
        await new Promise<void>((resolve) => this.waiting.push(resolve));
        // a wait without end means a query that bypasses the transaction it waits for
        if (timedOut)
          throw new Error(`SQLite connection busy for ${this.waitSeconds} s; in a transaction use its own manager only`);
      } while (!this.take(runner));
    } finally {
      clearTimeout(timer);
    }
  }

  give(runner: object): void {
    if (this.owner !== runner) return;
    this.owner = undefined;
    this.wakeAll();
  }

  private take(runner: object): boolean {
    this.owner ??= runner;
    return this.owner === runner;
  }

  private wakeAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}

class SerialQueryRunner extends BetterSqlite3QueryRunner {
  private running = 0;

  constructor(
    override readonly driver: BetterSqlite3Driver,
    private readonly lock: ConnectionLock,
  ) {
    super(driver);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- TypeORM's own signature
  override query(query: string, parameters?: unknown[], useStructuredResult = false): Promise<any> {
    return this.owning(async () => {
      if (ROLLBACK.test(query) && this.hasEndedByItself()) return [];
      return super.query(query, parameters, useStructuredResult) as Promise<unknown>;
    });
  }

  override startTransaction(isolationLevel?: IsolationLevel): Promise<void> {
    return this.owning(() => super.startTransaction(isolationLevel));
  }

  override commitTransaction(): Promise<void> {
    return this.owning(() => super.commitTransaction());
  }

  override rollbackTransaction(): Promise<void> {
    return this.owning(() => super.rollbackTransaction());
  }

  /** The base class keeps its one runner for ever; ours ends here, and so must a transaction left open. */
  override async release(): Promise<void> {
    if (this.isTransactionActive) await this.rollbackTransaction();
    this.giveBackWhenIdle();
  }

  /** On a full disk and after faults of one SQLite rolls back alone: who did it again would fail, and own the connection for ever. */
  private hasEndedByItself(): boolean {
    return !(this.driver.databaseConnection as { readonly inTransaction: boolean }).inTransaction;
  }

  private async owning<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.lock.acquire(this);
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.giveBackWhenIdle();
    }
  }

  private giveBackWhenIdle(): void {
    if (!this.isTransactionActive && this.running === 0) this.lock.give(this);
  }
}
