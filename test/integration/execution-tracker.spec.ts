import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Execution } from '../../src/execution/execution.entity';
import type { NotStartedError } from '../../src/execution/execution.errors';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { markerIn } from '../../src/execution/tracker/run-specification';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import type { FakeReana, FakeJob, FakeRun } from '../fakes/fake-reana';
import { openGround, openRoom, principal, type Ground, type Room, type RoomOptions } from './execution-room';
import { openRoomScene, type RoomScene } from './room-scene';

const JOBS: readonly FakeJob[] = [
  { name: 'count', logs: '[job count] completed success\n' },
  { name: 'count_2', logs: '[job count_2] completed success\n' },
  { name: 'join', logs: 'hello\n[job join] completed success\n' },
];

describe('the tracker', () => {
  let ground: Ground;
  let scene: RoomScene;
  let reana: FakeReana;
  let gateway: ReturnType<typeof aReanaGateway>;
  let rooms: Room[];

  beforeAll(async () => {
    ground = await openGround();
  });
  afterAll(() => ground.close());

  beforeEach(async () => {
    scene = await openRoomScene(ground, { idleMilliseconds: 500, controlMilliseconds: 800 });
    ({ reana, gateway } = scene);
    rooms = [];
  });

  afterEach(async () => {
    for (const { tracker } of rooms) await tracker.beforeApplicationShutdown();
    await scene.close();
  });

  /** A process with a tracker at work. */
  function open(options?: RoomOptions): Room {
    const room = openRoom(ground, gateway, options);
    room.tracker.onApplicationBootstrap();
    rooms.push(room);
    return room;
  }

  const finish = (run: FakeRun): void => reana.end(run.id, 'finished', { result: ['result.csv', '3\n'] }, JOBS);
  const runs = (): FakeRun[] => [...reana.runs.values()];

  it('brings an execution to REANA, follows it, and keeps what it made', async () => {
    const room = open();
    const started = await room.start(await ground.addWorkflow());
    expect(started).toMatchObject({ reanaName: 'flow-1-v1-1', reanaRunNumber: '1', endedAt: null });
    const run = runs()[0]!;
    expect(run).toMatchObject({ id: started.reanaId, name: 'flow-1-v1-1' });
    expect(markerIn(run.specification)).toBe(started.marker);
    await room.until(started.id, ({ status }) => status === ExecutionStatus.Queued);
    expect(run.files.get('data/a.csv')?.toString()).toBe('a,b\n1,2\n');

    reana.move(run.id, 'running', [JOBS[0]!, { name: 'count_2', status: 'running' }]);
    await room.until(started.id, ({ status, jobsSeen }) => status === ExecutionStatus.Running && jobsSeen === '2 1 0');
    const during = (await room.steps.listOf(started.id)).map(({ name, status, shard }) => `${name} ${status} ${shard}`);
    finish(run);
    const ended = await room.untilOver(started.id);

    expect(during).toEqual(['count finished 0', 'count_2 running 1', 'join waiting null']);
    expect(ended).toMatchObject({ status: ExecutionStatus.Finished, failureCode: null, nextPollAt: null, leaseToken: null });
    expect(await room.steps.listOf(started.id)).toMatchObject([
      { name: 'count', path: ['count'], shard: 0, exitCode: 0 },
      { name: 'count_2', path: ['count'], shard: 1, exitCode: 0 },
      { name: 'join', path: ['join'], shard: null, exitCode: 0 },
    ]);
    const observed = await room.reader.requireObserved(principal(1), { reanaName: 'flow-1-v1-1', reanaRunNumber: '1' });
    const sha256 = '1121cfccd5913f0a63fec40a6ffd44ea64f9dc135c66634ba001d10bcf4302a2';
    expect(observed).toMatchObject({
      engineVersion: '0.9.4',
      inputs: [{ port: 'table', value: { kind: 'file', path: 'data/a.csv', size: 8 } }],
      outputs: [{ port: 'result', value: { kind: 'file', path: 'outputs/result.csv', size: 2, sha256 } }],
    });
    expect(await text(ground.store.read(sha256))).toBe('3\n');
    const logs = await room.logs.logsOf(principal(1), started.id, { step: undefined, tail: undefined });
    expect((await Readable.from(logs).toArray()).flat()).toMatchObject([{}, {}, { step: { name: 'join' }, logs: JOBS[2]!.logs }]);
    expect(await room.keptOf(started.id, 'specification')).toEqual(run.specification);
  });

  it('asks REANA once a look however many runs there are', async () => {
    const room = open({ pollSeconds: 0.5 });
    const registryId = await ground.addWorkflow();
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await room.start(registryId)).id));
    for (const id of ids) await room.until(id, ({ jobsSeen }) => jobsSeen !== null);

    const before = reana.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const asked = reana.requests.slice(before);

    expect(asked.length).toBeLessThanOrEqual(6);
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/api/workflows']));
    expect(new Set(runs().map(({ number }) => number)).size).toBe(20);
  });

  it('gives an execution to one of two that both looked before either took', async () => {
    const [one, other] = [openRoom(ground, gateway), openRoom(ground, gateway)];
    const registryId = await ground.addWorkflow();
    const { id } = await one.start(registryId, true);
    const [seen, seenToo] = [await one.tracked.findDueIds('submit', 10), await other.tracked.findDueIds('submit', 10)];
    expect([seen, seenToo]).toEqual([[id], [id]]);

    const taken = [await one.tracked.take('submit', seen), await other.tracked.take('submit', seenToo)];

    expect(taken.map(({ length }) => length)).toEqual([1, 0]);
  });

  it('lets nobody write whose lease has ended and was taken by another', async () => {
    const [late, next] = [openRoom(ground, gateway, { leaseSeconds: 0.2 }), openRoom(ground, gateway)];
    await late.start(await ground.addWorkflow(), true);
    const [lost] = await late.tracked.claim('submit', 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [held] = await next.tracked.claim('submit', 1);

    expect(await late.tracked.write(lost!, { trouble: 'late' })).toBe(false);
    expect(await late.tracked.release(lost!, { status: ExecutionStatus.Failed }, null)).toBe(false);
    expect(await next.tracked.write(held!, { trouble: null })).toBe(true);
    expect((await next.executions.findById(held!.id))?.status).toBe(ExecutionStatus.Created);
  });

  it('takes what a dead process held until an hour ahead, before the clock was set back', async () => {
    const room = openRoom(ground, gateway);
    const { id } = await room.start(await ground.addWorkflow(), true);
    const ahead = new Date(Date.now() + 3_600_000);
    const held = { nextPollAt: ahead, leaseToken: 'of-the-dead', leaseUntil: ahead };
    await ground.dataSource.getRepository(Execution).update(id, held);

    expect((await room.tracked.claim('submit', 1)).map((taken) => taken.id)).toEqual([id]);
  });

  it('makes one run for each execution when two trackers race', async () => {
    const pair = [open(), open()];
    reana.onStart = finish;
    const registryIds = [await ground.addWorkflow(), await ground.addWorkflow()];
    const ids = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => (await pair[index % 2]!.start(registryIds[index % 2]!, index % 3 === 0)).id),
    );

    const ended = await Promise.all(ids.map((id) => pair[0]!.untilOver(id, 20_000)));

    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set([ExecutionStatus.Finished]));
    expect(new Set(ended.map(({ reanaId }) => reanaId)).size).toBe(30);
    expect(reana.runs.size).toBe(30);
  }, 30_000);

  describe('when the process dies', () => {
    /** A gateway of a process that dies at its n-th request: before it is sent, or after it was answered. */
    function dying(at: number, sent: boolean, whole = gateway) {
      let calls = 0;
      const never = new Promise<never>(() => undefined);
      return new Proxy(whole, {
        get(target, name) {
          const method = Reflect.get(target, name) as unknown;
          if (typeof method !== 'function') return method;
          return async (...given: unknown[]): Promise<unknown> => {
            calls += 1;
            if (calls > at || (calls === at && !sent)) return never;
            const answer: unknown = await Reflect.apply(method, target, given);
            return calls === at ? never : answer;
          };
        },
      });
    }

    /** As a process that was killed: what it held stays held until the lease ends. */
    function leavesItsLeases({ tracked }: Room): void {
      const nothing = () => Promise.resolve();
      Object.assign(tracked, { renew: nothing, drop: nothing });
    }

    const points = Array.from({ length: 11 }, (_, index) => [true, false].map((sent) => [index + 1, sent] as const)).flat();

    it.each(points)('at request %s to REANA (sent: %s), the next one ends the execution with one run', async (at, sent) => {
      reana.onStart = finish;
      const dead = openRoom(ground, dying(at, sent), { leaseSeconds: 0.4 });
      leavesItsLeases(dead);
      const { id } = await dead.start(await ground.addWorkflow(), true);
      dead.tracker.onApplicationBootstrap();
      await new Promise((resolve) => setTimeout(resolve, 250));
      void dead.tracker.beforeApplicationShutdown(); // claims nothing any more

      const ended = await open().untilOver(id);

      expect(ended.status).toBe(ExecutionStatus.Finished);
      expect(runs().map((run) => run.id)).toEqual([ended.reanaId]);
    });

    it('while REANA is at work on its create, the next one waits for that run and asks for no other', async () => {
      const patient = aReanaGateway(reana, { idleMilliseconds: 5000, controlMilliseconds: 5000 });
      const [looksAndSends, createLasts] = [2, 1500];
      reana.breakNext({ kind: 'latency', milliseconds: createLasts, method: 'POST', path: /workflows$/ });
      reana.onStart = finish;
      const dead = openRoom(ground, dying(looksAndSends, true, patient), { leaseSeconds: 0.4 });
      leavesItsLeases(dead);
      const { id } = await dead.start(await ground.addWorkflow(), true);
      dead.tracker.onApplicationBootstrap();
      await new Promise((resolve) => setTimeout(resolve, 250));
      void dead.tracker.beforeApplicationShutdown();

      const next = open({ createSeconds: 60 });
      const { trouble } = await next.until(id, (execution) => execution.trouble !== null);
      const ended = await next.untilOver(id, 10_000);
      await patient.onApplicationShutdown();

      expect(trouble).toContain('still be about to create the run');
      expect(ended.status).toBe(ExecutionStatus.Finished);
      expect(runs().map((run) => run.id)).toEqual([ended.reanaId]);
    }, 20_000);
  });

  it('finds its run again when the answer to a create was lost', async () => {
    const room = open();
    const registryId = await ground.addWorkflow();
    for (let round = 0; round < 10; round += 1) {
      reana.breakNext({ kind: 'lost answer', method: 'POST', path: /workflows$/ });
      const { reanaRunNumber } = await room.start(registryId);
      expect(reanaRunNumber).toBe(String(round + 1));
    }
    expect(reana.runs.size).toBe(10);
  });

  it.each([500, 503, 429, 400])('ends the execution and says so when REANA answers %s while the client waits', async (status) => {
    const room = open();
    reana.breakNext({ kind: 'status', status, method: 'POST', path: /workflows$/ });

    const refusal: unknown = await room.start(await ground.addWorkflow()).catch((error: unknown) => error);

    expect(refusal).toMatchObject({ code: 'execution.not_started', kind: 'unavailable' });
    const { execution_id: id } = (refusal as NotStartedError).details.data as { execution_id: number };
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await room.executions.findById(id)).toMatchObject({
      ...{ status: ExecutionStatus.Failed, failureCode: 'execution.refused_by_reana', failureSource: 'reana', nextPollAt: null },
    });
    expect(reana.runs.size).toBe(0);
  });

  it('never starts later what was refused because REANA was away', async () => {
    const room = open();
    const registryId = await ground.addWorkflow();
    reana.breakNext({ kind: 'reset', path: /./, times: 1000 });

    const attempt = room.start(registryId);

    await expect(attempt).rejects.toMatchObject({ code: 'execution.not_started' });
    reana.heal();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(reana.runs.size).toBe(0);
    expect((await room.start(registryId)).reanaRunNumber).toBe('1');
  });

  it('answers without a run number when the wait is over, and goes on whatever REANA does', async () => {
    const room = open({ executeWaitSeconds: 0.3 });
    reana.breakNext({ kind: 'latency', milliseconds: 700, path: /workflows$/, times: 1 });
    reana.breakNext({ kind: 'status', status: 503, method: 'POST', path: /workflows$/, times: 1 });
    reana.onStart = finish;

    const started = await room.start(await ground.addWorkflow());

    expect(started).toMatchObject({ reanaId: null, reanaRunNumber: null, status: ExecutionStatus.Created });
    expect((await room.until(started.id, ({ trouble }) => trouble !== null)).trouble).toMatch(/^REANA did not create the run/);
    expect(await room.untilOver(started.id)).toMatchObject({ status: ExecutionStatus.Finished, trouble: null });
    expect(reana.runs.size).toBe(1);
  });

  it('does not end a run because REANA cannot be reached, and shows the reason meanwhile', async () => {
    const room = open();
    const { id, reanaId } = await room.start(await ground.addWorkflow());
    await room.until(id, ({ status }) => status === ExecutionStatus.Queued);
    reana.breakNext({ kind: 'html', status: 502, path: /./, times: 1000 });

    const troubled = await room.until(id, ({ trouble }) => trouble !== null);
    reana.heal();
    reana.move(reanaId!, 'running');
    const running = await room.until(id, ({ status }) => status === ExecutionStatus.Running);

    expect(troubled).toMatchObject({
      status: ExecutionStatus.Queued,
      trouble: expect.stringContaining('it answered 502') as string,
    });
    expect(running.trouble).toBeNull();
  });

  it.each<[string, (run: FakeRun) => void, Partial<Execution>]>([
    [
      'a job failed although REANA says finished',
      (run) =>
        reana.end(run.id, 'finished', {}, [{ name: 'count', status: 'failed', logs: '[job count] exited with status: 3\n' }]),
      {
        status: ExecutionStatus.Failed,
        failureCode: 'execution.step_failed',
        failureStep: 'count',
        failureMessage: 'The step count ended with exit code 3.',
      },
    ],
    [
      'the engine failed before the first job',
      (run) => {
        reana.end(run.id, 'failed', {}, []);
        run.engine = `ERROR Input object failed validation:\nMissing 'table'\n${run.engine}`;
      },
      { status: ExecutionStatus.Failed, failureCode: 'execution.engine_failed', failureSource: 'reana' },
    ],
    [
      'somebody stopped it at REANA',
      (run) => reana.move(run.id, 'stopped'),
      { status: ExecutionStatus.Stopped, failureCode: 'execution.stopped_at_reana' },
    ],
    [
      'somebody deleted it at REANA',
      (run) => {
        run.status = 'deleted';
        run.workspaceGone = true;
      },
      { status: ExecutionStatus.Deleted, failureCode: 'execution.deleted_at_reana' },
    ],
    [
      'REANA knows it no more',
      (run) => void reana.runs.delete(run.id),
      { status: ExecutionStatus.Deleted, failureCode: 'execution.deleted_at_reana' },
    ],
  ])('says what happened when %s', async (_, happen, expected) => {
    const room = open();
    const { id, reanaId } = await room.start(await ground.addWorkflow());
    await room.until(id, ({ status }) => status === ExecutionStatus.Queued);

    happen(reana.runs.get(reanaId!)!);

    expect(await room.untilOver(id)).toMatchObject(expected);
  });

  it('waits once for the text of the engine, which may come after the end', async () => {
    const room = open();
    const { id, reanaId } = await room.start(await ground.addWorkflow());
    await room.until(id, ({ status }) => status === ExecutionStatus.Queued);
    reana.move(reanaId!, 'finished', JOBS);
    const waiting = await room.until(id, ({ attempts }) => attempts === 1);
    reana.end(reanaId!, 'finished', { result: ['result.csv', '3\n'] }, JOBS);
    await ground.dataSource.getRepository(Execution).update(id, { nextPollAt: new Date(0) });

    expect(waiting.endedAt).toBeNull();
    expect((await room.untilOver(id)).status).toBe(ExecutionStatus.Finished);
    expect((await room.reader.requireObserved(principal(1), { executionId: id })).outputs).toHaveLength(1);
  });

  it('gives its leases back when it is shut down', async () => {
    const room = open({ leaseSeconds: 60 });
    reana.breakNext({ kind: 'latency', milliseconds: 400, path: /workflows$/ });
    const { id } = await room.start(await ground.addWorkflow(), true);
    await room.until(id, ({ leaseToken }) => leaseToken !== null);

    await room.tracker.beforeApplicationShutdown();

    expect(await room.executions.findById(id)).toMatchObject({ leaseToken: null });
  });
});
