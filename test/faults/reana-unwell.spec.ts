import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Execution } from '../../src/execution/execution.entity';
import { ENDED, ExecutionStatus } from '../../src/execution/execution-status';
import { markerIn } from '../../src/execution/tracker/run-specification';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import { FakeReana, type Fault } from '../fakes/fake-reana';
import { openGround, openRoom, type Room } from '../integration/execution-room';
import { sized } from './campaign';
import { REANA_TROUBLES } from './reana-troubles';

const { unwellMilliseconds, executions } = sized({
  short: { unwellMilliseconds: 3000, executions: 3 },
  long: { unwellMilliseconds: 60_000, executions: 20 },
});
const RECOVERY_MILLISECONDS = 70_000; // the longest pause between two tries is a minute
const LOST_ANSWERS = sized({ short: 20, long: 100 });

describe('executions', () => {
  beforeAll(() => {
    for (const level of ['log', 'warn', 'error'] as const)
      jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
  });
  afterAll(() => jest.restoreAllMocks());

  it(
    `while REANA answers ${REANA_TROUBLES.map(([what]) => what).join(', ')}, each for ${unwellMilliseconds / 1000} s: 0 end, each shows its trouble, all go on afterwards`,
    async () => {
      const all = await Promise.all(REANA_TROUBLES.map(async ([what, fault]) => [what, await troubled(fault)]));
      const right = { ended: 0, withoutTrouble: 0, withToken: 0, finished: 2 * executions, runs: 2 * executions };
      expect(Object.fromEntries(all)).toEqual(Object.fromEntries(REANA_TROUBLES.map(([what]) => [what, right])));
    },
    unwellMilliseconds + RECOVERY_MILLISECONDS + 20_000,
  );

  /** Half of them are followed when it begins, half are on their way. */
  const troubled = (fault: Fault): Promise<object> =>
    withRoom(async ({ room, registryId, reana }) => {
      const before = await all(() => room.start(registryId, true));
      for (const { id } of before) await room.until(id, ({ status }) => status === ExecutionStatus.Queued);
      reana.breakNext(fault);
      const during = await all(() => room.start(registryId, true));
      const ids = [...before, ...during].map(({ id }) => id);
      await sleep(unwellMilliseconds);
      const unwell = await Promise.all(ids.map(async (id) => (await room.executions.findById(id))!));
      reana.heal();
      reana.onStart = ({ id }) => reana.end(id, 'finished', {}, []);
      for (const { id, status } of reana.runs.values()) if (status === 'queued') reana.end(id, 'finished', {}, []);
      const over = await Promise.all(ids.map((id) => room.untilOver(id, RECOVERY_MILLISECONDS)));
      return {
        ended: unwell.filter(({ status }) => ENDED.includes(status)).length,
        withoutTrouble: unwell.filter(({ trouble }) => trouble === null).length,
        withToken: unwell.filter(({ trouble }) => trouble?.includes(reana.token)).length,
        finished: over.filter(({ status, trouble }) => status === ExecutionStatus.Finished && trouble === null).length,
        runs: reana.runs.size,
      };
    });

  it(`acknowledged when REANA's answer to the create was lost ${LOST_ANSWERS} times: ${LOST_ANSWERS} runs, one each`, async () => {
    await withRoom(async ({ room, registryId, reana }) => {
      reana.breakNext({ kind: 'lost answer', method: 'POST', path: /workflows$/, times: LOST_ANSWERS });
      const started = await all(() => room.start(registryId, true), LOST_ANSWERS);
      const created: Execution[] = [];
      for (const { id } of started)
        created.push(await room.until(id, ({ status }) => status === ExecutionStatus.Queued, RECOVERY_MILLISECONDS));

      const runs = [...reana.runs.values()].map(({ id, specification }) => `${id} ${markerIn(specification)}`);
      expect(runs.sort()).toEqual(created.map(({ reanaId, marker }) => `${reanaId} ${marker}`).sort());
      expect(runs).toHaveLength(LOST_ANSWERS);
      expect(reana.count('POST', /\/start$/)).toBe(LOST_ANSWERS);
    });
  }, 120_000);
});

async function withRoom<Result>(
  work: (given: { room: Room; registryId: number; reana: FakeReana }) => Promise<Result>,
): Promise<Result> {
  const [ground, reana] = [await openGround(), await FakeReana.start()];
  const gateway = aReanaGateway(reana, { idleMilliseconds: 200, controlMilliseconds: 300, longestOpenMilliseconds: 1000 });
  const room = openRoom(ground, gateway);
  room.tracker.onApplicationBootstrap();
  try {
    return await work({ room, registryId: await ground.addWorkflow(), reana });
  } finally {
    await room.tracker.beforeApplicationShutdown();
    await gateway.onApplicationShutdown();
    await reana.close();
    await ground.close();
  }
}

function all<Result>(work: () => Promise<Result>, count = executions): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, work));
}
