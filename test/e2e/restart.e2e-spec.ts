import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../factories/api-client';
import { contentsOf, unzip } from '../factories/archive';
import { untilExecution, untilOver, type ExecutionView, type StartedView } from '../factories/executions';
import { buildService, spawnService, type ServiceProcess } from '../factories/service-process';
import { createSurroundings, type Surroundings } from '../factories/surroundings';
import { copyRegistration, exampleRegistration } from '../factories/workflows';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { FakeReana } from '../fakes/fake-reana';

const BUILD_MILLISECONDS = 180_000;
const RUN_SECONDS = 120;

beforeAll(() => buildService(), BUILD_MILLISECONDS);

/** Processes of one service, one after the other; each is asked by the same user. */
class Lives {
  private process: ServiceProcess | undefined;

  constructor(private readonly surroundings: Surroundings) {}

  async begin(): Promise<ApiClient> {
    this.process = await spawnService(this.surroundings.variables);
    return new ApiClient(this.process.url, await this.surroundings.tokenOf('user_1'));
  }

  /** Nothing of it gets a chance to clean up. */
  async kill(): Promise<void> {
    await this.process?.end('SIGKILL');
    this.process = undefined;
  }
}

async function executed(client: ApiClient, form: Parameters<ApiClient['post']>[1]): Promise<ExecutionView> {
  const registered = await client.post<{ registry_id: number }>('/workflow_registry/register', form);
  const { status, body } = await client.post<StartedView>(`/workflow_execution/execute/${registered.body.data.registry_id}`);
  expect([status, body.error_code]).toEqual([200, null]);
  return body.data;
}

/** The example with a last step that takes its time, so that there is a middle to be killed in; the outputs are the same. */
function slowWeather(): ReturnType<typeof exampleRegistration> {
  const { files = [], ...form } = exampleRegistration('weather');
  const slow = (content: string | Uint8Array): string =>
    Buffer.from(content)
      .toString()
      .replace(/^import /m, 'import time; time.sleep(5)\nimport ');
  return {
    ...form,
    files: files.map(([field, name, content]) => [field, name, name === 'scripts/draw.py' ? slow(content) : content]),
  };
}

describe('a service that is killed in the middle of a run', () => {
  let reana: EmbeddedReana;
  let surroundings: Surroundings;
  let lives: Lives;

  beforeAll(async () => {
    reana = await startEmbeddedReana();
    surroundings = await createSurroundings(reana);
    lives = new Lives(surroundings);
  });
  afterAll(async () => {
    await lives.kill();
    await surroundings.remove();
    await reana.stop();
  });

  const runsAtReana = async (): Promise<{ id: string; status: string }[]> => {
    const answer = await fetch(`${reana.url}/api/workflows?type=batch&access_token=${reana.token}`);
    return ((await answer.json()) as { items: { id: string; status: string }[] }).items;
  };

  it(
    'brings weather to its end after it was started again, with one run at REANA',
    async () => {
      const before = await lives.begin();
      const started = await executed(before, slowWeather());
      const { execution_id: id, reana_id: reanaId } = started;
      const isInTheMiddle = ({ status, steps }: ExecutionView): boolean =>
        status === 'running' && steps.some((step) => step.status !== 'waiting');
      await untilExecution(before, id, { fits: isInTheMiddle, seconds: RUN_SECONDS });
      await lives.kill();
      expect(await runsAtReana()).toMatchObject([{ id: reanaId, status: 'running' }]);
      const after = await lives.begin();
      const over = await untilOver(after, id, RUN_SECONDS);
      expect(over).toMatchObject({ status: 'finished', failure: null, reana_id: reanaId, reana_run_number: 1 });
      expect(over.steps.map(({ status }) => status)).toEqual(Array<string>(7).fill('finished'));
      expect(await runsAtReana()).toMatchObject([{ id: reanaId, status: 'finished' }]);
      const outputs = await unzip(await after.raw('GET', `/workflow_execution/outputs/${id}`));
      expect(outputs).toEqual(await contentsOf(join(__dirname, '..', '..', 'examples', 'weather', 'expected')));
      expect((await after.get(`/provenance/capture/${id}`)).status).toBe(200);
    },
    2 * RUN_SECONDS * 1000,
  );
});

describe('a service that is killed on the way to REANA', () => {
  let reana: FakeReana;
  let surroundings: Surroundings;
  let lives: Lives;

  beforeEach(async () => {
    reana = await FakeReana.start();
    surroundings = await createSurroundings(reana);
    lives = new Lives(surroundings);
  });
  afterEach(async () => {
    await lives.kill();
    await surroundings.remove();
    await reana.close();
  });

  it.each([
    ['while REANA creates the run', 'POST', /^\/api\/workflows$/, 'latency'],
    ['when the connection breaks at the creation', 'POST', /^\/api\/workflows$/, 'reset'],
    ['while a file is uploaded', 'POST', /\/workspace$/, 'latency'],
    ['while REANA starts the run', 'POST', /\/start$/, 'latency'],
  ] as const)('%s: there is one run in the end, with all it needs', async (_when, method, path, kind) => {
    const client = (await lives.begin()).with({ prefer: 'respond-async' });
    reana.breakNext({ method, path, kind, milliseconds: 500 });
    const { execution_id: id } = await executed(client, copyRegistration('copy', 'x'));
    while (reana.count(method, path) === 0) await sleep(10);
    await lives.kill();
    const after = await lives.begin();
    const queued = await untilExecution(after, id, { fits: ({ status }) => status === 'queued' });
    expect([...reana.runs.values()].map((run) => [run.id, run.status])).toEqual([[queued.reana_id, 'queued']]);
    expect(reana.runs.get(queued.reana_id!)!.files.get('data/a.txt')?.toString()).toBe('x');
    reana.end(queued.reana_id!, 'finished', { copy: ['copy.txt', 'x'] }, [{ name: 'copy' }]);
    expect(await untilOver(after, id)).toMatchObject({ status: 'finished', reana_run_number: 1 });
    expect(reana.runs.size).toBe(1);
  });
});
