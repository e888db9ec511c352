import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { buildService, type ServiceProcess } from '../factories/service-process';
import { accountOf, NOTHING_WRONG } from './account';
import { sized } from './campaign';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';
import { MariaDbServer } from './mariadb-server';

const MINUTE = 60_000;
const ROUNDS = sized({ short: 3, long: 12 });
const AWAY_MILLISECONDS = 1500;
const RECOVERY_SECONDS = 5;
const LOCKED_SECONDS = 10;
const OVER_SECONDS = 60;
const POOL_SIZE = 5;
const READERS = 4;

/** How it goes away, and comes back. */
const WAYS: readonly ((server: MariaDbServer) => Promise<void>)[] = [
  (server) => restarted(server, 'SIGKILL'),
  (server) => restarted(server, 'SIGTERM'),
  async (server) => {
    server.pause();
    await sleep(2 * AWAY_MILLISECONDS);
    server.resume();
  },
];

async function restarted(server: MariaDbServer, signal: NodeJS.Signals): Promise<void> {
  await server.end(signal);
  await sleep(AWAY_MILLISECONDS);
  await server.start();
}

/** Clients that read and write without a pause. */
class Load {
  /** Status, or why there was none -> how often. */
  readonly statuses = new Map<number | string, number>();
  readonly writing: InsistentClient;
  private isOn = true;
  private readonly working: Promise<void>;

  constructor(
    private readonly scene: FaultScene,
    private readonly service: ServiceProcess,
    registryId: number,
  ) {
    this.writing = new InsistentClient(() => scene.clientOf(service));
    this.working = Promise.all([this.write(registryId), ...Array.from({ length: READERS }, () => this.read())]).then(
      () => undefined,
    );
  }

  /** When all that was asked for is acknowledged. */
  async end(): Promise<void> {
    this.isOn = false;
    await this.working;
    await this.writing.done();
  }

  async giveUp(): Promise<void> {
    this.isOn = false;
    await this.writing.giveUp();
  }

  private async write(registryId: number): Promise<void> {
    for (; this.isOn; await sleep(100)) if (this.writing.asking < 10) this.writing.execute(registryId);
  }

  private async read(): Promise<void> {
    for (; this.isOn; await sleep(20)) {
      const status = await this.scene
        .clientOf(this.service)
        .get('/workflow_execution?size=5')
        .then((answer) => answer.status, causeOf);
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    }
  }
}

function causeOf(error: unknown): string {
  const { cause, message } = error as { cause?: { message: string }; message: string };
  return cause?.message ?? message;
}

describe('while the database is away', () => {
  let scene: FaultScene;
  let service: ServiceProcess;
  let load: Load | undefined;
  let mariadb: MariaDbServer | undefined;

  beforeAll(() => buildService(), 3 * MINUTE);
  afterEach(async () => {
    mariadb?.resume();
    await load?.giveUp();
    await scene?.stop();
    await mariadb?.remove();
    mariadb = undefined;
  });

  async function open(variables: Record<string, string>): Promise<Load> {
    scene = await FaultScene.start({ database: 'sqlite', variables });
    scene.letRunsFinish(() => 500);
    service = await scene.spawn();
    load = new Load(scene, service, await scene.register(service));
    await sleep(1000);
    return load;
  }

  async function untilNoneGoesOn(count: () => Promise<number>): Promise<void> {
    for (const until = Date.now() + OVER_SECONDS * 1000; (await count()) > 0 && Date.now() < until;) await sleep(200);
  }

  it(
    `a MariaDB that is killed, ended or stopped and started again ${ROUNDS} times under load: only 503, 0 acknowledged lost, recovery ≤ ${RECOVERY_SECONDS} s`,
    async () => {
      mariadb = await MariaDbServer.create();
      const server = mariadb;
      const { writing, statuses } = await open({ ...server.environment, MYSQL_POOL_SIZE: String(POOL_SIZE) });
      const recoveries: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        await WAYS[round % WAYS.length]!(server);
        recoveries.push(await recovery());
        await sleep(1000);
      }
      await load!.end();
      await untilNoneGoesOn(async () => {
        const [row] = await server.query<{ n: number }>(`SELECT COUNT(*) AS n FROM executions WHERE ended_at IS NULL`);
        return Number(row!.n);
      });
      const rows = await server.query<{ id: number; status: string }>('SELECT id, status FROM executions');
      const connections = await server.query<object>(`SELECT id FROM information_schema.processlist WHERE user = 'reprov'`);

      expect([...statuses.keys()].sort()).toEqual([200, 503]);
      expect(writing.surprises).toEqual([]);
      expect(Math.max(...recoveries)).toBeLessThanOrEqual(RECOVERY_SECONDS);
      expect(rows.map(({ status }) => status).filter((status) => status !== 'finished')).toEqual([]);
      expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(writing.told.values()));
      expect(scene.reana.runs.size).toBe(rows.length);
      expect(connections.length).toBeLessThanOrEqual(POOL_SIZE + 1);
    },
    ROUNDS * 30_000 + 2 * MINUTE,
  );

  it(
    `an SQLite file that another process locks for ${LOCKED_SECONDS} s: requests wait or get 503, 0 acknowledged lost`,
    async () => {
      const { writing, statuses } = await open({});
      const file = scene.surroundings.database.settings.sqliteFile;
      const program = `const database = new (require('better-sqlite3'))(${JSON.stringify(file)}, { timeout: 20_000 });
      database.exec('BEGIN IMMEDIATE');
      setTimeout(() => database.exec('COMMIT'), ${LOCKED_SECONDS * 1000});`;
      const locker = spawn(process.execPath, ['-e', program], { stdio: 'inherit' });
      await once(locker, 'exit');
      expect(await recovery()).toBeLessThanOrEqual(RECOVERY_SECONDS);
      await load!.end();
      await untilNoneGoesOn(async () => (await scene.executions()).filter(({ endedAt }) => endedAt === null).length);

      expect([...statuses].filter(([status]) => status !== 200 && status !== 503)).toEqual([]);
      expect(await accountOf(scene, writing, ExecutionStatus.Finished)).toEqual(NOTHING_WRONG);
      expect(await scene.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    },
    2 * MINUTE,
  );

  /** Seconds until a write is acknowledged again. */
  async function recovery(): Promise<number> {
    const began = Date.now();
    const told = load!.writing.told.size;
    while (load!.writing.told.size === told && Date.now() < began + MINUTE) await sleep(20);
    return (Date.now() - began) / 1000;
  }
});
