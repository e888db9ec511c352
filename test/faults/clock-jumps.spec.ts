import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from '../../src/execution/execution.entity';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { buildService } from '../factories/service-process';
import type { DatabaseKind } from '../factories/test-database';
import { accountOf, NOTHING_WRONG } from './account';
import { sized } from './campaign';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';

interface Campaign {
  readonly executions: number;
  readonly pauseMilliseconds: number;
  readonly databases: readonly (readonly [string, DatabaseKind])[];
}

const MINUTE = 60_000;
const HOUR_SECONDS = 3600;
/** The time of MariaDB does not jump with the service's: then what looks an hour old is looked at once a minute. */
const { executions, pauseMilliseconds, databases } = sized<Campaign>({
  short: { executions: 12, pauseMilliseconds: 500, databases: [['of the service and its SQLite', 'sqlite']] },
  long: {
    executions: 50,
    pauseMilliseconds: 5000,
    databases: [
      ['of the service and its SQLite', 'sqlite'],
      ['of the service beside a MariaDB', 'mariadb'],
    ],
  },
});
const OVER_SECONDS = 90;

describe('a clock that jumps', () => {
  let scene: FaultScene;
  let folder: string;
  let client: InsistentClient | undefined;

  beforeAll(() => buildService(), 3 * MINUTE);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clock-'));
    await setClock(0);
  });
  afterEach(async () => {
    await client?.giveUp();
    await scene?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(databases)(
    `%s by ±1 h: 0 lost, 0 negative durations, no lease held for ever: all ended ≤ ${OVER_SECONDS} s after the last jump`,
    async (_what, database) => {
      scene = await FaultScene.start({ database, variables: clockVariables() });
      const service = await scene.spawn();
      const registryIds = [await scene.register(service, 'one'), await scene.register(service, 'other')];
      client = new InsistentClient(() => scene.clientOf(service));
      for (let index = 0; index < executions; index += 1) client.execute(registryIds[index % 2]!);
      await client.done();
      await scene.until((all) => all.every(({ status }) => status === ExecutionStatus.Queued));
      for (const { id } of scene.reana.runs.values()) scene.reana.move(id, 'running', [{ name: 'copy', status: 'running' }]);
      for (const hours of [1, 0, -1, 0, 1, 0]) {
        await setClock(hours * HOUR_SECONDS);
        await sleep(pauseMilliseconds);
      }
      await killedWhileItHoldsLeases(service);
      await setClock(-HOUR_SECONDS);
      const next = await scene.spawn();
      const [forgotten, ...runs] = [...scene.reana.runs.values()];
      scene.reana.runs.delete(forgotten!.id);
      for (const run of runs) scene.finish(run);
      const jumped = Date.now();
      const over = await scene.until((all) => all.every(({ endedAt }) => endedAt !== null), OVER_SECONDS);

      expect((Date.now() - jumped) / 1000).toBeLessThanOrEqual(OVER_SECONDS);
      const account = await accountOf(scene, client);
      expect(account).toEqual(NOTHING_WRONG);
      expect(over.filter(({ status }) => status === ExecutionStatus.Finished)).toHaveLength(executions - 1);
      expect(over.filter(isNegative).map(({ id, startedAt, endedAt }) => ({ id, startedAt, endedAt }))).toEqual([]);
      expect(over.filter(({ leaseToken }) => leaseToken !== null)).toEqual([]);
      expect((await next.end('SIGTERM')).code).toBe(0);
    },
    pauseMilliseconds * 6 + 4 * MINUTE,
  );

  const setClock = (seconds: number): Promise<void> => writeFile(join(folder, 'clock'), `${seconds < 0 ? '' : '+'}${seconds}\n`);

  /** Only the time of day jumps; timers and durations run on, as they do when a machine's clock is set. */
  function clockVariables(): Record<string, string> {
    const library = readdirSync('/usr/lib')
      .map((name) => join('/usr/lib', name, 'faketime', 'libfaketime.so.1'))
      .find((path) => existsSync(path));
    if (library === undefined) throw new Error('libfaketime is missing (on Debian: apt install faketime).');
    return {
      ...{ LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: join(folder, 'clock') },
      ...{ FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    };
  }

  /** Answers of REANA are late, so that it is in the middle of a look when it dies. */
  async function killedWhileItHoldsLeases(service: { end(signal: NodeJS.Signals): Promise<unknown> }): Promise<void> {
    scene.reana.breakNext({ method: 'GET', path: /./, kind: 'latency', milliseconds: 2000, times: 100 });
    await scene.until((all) => all.some(({ leaseToken }) => leaseToken !== null), OVER_SECONDS);
    await service.end('SIGKILL');
    scene.reana.heal();
  }
});

function isNegative({ startedAt, endedAt }: Execution): boolean {
  return startedAt !== null && endedAt !== null && endedAt < startedAt;
}
