import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExecutionStatus } from '../../src/execution/execution-status';
import type { ApiAnswer, ApiClient } from '../factories/api-client';
import type { StartedView } from '../factories/executions';
import { buildService } from '../factories/service-process';
import { accountOf, NOTHING_WRONG } from './account';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';

const MINUTE = 60_000;
const STOP_SECONDS = 10;
const [WAITING, UNDER_WAY, READERS] = [12, 30, 8]; // more wait than are brought to REANA at once
const CREATE_MILLISECONDS = 1500;

interface Broken {
  readonly sentAt: number;
  readonly fault: string;
}

describe('a process under load that is asked to end', () => {
  let scene: FaultScene;
  let client: InsistentClient | undefined;

  beforeAll(() => buildService(), 3 * MINUTE);
  beforeEach(async () => {
    scene = await FaultScene.start({ variables: { EXECUTION_LEASE_SECONDS: '600', EXECUTE_WAIT_SECONDS: '60' } });
  });
  afterEach(async () => {
    await client?.giveUp();
    await scene?.stop();
  });

  it(
    `ends with 0 ≤ ${STOP_SECONDS} s after SIGTERM: 0 of its accepted requests are lost, 0 leases stay, and another one goes on at once`,
    async () => {
      const service = await scene.spawn();
      let now = service;
      const registryIds = await Promise.all(
        Array.from({ length: WAITING }, (_, index) => scene.register(service, `flow ${index}`)),
      );
      scene.reana.breakNext({
        method: 'POST',
        path: /^\/api\/workflows$/,
        kind: 'latency',
        milliseconds: CREATE_MILLISECONDS,
        times: 16,
      });
      const asking = scene.clientOf(service);
      const waiting = Promise.all(registryIds.map((id) => asking.post<StartedView>(`/workflow_execution/execute/${id}`)));
      client = new InsistentClient(() => scene.clientOf(now));
      for (let index = 0; index < UNDER_WAY; index += 1) client.execute(registryIds[index % WAITING]!);
      await client.done();
      const stream = await openStream(asking, [...client.told.values()][0]!);
      const reading = readersOf(service.url);
      await sleep(CREATE_MILLISECONDS / 3);

      const began = Date.now();
      const { code } = await service.end('SIGTERM');
      const seconds = (Date.now() - began) / 1000;
      const broken = (await reading.end()).filter(({ sentAt }) => sentAt < began).map(({ fault }) => fault);
      const answers: ApiAnswer<StartedView>[] = await waiting;

      expect(code).toBe(0);
      expect(seconds).toBeLessThanOrEqual(STOP_SECONDS);
      expect(answers.filter(({ status, body }) => status !== 200 || body.data.execution_id === undefined)).toEqual([]);
      expect(broken).toEqual([]);
      await expect(stream.whole).resolves.toMatch(/^(id|event|data|:|retry)/m);
      expect((await scene.executions()).filter(({ leaseToken }) => leaseToken !== null)).toEqual([]);

      now = await scene.spawn();
      scene.letRunsFinish(() => 200);
      for (const run of scene.reana.runs.values()) if (run.status === 'queued') scene.finish(run);
      await scene.until((all) => all.every(({ endedAt }) => endedAt !== null));
      expect(await accountOf(scene, client, ExecutionStatus.Finished)).toEqual(NOTHING_WRONG);
      expect(scene.reana.runs.size).toBe(WAITING + UNDER_WAY);
    },
    2 * MINUTE,
  );

  /** All that a stream of events brings until the service ends it. */
  async function openStream(asking: ApiClient, id: number): Promise<{ whole: Promise<string> }> {
    const response = await asking.raw('GET', `/workflow_execution/${id}/events`);
    expect(response.status).toBe(200);
    return { whole: response.text() };
  }

  /** Readers without a pause, each request on a connection of its own. Those that got no whole answer are told in the end. */
  function readersOf(url: string): { end(): Promise<Broken[]> } {
    const broken: Broken[] = [];
    let isOn = true;
    const read = async (): Promise<void> => {
      while (isOn) {
        const sentAt = Date.now();
        const fault = await faultOf(`${url}/health`);
        if (fault === 'refused') return; // it listens no more
        if (fault !== null) broken.push({ sentAt, fault });
      }
    };
    const working = Promise.all(Array.from({ length: READERS }, read));
    return {
      end: async () => {
        isOn = false;
        await working;
        return broken;
      },
    };
  }
});

/** Null: it was answered whole. */
function faultOf(url: string): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response: IncomingMessage) => {
      response.resume();
      response.on('error', ({ message }) => resolve(message));
      response.on('end', () => resolve(response.complete ? null : 'half an answer'));
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : String(error.code)),
    );
  });
}
