import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Execution } from '../../src/execution/execution.entity';
import { AlreadyOverError, ExecutionNotFoundError } from '../../src/execution/execution.errors';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { Evidence } from '../../src/execution/observation/evidence.entity';
import { Step } from '../../src/execution/step.entity';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import { FakeReana, type FakeJob, type FakeRun } from '../fakes/fake-reana';
import { openGround, openRoom, principal, type Ground, type Room } from '../integration/execution-room';
import { sized } from './campaign';
import { CrashPoints, type CrashPoint } from './crash-points';

/** Dead after one step is dead before the next: both are tried where there is time. */
const MOMENTS = sized({ short: ['after'] as const, long: ['before', 'after'] as const });
const JOBS: readonly FakeJob[] = ['count', 'count_2', 'join'].map((name) => ({
  name,
  logs: `[job ${name}] completed success\n`,
}));
const FAILED: readonly FakeJob[] = [{ name: 'count', status: 'failed', logs: '[job count] exited with status: 3\n' }];
const CAMPAIGN_MILLISECONDS = 240_000;
const REGISTRY_ID = 1;
const USER = principal(1);

interface Operation {
  /** Where the run gets at REANA; each look of ours moves it on by one. */
  readonly end: 'queued' | 'running' | 'finished' | 'failed';
  /** What is there before; its steps do not count. */
  readonly prepare: (room: Room, key: string) => Promise<number>;
  /** What a client does, again when the process dies. */
  readonly act: (room: Room, given: { readonly id: number; readonly key: string }) => Promise<void>;
}

const started = async (room: Room, key: string): Promise<number> => (await room.start(REGISTRY_ID, true, USER, key)).id;
const startedUntil = (fits: (execution: Execution) => boolean) => async (room: Room, key: string) =>
  (await room.until(await started(room, key), fits)).id;
const untilOver = async (room: Room, { id }: { readonly id: number }): Promise<void> => void (await room.untilOver(id));

async function stop(room: Room, { id }: { readonly id: number }): Promise<void> {
  await room.stop.stop(USER, id).catch((error: unknown) => {
    if (!(error instanceof AlreadyOverError)) throw error;
  });
  await room.untilOver(id);
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'submit, poll and finalise': {
    end: 'finished',
    prepare: () => Promise.resolve(0),
    act: async (room, { key }) => void (await room.untilOver(await started(room, key))),
  },
  'finalise, when a step failed': {
    end: 'failed',
    prepare: startedUntil(({ status }) => status === ExecutionStatus.Running),
    act: untilOver,
  },
  'stop, before it runs': { end: 'queued', prepare: startedUntil(({ jobsSeen }) => jobsSeen !== null), act: stop },
  'stop, while it runs': {
    end: 'running',
    prepare: startedUntil(({ status }) => status === ExecutionStatus.Running),
    act: stop,
  },
  delete: {
    end: 'finished',
    prepare: startedUntil(({ endedAt }) => endedAt !== null),
    act: async (room) => {
      await room.deletion.delete(USER, { registryId: REGISTRY_ID }).catch((error: unknown) => {
        if (!(error instanceof ExecutionNotFoundError)) throw error; // that is how a second request finds it gone
      });
    },
  },
};

