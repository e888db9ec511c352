import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource, dataSourceOptions } from '../../src/common/database/data-source';
import { ExecutionEventRepository } from '../../src/execution/execution-event.repository';
import { Execution } from '../../src/execution/execution.entity';
import { ExecutionStatus, StepStatus } from '../../src/execution/execution-status';
import type { StepState } from '../../src/execution/step.repository';
import type { HeldExecution } from '../../src/execution/tracker/tracked-execution.repository';
import { ENTITIES, openGround, type Ground, type Room } from './execution-room';
import { openRoomScene, type RoomScene } from './room-scene';

const SHARDS = 10_000;

function job(index: number, status: StepStatus): StepState {
  return {
    ...{ name: `count_${index}`, path: ['count'], shard: index, status, reanaJobId: `job-${index}` },
    ...{ backend: 'Kubernetes', backendJobId: null, image: null, command: 'true', errorMessage: null },
    ...{ exitCode: status === StepStatus.Finished ? 0 : null, startedAt: new Date(0), endedAt: null },
    ...{ measurement: null, stderrTail: null },
  };
}

describe('the events of executions', () => {
  let ground: Ground;
  let beside: DataSource; // another connection, which sees what is committed
  let scene: RoomScene;
  let room: Room;

  beforeAll(async () => {
    ground = await openGround();
    beside = await createDataSource({ ...dataSourceOptions(ground.settings), entities: ENTITIES }).initialize();
  });
  afterAll(async () => {
    await beside.destroy();
    await ground.close();
  });
  beforeEach(async () => {
    scene = await openRoomScene(ground);
    room = scene.room;
  });
  afterEach(() => scene.close());

  /** An execution that this test holds, before anything happened to it. */
  async function held(): Promise<HeldExecution> {
    await room.start(await ground.addWorkflow(), true);
    const [one] = await room.tracked.claim('submit', 1);
    return one!;
  }
  const eventsOf = async ({ id }: { id: number }, after = 0, events = room.events) => {
    const rows = await events.listAfter(id, after, 100_000);
    return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }));
  };
  const show = (execution: HeldExecution, states: readonly StepState[]): Promise<boolean> =>
    room.tracked.together(execution, async (manager) => {
      await room.steps.show(execution.id, states, manager);
      return true;
    });

  it('begin with the wish, and tell a change of the status only when it is one', async () => {
    const execution = await held();
    await room.tracked.write(execution, { status: ExecutionStatus.Created, trouble: 'none yet' });
    expect(await eventsOf(execution)).toMatchObject([{ kind: 'state', data: { status: 'created', trouble: null } }]);
    await room.tracked.write(execution, { status: ExecutionStatus.Queued, reanaId: 'r', reanaRunNumber: '1.1' });
    const [, event, ...more] = await eventsOf(execution);
    expect(more).toEqual([]);
    expect(event!.data).toEqual({
      ...{ execution_id: execution.id, status: 'queued', failure: null, trouble: 'none yet', start_time: null, end_time: null },
      ...{ reana_id: 'r', reana_run_number: '1.1', stop_requested_at: null },
    });
  });

  it('do not tell what a late tracker wanted to write, nor what was rolled back', async () => {
    const execution = await held();
    const late = { ...execution, leaseToken: 'lost' };
    expect(await room.tracked.write(late, { status: ExecutionStatus.Failed })).toBe(false);
    expect(await room.tracked.failWhileAwaited(late, { status: ExecutionStatus.Failed })).toBe(false);
    expect(await show(late, [job(0, StepStatus.Running)])).toBe(false);
    const broken = room.tracked.together(execution, async (manager) => {
      await room.tracked.write(execution, { status: ExecutionStatus.Queued }, manager);
      throw new Error('rolled back');
    });
    await expect(broken).rejects.toThrow('rolled back');
    expect(await eventsOf(execution)).toHaveLength(1);
    expect(await room.executions.findById(execution.id)).toMatchObject({ status: ExecutionStatus.Created });
  });

  it('tell the first request to stop, and the deletion once', async () => {
    const { id } = await held();
    for (const at of [new Date(1), new Date(2)]) await room.executions.requestStop(id, 1, at);
    for (const at of [new Date(3), new Date(4)]) await room.executions.markDeleted(id, at);
    const told = (await eventsOf({ id })).map(({ data }) => [data['status'], data['stop_requested_at']]);
    const stop = new Date(1).toISOString();
    expect(told).toEqual([
      ['created', null],
      ['created', stop],
      ['deleted', stop],
    ]);
  });

  it('tell a step that has another status or exit code, and no other', async () => {
    const execution = await held();
    await show(execution, [job(0, StepStatus.Running), job(1, StepStatus.Running)]);
    const before = (await eventsOf(execution)).at(-1)!.id;
    await show(execution, [job(0, StepStatus.Running), { ...job(1, StepStatus.Running), command: 'false' }]);
    await show(execution, [job(1, StepStatus.Finished), job(0, StepStatus.Running)]);
    const steps = await room.steps.listOf(execution.id);
    expect(steps.map(({ name, ordinal, command }) => [name, ordinal, command])).toEqual([
      ['count_1', 1, 'true'],
      ['count_0', 2, 'true'],
    ]);
    expect(await eventsOf(execution, before)).toMatchObject([
      { kind: 'step', data: { step_id: steps[0]!.id, name: 'count_1', path: ['count'], shard: 1, exit_code: 0 } },
    ]);
  });

  it('keep the number of a planned step for the first job that it becomes', async () => {
    const execution = await held();
    const planned = await room.steps.listOf(execution.id);
    await show(execution, [job(0, StepStatus.Running), job(1, StepStatus.Running)]);
    const [first, second, ...more] = await room.steps.listOf(execution.id);
    expect([first!.id, more]).toEqual([planned.find(({ path }) => path[0] === 'count')!.id, []]);
    expect((await eventsOf(execution)).slice(1).map(({ data }) => data['step_id'])).toEqual([first!.id, second!.id]);
  });

  it(`are written for a scatter of ${SHARDS} within seconds`, async () => {
    const execution = await held();
    const all = (status: StepStatus) => Array.from({ length: SHARDS }, (_, index) => job(index, status));
    const began = Date.now();
    await show(execution, all(StepStatus.Running));
    await show(execution, all(StepStatus.Finished));
    const seconds = (Date.now() - began) / 1000;
    expect(await eventsOf(execution)).toHaveLength(1 + 2 * SHARDS);
    expect(seconds).toBeLessThan(10);
  }, 60_000);

  it('of one execution can be seen in the order of their numbers, however many write at the same time', async () => {
    const execution = await held();
    const seen: number[] = [];
    let isOver = false;
    const reading = (async () => {
      for (let last = false; !last; await sleep(1)) {
        last = isOver;
        for (const { id } of await room.events.listAfter(execution.id, seen.at(-1) ?? 0, 3)) seen.push(id);
        last &&= (await room.events.listAfter(execution.id, seen.at(-1) ?? 0, 1)).length === 0;
      }
    })();
    const writers = Array.from({ length: 40 }, async (_, index) => {
      if (index % 2 === 0)
        await room.events.changeState(execution.id, (manager) =>
          manager.update(Execution, { id: execution.id }, { attempts: index }),
        );
      else await show(execution, [job(index, StepStatus.Running)]);
    });
    await Promise.all(writers);
    isOver = true;
    await reading;
    expect(seen).toEqual((await eventsOf(execution)).map(({ id }) => id));
    expect(seen).toHaveLength(41);
  });

  it('of a request to stop wait for those of a tracker that has not committed yet', async () => {
    const execution = await held();
    const seen = async () => (await eventsOf(execution, 0, new ExecutionEventRepository(beside))).map(({ kind }) => kind);
    const stopped: string[] = [];
    const tracking = room.tracked.together(execution, async (manager) => {
      await room.steps.show(execution.id, [job(0, StepStatus.Running)], manager);
      void room.executions.requestStop(execution.id, 1, new Date()).then(() => stopped.push('stop'));
      await sleep(200);
      expect([stopped, await seen()]).toEqual([[], ['state']]);
      return true;
    });
    expect(await tracking).toBe(true);
    while (stopped.length === 0) await sleep(10);
    expect(await seen()).toEqual(['state', 'step', 'state']);
  });

  it('tell where each execution stands by one query, also one without events', async () => {
    const [one, other] = [await held(), await held()];
    await room.executions.markDeleted(other.id, new Date());
    await ground.dataSource.query('DELETE FROM execution_events WHERE execution_id = ?', [one.id]);
    const query = jest.spyOn(ground.dataSource, 'query');
    const positions = await room.events.positionsOf([one.id, other.id, 999_999]);
    expect(query).toHaveBeenCalledTimes(1);
    const [last] = (await eventsOf(other)).slice(-1);
    expect(Object.fromEntries(positions)).toEqual({
      [one.id]: { status: 'created', last: 0 },
      [other.id]: { status: 'deleted', last: last!.id },
    });
    await room.events.changeState(one.id, (manager) => manager.update(Execution, { id: one.id }, { attempts: 1 }));
  });
});
