import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource, dataSourceOptions, type DatabaseSettings } from '../../src/common/database/data-source';
import { Execution } from '../../src/execution/execution.entity';
import { ApiClient } from '../factories/api-client';
import { killServices, spawnService, type ServiceProcess } from '../factories/service-process';
import { createSurroundings, type Surroundings } from '../factories/surroundings';
import type { DatabaseKind } from '../factories/test-database';
import { copyRegistration } from '../factories/workflows';
import { FakeReana, type FakeRun } from '../fakes/fake-reana';

const LOOK_MILLISECONDS = 100;
const TOKEN_MILLISECONDS = 60_000;

type Variables = Readonly<Record<string, string>>;

export interface FaultSceneOptions {
  readonly database?: DatabaseKind;
  readonly variables?: Variables;
}

/** Real processes of the service, one after the other or side by side, around one database and one fake REANA. */
export class FaultScene {
  private readonly timers = new Set<NodeJS.Timeout>();
  private token = '';

  private constructor(
    readonly reana: FakeReana,
    readonly surroundings: Surroundings,
    readonly variables: Variables,
  ) {}

  static async start({ database, variables = {} }: FaultSceneOptions = {}): Promise<FaultScene> {
    const reana = await FakeReana.start();
    const surroundings = await createSurroundings(reana, database).catch(async (error: unknown) => {
      await reana.close();
      throw error;
    });
    const scene = new FaultScene(reana, surroundings, { ...surroundings.variables, LOG_LEVEL: 'warn', ...variables });
    await scene.renewToken();
    return scene;
  }

  /** Ends whatever is left, also after a failure. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    await killServices();
    await this.surroundings.remove();
    await this.reana.close();
  }

  spawn(variables: Variables = {}, prefix: readonly string[] = []): Promise<ServiceProcess> {
    return spawnService({ ...this.variables, ...variables }, prefix);
  }

  clientOf({ url }: ServiceProcess): ApiClient {
    return new ApiClient(url, this.token);
  }

  /** A workflow that takes one file; the id of its entry. */
  async register(process: ServiceProcess, name = 'copy'): Promise<number> {
    const form = copyRegistration(name, 'x');
    const { status, body } = await this.clientOf(process).post<{ registry_id: number }>('/workflow_registry/register', form);
    if (status !== 200) throw new Error(`not registered: ${JSON.stringify(body)}`);
    return body.data.registry_id;
  }

  /** From now on every run that is started runs, and has finished after so long. */
  letRunsFinish(afterMilliseconds: () => number): void {
    this.reana.onStart = (run) => {
      const whole = afterMilliseconds();
      this.later(whole / 2, () => this.reana.move(run.id, 'running', [{ name: 'copy', status: 'running' }]));
      this.later(whole, () => this.finish(run));
    };
  }

  finish(run: FakeRun): void {
    const job = { name: 'copy', logs: '[job copy] completed success\n' };
    this.reana.end(run.id, 'finished', { copy: ['copy.txt', 'x'] }, [job]);
  }

  /** The rows as they are, read beside whoever works on them. */
  executions(): Promise<Execution[]> {
    return withDatabase(this.surroundings.database.settings, ({ manager }) => manager.find(Execution, { order: { id: 'ASC' } }));
  }

  /** The rows as soon as they fit; fails with what they last were. */
  async until(fits: (executions: readonly Execution[]) => boolean, seconds = 30): Promise<Execution[]> {
    for (const until = Date.now() + seconds * 1000; ; await sleep(LOOK_MILLISECONDS)) {
      const executions = await this.executions();
      if (fits(executions)) return executions;
      if (Date.now() < until) continue;
      const left = executions.map(({ id, status, trouble }) => `${id} ${status} ${trouble ?? ''}`);
      throw new Error(`after ${seconds} s: ${left.join(', ')}`);
    }
  }

  query<Row>(statement: string): Promise<Row[]> {
    return withDatabase(this.surroundings.database.settings, (dataSource) => dataSource.query<Row[]>(statement));
  }

  /** A campaign may last longer than a token. */
  private async renewToken(): Promise<void> {
    this.token = await this.surroundings.tokenOf('user_1');
    this.later(TOKEN_MILLISECONDS, () => void this.renewToken());
  }

  private later(milliseconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, milliseconds);
    this.timers.add(timer);
  }
}

async function withDatabase<Result>(
  settings: DatabaseSettings,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  const dataSource = await createDataSource({ ...dataSourceOptions(settings), entities: [Execution] }).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