describe('a process that dies at any step, and another one that goes on', () => {
  let ground: Ground;
  let reana: FakeReana;
  let gateway: ReturnType<typeof aReanaGateway>;

  beforeAll(async () => {
    for (const level of ['warn', 'error'] as const) jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    ground = await openGround();
    await ground.addWorkflow();
    reana = await FakeReana.start();
    gateway = aReanaGateway(reana);
  });
  afterAll(async () => {
    await gateway?.onApplicationShutdown();
    await reana?.close();
    await ground?.close();
    jest.restoreAllMocks();
  });

  it.each(Object.keys(OPERATIONS))(
    'of "%s": 0 differences to the end without a death',
    async (name) => {
      const operation = OPERATIONS[name]!;
      const { outcome: expected, steps } = await attempt(operation, null);
      const differences: unknown[] = [];
      let deaths = 0;
      for (let step = 1; step <= steps.length; step += 1)
        for (const moment of MOMENTS) {
          const { outcome, died } = await attempt(operation, { step, moment });
          deaths += died ? 1 : 0;
          if (JSON.stringify(outcome) !== JSON.stringify(expected)) differences.push({ moment, step: steps[step - 1], outcome });
        }
      expect(differences).toEqual([]);
      expect(expected).toMatchObject({ untold: [], runs: [{ number: 1 }] });
      expect(deaths).toBeGreaterThanOrEqual(steps.length * MOMENTS.length * 0.8); // a poll more or less moves the last ones
    },
    CAMPAIGN_MILLISECONDS,
  );

  /** One life that may end in the middle, and then another one; what is left of them in the end. */
  async function attempt(operation: Operation, at: CrashPoint | null) {
    await ground.clear();
    reana.runs.clear();
    const key = randomUUID();
    const points = new CrashPoints(at);
    let id = 0;
    await live(operation, points, async (room) => {
      id = await operation.prepare(room, key);
      points.begin();
      await operation.act(room, { id, key });
    }).catch((error: unknown) => {
      if (!points.isDead) throw error;
    });
    if (points.isDead) {
      await ground.dataSource.getRepository(Execution).updateAll({ leaseUntil: new Date(0) }); // the leases of the dead end
      await live(operation, new CrashPoints(), (room) => operation.act(room, { id, key }));
    }
    return { outcome: await outcome(), steps: points.steps, died: points.isDead };
  }

  async function live(operation: Operation, points: CrashPoints, work: (room: Room) => Promise<void>): Promise<void> {
    const dataSource = await points.openDatabase(ground.settings);
    const moving = new Proxy(gateway, {
      get: (target, name) => {
        if (name === 'listActiveRuns') for (const run of reana.runs.values()) moveOn(run, operation.end);
        return Reflect.get(target, name) as unknown;
      },
    });
    const own = { ...ground, dataSource, store: points.watch(ground.store, ['stage', 'keep']) };
    const room = openRoom(own, points.watch(moving), { pollSeconds: 0.02, leaseSeconds: 60 });
    room.tracker.onApplicationBootstrap();
    try {
      await work(room);
    } finally {
      await room.tracker.beforeApplicationShutdown().catch(() => undefined); // the dead give nothing back
      await dataSource.destroy();
    }
  }

  function moveOn(run: FakeRun, end: Operation['end']): void {
    if (run.status === 'queued' && end !== 'queued') reana.move(run.id, 'running', [{ name: 'count', status: 'running' }]);
    else if (run.status === 'running' && end === 'finished') reana.end(run.id, end, { result: ['result.csv', '3\n'] }, JOBS);
    else if (run.status === 'running' && end === 'failed') reana.end(run.id, end, {}, FAILED);
  }

  async function outcome(): Promise<object> {
    const { manager } = ground.dataSource;
    const executions = await manager.find(Execution);
    const steps = await manager.find(Step, { order: { ordinal: 'ASC' } });
    const evidence = await manager.find(Evidence, { order: { kind: 'ASC' } });
    const runs = [...reana.runs.values()];
    return {
      executions: executions.map((one) => ({
        ...{ status: one.status, failure: [one.failureCode, one.failureMessage, one.failureStep, one.failureSource] },
        ...{ trouble: one.trouble, attempts: one.attempts, uploadedFiles: one.uploadedFiles },
        ...{ nextPollAt: one.nextPollAt, leaseToken: one.leaseToken, runNumber: one.reanaRunNumber },
        ...{
          hasEnded: one.endedAt !== null,
          isDeleted: one.deletedAt !== null,
          isOurs: runs.some(({ id }) => id === one.reanaId),
        },
      })),
      steps: steps.map(({ name, path, shard, status, exitCode }) => ({ name, path, shard, status, exitCode })),
      evidence: evidence.map(({ kind }) => kind),
      untold: await ground.untold(),
      runs: runs.map(({ number, status, files }) => ({ number, status, files: [...files.keys()].sort() })),
    };
  }
});
