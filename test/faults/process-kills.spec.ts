import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENDED, ExecutionStatus } from '../../src/execution/execution-status';
import { buildService, type ServiceProcess } from '../factories/service-process';
import { accountOf, NOTHING_WRONG } from './account';
import { sized } from './campaign';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';

const MINUTE = 60_000;
const { kills, underWay, shortest, longest } = sized({
  short: { kills: 5, underWay: 20, shortest: 1000, longest: 8000 },
  long: { kills: 50, underWay: 100, shortest: 5000, longest: 40_000 },
});
const LONGEST_LIFE_MILLISECONDS = 3000;
const LAST_RESTART_SECONDS = 60;
const TITLE = `${kills} kills -9 with ${underWay} executions under way: 0 lost, 0 duplicated, all ended ≤ ${LAST_RESTART_SECONDS} s after the last restart`;

describe('a service that is killed at random moments', () => {
  let scene: FaultScene;
  let client: InsistentClient;

  beforeAll(() => buildService(), 3 * MINUTE);
  beforeEach(async () => {
    scene = await FaultScene.start({ variables: { REANA_REQUESTS_PER_SECOND: '200' } });
  });
  afterEach(async () => {
    await client?.giveUp();
    await scene?.stop();
  });

  it(
    TITLE,
    async () => {
      let service: ServiceProcess = await scene.spawn();
      client = new InsistentClient(() => scene.clientOf(service));
      const registryIds = [await scene.register(service, 'one'), await scene.register(service, 'other')];
      scene.letRunsFinish(() => randomInt(shortest, longest));
      const feeder = setInterval(() => {
        for (let missing = underWay - goingOn(); missing > 0; missing -= 1) client.execute(registryIds[client.told.size % 2]!);
      }, 50);
      try {
        for (let round = 0; round < kills; round += 1) {
          await sleep(randomInt(LONGEST_LIFE_MILLISECONDS));
          await service.end('SIGKILL');
          service = await scene.spawn();
        }
      } finally {
        clearInterval(feeder);
      }
      const restarted = Date.now();
      await client.done();
      const isOver = async (): Promise<boolean> => (await scene.executions()).every(({ status }) => ENDED.includes(status));
      while (!(await isOver()) && Date.now() < restarted + LAST_RESTART_SECONDS * 1000) await sleep(200);

      expect(client.told.size).toBeGreaterThanOrEqual(underWay);
      expect(await accountOf(scene, client, ExecutionStatus.Finished)).toEqual(NOTHING_WRONG);
      expect(scene.reana.runs.size).toBe(client.told.size);
    },
    kills * 15_000 + 2 * MINUTE,
  );

  /** Asked for, and not yet ended at REANA. */
  function goingOn(): number {
    const ended = [...scene.reana.runs.values()].filter(({ finished }) => finished !== null).length;
    return client.asking + client.told.size - ended;
  }
});
