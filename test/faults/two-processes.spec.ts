import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { eventsOf, told } from '../factories/event-reader';
import { untilExecution, type StartedView } from '../factories/executions';
import { buildService, type ServiceProcess } from '../factories/service-process';
import { accountOf, NOTHING_WRONG } from './account';
import { sized } from './campaign';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';

const MINUTE = 60_000;
const LEASE_SECONDS = 3;
const LOOK_MILLISECONDS = 50;
const PARALLEL = 100;
const { rounds, executions } = sized({ short: { rounds: 1, executions: 20 }, long: { rounds: 10, executions: 60 } });
const CREATE = { method: 'POST', path: /^\/api\/workflows$/ } as const;
const OWN_RUNS_END_MILLISECONDS = 500;

interface Lease {
  readonly id: number;
  readonly lease_token: string;
}

describe('two processes on one MariaDB', () => {
  let scene: FaultScene;
  let client: InsistentClient | undefined;
  let one: ServiceProcess;
  let other: ServiceProcess;

  beforeAll(() => buildService(), 3 * MINUTE);
  beforeEach(async () => {
    scene = await FaultScene.start({ database: 'mariadb', variables: { EXECUTION_LEASE_SECONDS: String(LEASE_SECONDS) } });
    [one, other] = await Promise.all([scene.spawn(), scene.spawn()]);
  }, MINUTE);
  afterEach(async () => {
    await client?.giveUp();
    await scene?.stop();
  });

  it(
    `of which one is killed while it holds leases: the other takes over ≤ ${2 * LEASE_SECONDS} s (two lease periods), one run each`,
    async () => {
      scene.letRunsFinish(() => OWN_RUNS_END_MILLISECONDS);
      for (let round = 0; round < rounds; round += 1) {
        const taken = await killedInTheMiddle();
        expect(taken.held).toBeGreaterThan(0);
        expect(taken.seconds).toBeLessThanOrEqual(2 * LEASE_SECONDS);
        one = await scene.spawn();
      }
    },
    rounds * MINUTE,
  );

  it(`of which one stands still for longer than its lease: it writes nothing more, one run each`, async () => {
    scene.letRunsFinish(() => OWN_RUNS_END_MILLISECONDS);
    client = new InsistentClient(() => scene.clientOf(other));
    const registryIds = await registered('still');
    scene.reana.breakNext({ ...CREATE, kind: 'latency', milliseconds: 700, times: executions });
    for (let index = 0; index < executions; index += 1) client.execute(registryIds[index % registryIds.length]!);
    await untilCreating(4);
    process.kill(one.pid, 'SIGSTOP');
    await sleep(2 * LEASE_SECONDS * 1000);
    process.kill(one.pid, 'SIGCONT');
    await client.done();
    await untilAllAre(ExecutionStatus.Finished, 30);
    expect(await accountOf(scene, client, ExecutionStatus.Finished)).toEqual(NOTHING_WRONG);
  });

  it(`start 1 execution for ${PARALLEL} requests at the same time under one Idempotency-Key`, async () => {
    const registryId = await scene.register(one);
    const key = randomUUID();
    const clients = [one, other].map((process) => scene.clientOf(process).with({ 'idempotency-key': key }));
    const answers = await Promise.all(
      Array.from({ length: PARALLEL }, (_, index) =>
        clients[index % 2]!.post<StartedView>(`/workflow_execution/execute/${registryId}`),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.data.execution_id)).size).toBe(1);
    expect([(await scene.executions()).length, scene.reana.runs.size]).toEqual([1, 1]);
  });

  it(
    'tell the events of an execution alike, also the one that did not make them',
    async () => {
      const clients = [one, other].map((process) => scene.clientOf(process));
      const { body } = await clients[0]!.post<StartedView>(`/workflow_execution/execute/${await scene.register(one)}`);
      const { execution_id: id, reana_id: reanaId } = body.data;
      await untilExecution(clients[0]!, id, { fits: ({ status }) => status === 'queued' });
      const readers = await Promise.all(clients.map((reading) => eventsOf(reading, id)));
      scene.finish(scene.reana.runs.get(reanaId!)!);
      const [ofOne, ofOther] = await Promise.all(readers.map((reader) => reader.untilEnd()));
      expect(told(ofOne!)).toEqual(['state created', 'state queued', 'step copy finished', 'state finished', 'end finished']);
      expect(ofOther).toEqual(ofOne);
      for (const process of [one, other]) expect((await process.end('SIGTERM')).code).toBe(0);
    },
    MINUTE,
  );

  /** Creates are under way in both processes when one dies. Answers how many leases stood then, and when the last had another holder. */
  async function killedInTheMiddle(): Promise<{ held: number; seconds: number }> {
    client = new InsistentClient(() => scene.clientOf(other));
    const registryIds = await registered(randomUUID());
    scene.reana.breakNext({ ...CREATE, kind: 'latency', milliseconds: 500, times: executions });
    for (let index = 0; index < executions; index += 1) client.execute(registryIds[index % registryIds.length]!);
    await untilCreating(4);
    const ended = one.end('SIGKILL');
    const killed = Date.now();
    const left = new Map((await leases()).map(({ id, lease_token: token }) => [id, token]));
    const held = left.size;
    while (left.size > 0 && Date.now() < killed + 4 * LEASE_SECONDS * 1000) {
      const now = new Map((await leases()).map(({ id, lease_token: token }) => [id, token]));
      for (const [id, token] of left) if (now.get(id) !== token) left.delete(id);
      await sleep(LOOK_MILLISECONDS);
    }
    const seconds = (Date.now() - killed) / 1000;
    await ended;
    await client.done();
    await untilAllAre(ExecutionStatus.Finished, 30);
    const account = await accountOf(scene, client, ExecutionStatus.Finished);
    expect(account).toEqual(NOTHING_WRONG);
    return { held, seconds };
  }

  const leases = (): Promise<Lease[]> =>
    scene.query<Lease>('SELECT id, lease_token FROM executions WHERE lease_token IS NOT NULL');

  /** One process creates the runs of a name one after the other, so there are several names. */
  const registered = (name: string): Promise<number[]> =>
    Promise.all(Array.from({ length: 8 }, (_, index) => scene.register(other, `${name} ${index}`)));

  /** So many creates are under way. */
  async function untilCreating(count: number): Promise<void> {
    const before = scene.reana.count('POST', CREATE.path);
    while (scene.reana.count('POST', CREATE.path) < before + count) await sleep(5);
  }

  async function untilAllAre(status: ExecutionStatus, seconds: number): Promise<void> {
    const fits = async (): Promise<boolean> => (await scene.executions()).every((execution) => execution.status === status);
    for (const until = Date.now() + seconds * 1000; !(await fits()) && Date.now() < until;) await sleep(100);
  }
});
