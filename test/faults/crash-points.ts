import type { DataSource, QueryRunner } from 'typeorm';
import { createDataSource, dataSourceOptions, type DatabaseSettings } from '../../src/common/database/data-source';
import { ENTITIES } from '../integration/execution-room';

/** The death of a process: what it calls from then on fails as well. */
export class Crash extends Error {}

export interface CrashPoint {
  /** Counted from 1. */
  readonly step: number;
  readonly moment: 'before' | 'after';
}

const WRITES = /^\s*(INSERT|UPDATE|DELETE|REPLACE|COMMIT)/i;
const ROLLBACK = /^\s*ROLLBACK/i;

/**
 * Numbers all that a process does to the world: requests to REANA, statements that write, files that are kept. At one of them
 * it dies, before or after the effect.
 */
export class CrashPoints {
  /** What was done, in its order. */
  readonly steps: string[] = [];
  isDead = false;
  private isCounting = false;

  constructor(private readonly at: CrashPoint | null = null) {}

  /** Steps count from here on. */
  begin(): void {
    this.isCounting = true;
  }

  async take<Result>(name: string, effect: () => Promise<Result>): Promise<Result> {
    this.refuseWhenDead();
    if (!this.isCounting) return effect();
    const step = this.steps.push(name);
    if (this.at?.step === step && this.at.moment === 'before') this.die();
    const result = await effect();
    this.refuseWhenDead();
    if (this.at?.step === step) this.die();
    return result;
  }

  /** The same part, whose methods are steps: the named ones, or all. */
  watch<Part extends object>(part: Part, names?: readonly string[]): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as unknown;
        if (typeof method !== 'function') return method;
        const call = (given: unknown[]): unknown => Reflect.apply(method, target, given);
        if (names?.includes(String(name)) === false) return (...given: unknown[]) => call(given);
        return (...given: unknown[]) => this.take(String(name), async () => await call(given));
      },
    });
  }

  /** A connection of its own; closed, it leaves nothing of an open transaction behind, as after a death. */
  async openDatabase(settings: DatabaseSettings): Promise<DataSource> {
    const dataSource = await createDataSource({ ...dataSourceOptions(settings), entities: ENTITIES }).initialize();
    const create = dataSource.createQueryRunner.bind(dataSource);
    dataSource.createQueryRunner = (mode) => this.watchStatements(create(mode));
    return dataSource;
  }

  private watchStatements(runner: QueryRunner): QueryRunner {
    const query = runner.query.bind(runner) as (statement: string, ...more: unknown[]) => Promise<unknown>;
    const watched = (statement: string, ...more: unknown[]): Promise<unknown> => {
      const run = (): Promise<unknown> => query(statement, ...more);
      if (ROLLBACK.test(statement)) return run();
      return WRITES.test(statement) ? this.take(statement.slice(0, 40), run) : this.read(run);
    };
    return Object.assign(runner, { query: watched });
  }

  private async read<Result>(run: () => Promise<Result>): Promise<Result> {
    this.refuseWhenDead();
    return run();
  }

  private die(): never {
    this.isDead = true;
    throw new Crash('the process has died');
  }

  private refuseWhenDead(): void {
    if (this.isDead) throw new Crash('the process is dead');
  }
}
