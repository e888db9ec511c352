import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../factories/api-client';
import { untilExecution, type ExecutionView } from '../factories/executions';
import { codes, Scene } from '../factories/scene';
import type { Fault, FakeRun } from '../fakes/fake-reana';

const CREATE = { method: 'POST', path: /^\/api\/workflows$/ } as const;
const EVERYTHING = { path: /.*/, times: 1000 } as const;
const SOME_POLLS_MILLISECONDS = 800;

describe('executions when REANA is in trouble', () => {
  let scene: Scene;
  let user1: ApiClient;

  beforeAll(async () => {
    scene = await Scene.start();
    user1 = scene.as.user_1;
  });
  afterEach(() => scene.reana.heal());
  afterAll(() => scene?.stop());

  const executionOf = async (registryId: number): Promise<ExecutionView> =>
    (await user1.get<ExecutionView[]>(`/workflow_execution?registry_id=${registryId}`)).body.data[0]!;
  const runsNamed = (name: string): FakeRun[] => [...scene.reana.runs.values()].filter((run) => run.name === name);

  describe('at the creation of the run', () => {
    it.each([
      ['answers 503', { ...CREATE, kind: 'status', status: 503 }],
      ['answers 500', { ...CREATE, kind: 'status', status: 500 }],
      ['refuses the token', { ...CREATE, kind: 'status', status: 403 }],
      ['refuses the workflow', { ...CREATE, kind: 'status', status: 400 }],
      ['has too much to do', { ...CREATE, kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
      ['takes no connection', { ...EVERYTHING, kind: 'reset' }],
    ] as [string, Fault][])('that %s: 503, and the execution has failed for good', async (_what, fault) => {
      const registryId = await scene.register();
      scene.reana.breakNext(fault);
      const answer = await scene.execute(registryId);
      expect(codes(answer)).toEqual([503, 'execution.not_started']);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      scene.reana.heal();
      const execution = await executionOf(registryId);
      expect(execution).toMatchObject({ status: 'failed', reana_id: null, reana_run_number: null });
      expect(execution.failure).toMatchObject({ code: 'execution.refused_by_reana', source: 'reana' });
      expect(execution.failure!.message).not.toBe('');
      expect(answer.body.message).toContain(execution.failure!.message);
      expect(JSON.stringify([answer.body, execution])).not.toContain(scene.reana.token);
      await sleep(SOME_POLLS_MILLISECONDS);
      expect(runsNamed(execution.reana_name)).toEqual([]);
      expect(await executionOf(registryId)).toEqual(execution);
      expect(await scene.started({ registryId })).toMatchObject({ run_number: 1 });
    });

    it.each([
      ['the answer is lost', 'lost answer'],
      ['the connection breaks before REANA has read the request', 'reset'],
    ] as const)('%s: there is exactly one run in the end', async (_what, kind) => {
      const registryId = await scene.register();
      scene.reana.breakNext({ ...CREATE, kind });
      const started = await scene.started({ registryId });
      expect(started).toMatchObject({ run_number: 1 });
      await scene.untilStatus(started, 'queued');
      await sleep(SOME_POLLS_MILLISECONDS);
      expect(runsNamed(started.reana_name).map(({ id }) => id)).toEqual([started.reana_id]);
      expect(scene.reana.count('POST', new RegExp(`${started.reana_id}/start`))).toBe(1);
    });

    it('refuses an execution that nobody waits for: it fails, without an answer to tell it', async () => {
      const client = user1.with({ prefer: 'respond-async' });
      const registryId = await scene.register();
      scene.reana.breakNext({ ...CREATE, kind: 'status', status: 400 });
      const { body } = await scene.execute(registryId, { client });
      const failed = await scene.untilStatus(body.data, 'failed');
      expect(failed.failure).toMatchObject({ code: 'execution.refused_by_reana', source: 'reana' });
    });

    it('is away when nobody waits: the execution tells its trouble and goes on later', async () => {
      const client = user1.with({ prefer: 'respond-async' });
      const registryId = await scene.register();
      scene.reana.breakNext({ ...CREATE, kind: 'status', status: 503, times: 1 });
      const { body } = await scene.execute(registryId, { client });
      const { execution_id: id } = body.data;
      const waiting = await untilExecution(user1, id, { fits: ({ trouble }) => trouble !== null });
      expect([waiting.status, waiting.failure]).toEqual(['created', null]);
      expect(await scene.untilStatus(body.data, 'queued')).toMatchObject({ trouble: null, reana_run_number: 1 });
    });
  });

  describe('after the creation', () => {
    it.each([
      ['the upload', /\/workspace$/],
      ['the start', /\/start$/],
    ])('%s is repeated until it works, and starts one run once', async (_what, path) => {
      const form = { files: [['files', 'data/a.txt', 'x']] } as const;
      const registryId = await scene.register();
      scene.reana.breakNext({ method: 'POST', path, kind: 'status', status: 503 });
      const started = await scene.started({ registryId, form });
      await scene.untilStatus(started, 'queued');
      expect(runsNamed(started.reana_name)).toMatchObject([{ status: 'queued' }]);
      expect(scene.reana.runs.get(started.reana_id!)!.files.get('data/a.txt')?.toString()).toBe('x');
    });

    it('no trouble ends an execution that runs', async () => {
      const running = await scene.running();
      scene.reana.breakNext({ path: /^\/api\/workflows$/, kind: 'html', status: 502, times: 4 });
      const troubled = await untilExecution(user1, running.execution_id, { fits: ({ trouble }) => trouble !== null });
      expect(troubled).toMatchObject({ status: 'running', failure: null });
      expect(troubled.trouble).not.toContain(scene.reana.token);
      scene.reana.heal();
      expect(await scene.end(running)).toMatchObject({ status: 'finished', trouble: null });
    });

    it('a stop is told to REANA again and again until it heard it', async () => {
      const running = await scene.running();
      scene.reana.breakNext({ method: 'PUT', path: /\/status$/, kind: 'status', status: 502, times: 2 });
      expect((await user1.post(`/workflow_execution/${running.execution_id}/stop`)).status).toBe(200);
      await scene.untilStatus(running, 'stopped');
      expect(scene.reana.runs.get(running.reana_id!)!.status).toBe('stopped');
    });
  });

  describe('what became of a run is told', () => {
    it('a step that failed: with its exit code, though its file is there', async () => {
      const failed = await scene.untilStatus(await scene.failed(), 'failed');
      expect(failed.failure).toMatchObject({ code: 'execution.step_failed', step: 'say', source: 'step' });
      expect(failed.failure!.message).toContain('exit code 3');
      expect(failed.steps).toMatchObject([{ name: 'say', status: 'failed', exit_code: 3 }]);
    });

    it('a step that failed although REANA calls the run finished', async () => {
      const started = await scene.started();
      await scene.untilStatus(started, 'queued');
      const job = { name: 'say', status: 'failed', logs: '[job say] exited with status: 3\n' } as const;
      scene.reana.end(started.reana_id!, 'finished', {}, [job]);
      const failed = await scene.untilStatus(started, 'failed');
      expect(failed.failure).toMatchObject({ code: 'execution.step_failed', step: 'say', source: 'step' });
    });

    it('an engine that failed before any step', async () => {
      const started = await scene.started();
      await scene.untilStatus(started, 'queued');
      scene.reana.runs.get(started.reana_id!)!.engine = 'ERROR Workflow error: cannot read the file\n';
      scene.reana.move(started.reana_id!, 'failed');
      const failed = await scene.untilStatus(started, 'failed');
      expect(failed.failure).toMatchObject({ code: 'execution.engine_failed', step: null, source: 'reana' });
      expect(failed.failure!.message).toContain('cannot read the file');
      expect(failed.steps).toMatchObject([{ name: 'say', status: 'waiting' }]);
    });

    it.each([
      ['stopped', 'stopped', 'execution.stopped_at_reana'],
      ['deleted', 'deleted', 'execution.deleted_at_reana'],
      ['forgotten', 'deleted', 'execution.deleted_at_reana'],
    ] as const)('a run that was %s there behind our back', async (what, status, code) => {
      const running = await scene.running();
      if (what === 'forgotten') scene.reana.runs.delete(running.reana_id!);
      else scene.reana.move(running.reana_id!, what);
      const over = await scene.untilStatus(running, status);
      expect(over.failure).toMatchObject({ code, source: 'reana' });
      expect(over.end_time).not.toBeNull();
    });

    it.each(['finished', 'failed'] as const)('a run that was restarted there when it had %s', async (status) => {
      const running = await scene.running();
      const run = scene.reana.runs.get(running.reana_id!)!;
      scene.reana.move(run.id, status);
      scene.reana.runs.set('restart', { ...run, id: randomUUID(), number: 1.1, status: 'running' });
      const over = await scene.untilStatus(running, status);
      expect([over.reana_id, over.reana_run_number]).toEqual([run.id, 1]);
      expect(over.trouble).toMatch(/restarted at REANA, not from here, as run 1\.1/);
    });
  });
});

describe('executions when the wait for REANA is over', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start({ variables: { EXECUTE_WAIT_SECONDS: '0.5' } });
  });
  afterAll(() => scene?.stop());

  it('answers 200 without a run number, and the execution goes on', async () => {
    const registryId = await scene.register();
    scene.reana.breakNext({ ...CREATE, kind: 'latency', milliseconds: 1500 });
    const { status, body } = await scene.execute(registryId);
    expect([status, body.data]).toMatchObject([200, { status: 'created', reana_run_number: null, run_number: null }]);
    expect(await scene.untilStatus(body.data, 'queued')).toMatchObject({ reana_run_number: 1, failure: null });
  });

  it('from then on no fault of the network ends it, only its user', async () => {
    const registryId = await scene.register();
    scene.reana.breakNext({ ...EVERYTHING, kind: 'reset' });
    const { status, body } = await scene.execute(registryId);
    expect([status, body.data]).toMatchObject([200, { status: 'created', failure: null }]);
    const waiting = await untilExecution(scene.as.user_1, body.data.execution_id, { fits: ({ trouble }) => trouble !== null });
    expect(waiting).toMatchObject({ status: 'created', failure: null });
    scene.reana.heal();
    expect((await scene.as.user_1.post(`/workflow_execution/${body.data.execution_id}/stop`)).status).toBe(200);
    await scene.untilStatus(body.data, 'stopped');
    expect([...scene.reana.runs.values()].filter(({ name }) => name === body.data.reana_name)).toEqual([]);
  });
});
