import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENDED, ExecutionStatus } from '../../src/execution/execution-status';
import { buildService, type ServiceProcess } from '../factories/service-process';
import { accountOf, NOTHING_WRONG } from './account';
import { sized } from './campaign';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';

const MINUTE = 60_000;
const KILLS = sized({ short: 4, long: 100 });
const FEWEST_STEPS = 30;
const RUN_MILLISECONDS = 600;
const OVER_SECONDS = 30;
const LAST_STEP_MILLISECONDS = 100; // it may come after the end is written

describe('a process that is killed at a step', () => {
  let scene: FaultScene;
  let folder: string;
  let client: InsistentClient | undefined;

  beforeAll(() => buildService(), 3 * MINUTE);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steps-'));
    const variables = {
      NODE_OPTIONS: `--require ${join(__dirname, 'die-at-step.cjs')}`,
      STEPS_FILE: join(folder, 'steps'),
      EXECUTION_LEASE_SECONDS: '1',
    };
    scene = await FaultScene.start({ database: 'sqlite', variables });
    scene.letRunsFinish(() => RUN_MILLISECONDS);
  });
  afterEach(async () => {
    await client?.giveUp();
    await scene?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    `of submit, poll and finalise, ${KILLS} times by SIGKILL: 0 lost, 0 duplicated, the same end`,
    async () => {
      const first = await scene.spawn();
      const registryId = await scene.register(first);
      expect(await diedExecuting(first, registryId)).toBe(false);
      const steps = (await readFile(join(folder, 'steps'), 'utf8')).trim().split('\n');
      expect(steps.length).toBeGreaterThan(FEWEST_STEPS);
      const survived: string[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const at = `${randomInt(1, steps.length)} ${kill % 2 === 0 ? 'before' : 'after'}`;
        if (!(await diedExecuting(await scene.spawn({ DIE_AT: at }), registryId))) survived.push(at);
      }
      expect(survived.length).toBeLessThanOrEqual(KILLS / 4); // a poll more or less moves the last ones
      expect(scene.reana.runs.size).toBe(KILLS + 1);
    },
    KILLS * 20_000 + MINUTE,
  );

  /** Asks for one execution and holds what is left of it against what was told. When the process dies meanwhile, another one goes on. */
  async function diedExecuting(service: ServiceProcess, registryId: number): Promise<boolean> {
    const lives = { now: service, died: false, isOver: false };
    const succession = service.ended.then(async () => {
      lives.died = !lives.isOver;
      if (lives.died) lives.now = await scene.spawn();
    });
    client = new InsistentClient(() => scene.clientOf(lives.now));
    client.execute(registryId);
    await client.done();
    const isOver = async (): Promise<boolean> => (await scene.executions()).every(({ status }) => ENDED.includes(status));
    for (const until = Date.now() + OVER_SECONDS * 1000; !(await isOver()) && Date.now() < until;) await sleep(50);
    await sleep(LAST_STEP_MILLISECONDS);
    if (lives.died) await succession;
    lives.isOver = true;
    await lives.now.end('SIGTERM');
    await succession;
    expect(await accountOf(scene, client, ExecutionStatus.Finished)).toEqual(NOTHING_WRONG);
    return lives.died;
  }
});
