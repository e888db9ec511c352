import { setTimeout as sleep } from 'node:timers/promises';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { buildService } from '../factories/service-process';
import { sized } from './campaign';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';

const MINUTE = 60_000;
const { settled, more, steadySeconds, settlingSeconds } = sized({
  short: { settled: 20, more: 100, steadySeconds: 10, settlingSeconds: 30 },
  long: { settled: 500, more: 100, steadySeconds: 60, settlingSeconds: 400 },
});
const WATCHED_SECONDS = 15;
/** What is set, and what REANA would refuse. */
const [RATE, REFUSED_ABOVE, STEADY] = [10, 20, 0.5];
const BURST = RATE;

describe('two processes with one REANA', () => {
  let scene: FaultScene;
  let client: InsistentClient;

  beforeAll(() => buildService(), 3 * MINUTE);
  afterEach(async () => {
    await client?.giveUp();
    await scene?.stop();
  });

  it(
    `send ≤ ${RATE} requests/s with ${settled + more} runs, 0 violations of ${REFUSED_ABOVE}/s in any moving second, and ≤ ${STEADY}/s when nothing happens`,
    async () => {
      const variables = { REANA_REQUESTS_PER_SECOND: String(RATE), REANA_POLL_SECONDS: '5', EXECUTION_LEASE_SECONDS: '10' };
      scene = await FaultScene.start({ database: 'mariadb', variables });
      const services = await Promise.all([scene.spawn(), scene.spawn()]);
      let asked = 0;
      client = new InsistentClient(() => scene.clientOf(services[(asked += 1) % 2]!));
      const registryId = await scene.register(services[0]);
      const execute = async (count: number): Promise<void> => {
        for (let left = count; left > 0; left -= 1) client.execute(registryId);
        await client.done();
      };
      await execute(settled);
      await untilAllAreSeen();
      const before = scene.reana.requests.length;
      await sleep(steadySeconds * 1000);
      const steady = (scene.reana.requests.length - before) / steadySeconds;
      await execute(more);
      await sleep(WATCHED_SECONDS * 1000);

      expect(steady).toBeLessThanOrEqual(STEADY);
      expect(mostWithin(1)).toBeLessThanOrEqual(REFUSED_ABOVE);
      expect(mostWithin(10)).toBeLessThanOrEqual(10 * RATE + BURST);
      expect(scene.reana.requests.length).toBeGreaterThan(before + WATCHED_SECONDS * RATE * 0.5);
      expect(client.surprises).toEqual([]);
    },
    (settlingSeconds + steadySeconds + WATCHED_SECONDS + 60) * 1000,
  );

  /** Queued at REANA, and followed there. */
  async function untilAllAreSeen(): Promise<void> {
    const isSeen = async (): Promise<boolean> =>
      (await scene.executions()).every(({ status, jobsSeen }) => status === ExecutionStatus.Queued && jobsSeen !== null);
    for (const until = Date.now() + settlingSeconds * 1000; !(await isSeen()) && Date.now() < until;) await sleep(500);
    expect(await isSeen()).toBe(true);
  }

  /** The most requests that came within so many seconds, wherever these begin. */
  function mostWithin(seconds: number): number {
    const times = scene.reana.requests.map(({ at }) => at);
    let [most, first] = [0, 0];
    for (const [last, at] of times.entries()) {
      while (at - times[first]! >= seconds * 1000) first += 1;
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
});
