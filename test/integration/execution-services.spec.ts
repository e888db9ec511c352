import { Role } from '../../src/auth/principal';
import { Execution } from '../../src/execution/execution.entity';
import { ExecutionStatus } from '../../src/execution/execution-status';
import type { FakeReana, FakeRun } from '../fakes/fake-reana';
import { openGround, principal, type Ground, type Room } from './execution-room';
import { openRoomScene, type RoomScene } from './room-scene';

const owner = principal(1);
const admin = principal(2, 'group_1', [Role.User, Role.Admin]);
const member = principal(3);
const stranger = principal(3, 'group_2', [Role.User, Role.Admin]);

describe('the services of the execution room', () => {
  let ground: Ground;
  let scene: RoomScene;
  let reana: FakeReana;
  let room: Room;

  beforeAll(async () => {
    ground = await openGround();
  });
  afterAll(() => ground.close());

  beforeEach(async () => {
    scene = await openRoomScene(ground);
    ({ reana, room } = scene);
    room.tracker.onApplicationBootstrap();
  });
  afterEach(async () => {
    await room.tracker.beforeApplicationShutdown();
    await scene.close();
  });

  const finish = (run: FakeRun, size = 4): void =>
    reana.end(run.id, 'finished', { result: ['result.csv', 'x'.repeat(size)] }, [{ name: 'join' }]);
  const running = (run: FakeRun): void => reana.move(run.id, 'running');

  /** An execution of a new workflow in this state at REANA. */
  async function anExecution(onStart: (run: FakeRun) => void, status: ExecutionStatus) {
    reana.onStart = onStart;
    const registryId = await ground.addWorkflow();
    const { id } = await room.start(registryId);
    const execution = await room.until(id, (one) => one.status === status);
    return { ...execution, reanaId: execution.reanaId ?? '', registryId };
  }

  describe('stopping', () => {
    it.each([
      ['running', running, ExecutionStatus.Running],
      ['queued', () => undefined, ExecutionStatus.Queued],
    ])('ends a run that is %s and says who asked', async (_, onStart, status) => {
      const { id } = await anExecution(onStart, status);

      const stopped = await room.stop.stop(owner, id);

      expect(stopped).toMatchObject({ status: ExecutionStatus.Stopped, failureCode: null, stopRequestedBy: 1 });
      expect((await room.reader.requireObserved(owner, { executionId: id })).stopRequest).toMatchObject({ byUuid: 'uuid-1' });
    });

    it('keeps a run from being started that REANA does not have yet', async () => {
      reana.breakNext({ kind: 'status', status: 502, path: /./, times: 1000 });
      const { id } = await room.start(await ground.addWorkflow(), true);
      await room.until(id, ({ trouble }) => trouble !== null);
      reana.heal();

      const stopped = await room.stop.stop(owner, id);

      expect(stopped.status).toBe(ExecutionStatus.Stopped);
      expect(reana.runs.size).toBe(0);
    });

    it('goes on trying when REANA is away', async () => {
      const { id, reanaId } = await anExecution(running, ExecutionStatus.Running);
      reana.breakNext({ kind: 'status', status: 503, path: /./, times: 1000 });
      expect((await room.stop.stop(owner, id)).status).toBe(ExecutionStatus.Running);
      reana.heal();
      expect((await room.untilOver(id)).status).toBe(ExecutionStatus.Stopped);
      expect(reana.runs.get(reanaId)?.status).toBe('stopped');
    });

    it('counts although the tracker ends the execution in the moment after it was recorded', async () => {
      const { id, reanaId } = await anExecution(running, ExecutionStatus.Running);
      const changeState = room.events.changeState.bind(room.events);
      const end = { status: ExecutionStatus.Stopped, endedAt: new Date() };
      jest.spyOn(room.events, 'changeState').mockImplementationOnce(async (...change) => {
        const result = await changeState(...change);
        await changeState(id, (manager) => manager.update(Execution, { id }, end));
        return result;
      });

      const stopped = await room.stop.stop(owner, id);

      expect(stopped).toMatchObject({ status: ExecutionStatus.Stopped, stopRequestedBy: 1 });
      expect(reana.runs.has(reanaId)).toBe(true);
    });

    it.each([
      ['what is over', owner, 'execution.already_over'],
      ["another member's", member, 'auth.forbidden'],
      ["another group's", stranger, 'execution.not_found'],
    ])('is refused for %s execution', async (_, user, code) => {
      const { id } = await anExecution(finish, ExecutionStatus.Finished);
      await expect(room.stop.stop(user, id)).rejects.toMatchObject({ code });
    });
  });

  describe('deleting', () => {
    it('stops what runs, deletes it at REANA, hides it, and keeps the evidence', async () => {
      const { id, reanaId, registryId } = await anExecution(running, ExecutionStatus.Running);

      expect(await room.deletion.delete(admin, { registryId })).toEqual([reanaId]);

      expect(reana.runs.get(reanaId)).toMatchObject({ status: 'deleted', workspaceGone: true });
      await expect(room.reader.requireObserved(owner, { executionId: id })).rejects.toMatchObject({
        code: 'execution.not_found',
      });
      await expect(room.deletion.delete(owner, { registryId })).rejects.toMatchObject({ code: 'execution.not_found' });
      expect(await room.keptOf(id, 'logs')).not.toBeNull();
      expect(await room.executions.findById(id)).toMatchObject({ status: ExecutionStatus.Stopped, deleteRequestedBy: 2 });
    });

    it('tells what is left when REANA fails half-way, and goes on when it is repeated', async () => {
      const { id, reanaId, registryId, reanaName } = await anExecution(finish, ExecutionStatus.Finished);
      const { id: second } = await room.start(registryId);
      await room.untilOver(second);
      reana.breakNext({ kind: 'status', status: 500, method: 'PUT', path: new RegExp(reanaId) });

      const attempt = room.deletion.delete(owner, { reanaName });

      await expect(attempt).rejects.toMatchObject({
        code: 'execution.deletion_incomplete',
        details: { data: { execution_ids: [id] } },
      });
      expect((await room.executions.findById(id))?.deletedAt).toBeNull();
      expect((await room.executions.findById(second))?.deletedAt).not.toBeNull();
      expect(await room.deletion.delete(owner, { reanaName })).toEqual([reanaId]);
    });

    it.each([
      ["another member's", member, 'auth.forbidden'],
      ["another group's", stranger, 'execution.not_found'],
    ])('is refused for %s executions, and touches nothing', async (_, user, code) => {
      const { id, registryId } = await anExecution(finish, ExecutionStatus.Finished);
      await expect(room.deletion.delete(user, { registryId })).rejects.toMatchObject({ code });
      expect((await room.executions.findById(id))?.deleteRequestedAt).toBeNull();
    });
  });

  describe('archives', () => {
    const contentOf = async (archive: Awaited<ReturnType<Room['archives']['outputs']>>): Promise<Record<string, string>> => {
      const parts = await Promise.all(
        archive.entries.map(async ({ path, open }) => [path, Buffer.concat(await (await open()).toArray()).toString()] as const),
      );
      return Object.fromEntries(parts);
    };

    it('hold the job and the files that went in', async () => {
      const { reanaName } = await anExecution(finish, ExecutionStatus.Finished);
      const archive = await room.archives.inputs(owner, { reanaName, reanaRunNumber: '1' }, false);
      const { 'inputs.json': job, ...files } = await contentOf(archive);
      expect(JSON.parse(job ?? '')).toEqual({ table: { class: 'File', location: 'data/a.csv' } });
      expect(files).toEqual({ 'data/a.csv': 'a,b\n1,2\n' });
    });

    it('hold outputs that were kept although the workspace is gone', async () => {
      const { id, reanaId } = await anExecution(finish, ExecutionStatus.Finished);
      await scene.gateway.deleteRun(reanaId);
      expect(await contentOf(await room.archives.outputs(owner, { executionId: id }, false))).toEqual({ 'result.csv': 'xxxx' });
    });

    it('take what is too large to be kept from REANA, and say when it is gone', async () => {
      const { id, reanaId } = await anExecution((run) => finish(run, 101), ExecutionStatus.Finished);
      const address = { executionId: id };
      expect((await contentOf(await room.archives.outputs(owner, address, false)))['result.csv']).toHaveLength(101);
      await scene.gateway.deleteRun(reanaId);
      await expect(room.archives.outputs(owner, address, false)).rejects.toMatchObject({ code: 'execution.workspace_gone' });
      expect((await room.archives.outputs(owner, address, true)).entries).toEqual([]);
    });

    it('of a run that is not finished hold what is there, if that is asked for', async () => {
      const { id, reanaId } = await anExecution(running, ExecutionStatus.Running);
      reana.runs.get(reanaId)!.files.set('outputs/part.txt', Buffer.from('half'));
      const address = { executionId: id };
      await expect(room.archives.outputs(owner, address, false)).rejects.toMatchObject({ code: 'execution.not_finished' });
      await expect(room.archives.inputs(owner, address, false)).rejects.toMatchObject({ code: 'execution.not_finished' });
      expect(await contentOf(await room.archives.outputs(owner, address, true))).toEqual({ 'part.txt': 'half' });
      await expect(room.archives.outputs(stranger, address, true)).rejects.toMatchObject({ code: 'execution.not_found' });
    });
  });

  describe('the list', () => {
    it('gives the steps with a number of queries that does not grow, and only the own group', async () => {
      const registryId = await ground.addWorkflow();
      const other = await ground.addWorkflow('group_2');
      const count = async (executions: number): Promise<number> => {
        for (let index = 0; index < executions; index += 1) await room.start(registryId, true);
        await room.start(other, true, stranger);
        const queries = jest.spyOn(ground.dataSource, 'query');
        const list = await room.lists.list(owner, {});
        const items = [];
        if (list.kind === 'whole') for await (const batch of list.batches) items.push(...batch);
        expect(new Set(items.map(({ execution }) => execution.group_name))).toEqual(new Set(['group_1']));
        expect(items.every(({ steps }) => steps.length === 2)).toBe(true);
        const asked = queries.mock.calls.length;
        queries.mockRestore();
        return asked;
      };
      await room.tracker.beforeApplicationShutdown();
      expect(await count(1)).toBe(await count(20));
    });

    it('filters, sorts and pages', async () => {
      const { registryId } = await anExecution(finish, ExecutionStatus.Finished);
      await anExecution(running, ExecutionStatus.Running);
      const idsOf = async (query: Parameters<Room['lists']['list']>[1]) => {
        const list = await room.lists.list(owner, query);
        return list.kind === 'page' ? [list.page.total, ...list.page.items.map(({ execution }) => execution.status)] : null;
      };
      expect(await idsOf({ page: 1, sort: '-created_at' })).toEqual([2, 'running', 'finished']);
      expect(await idsOf({ page: 1, registry_id: registryId })).toEqual([1, 'finished']);
      expect(await idsOf({ page: 1, status: ExecutionStatus.Running })).toEqual([1, 'running']);
      expect(await idsOf({ page: 2, size: 1 })).toEqual([2, 'running']);
      await expect(room.lists.list(owner, { sort: 'uuid' })).rejects.toMatchObject({ code: 'http.invalid_input' });
    });
  });
});
