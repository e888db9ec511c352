import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { ApiClient, FormParts } from '../factories/api-client';
import { unzip } from '../factories/archive';
import type { ExecutionView, StartedView } from '../factories/executions';
import { codes, Scene } from '../factories/scene';
import { COPY_JOB, copyRegistration } from '../factories/workflows';

const MINE: FormParts = { files: [['files', 'data/a.txt', 'mine\n']] };
const OTHERS: FormParts = { files: [['files', 'data/a.txt', 'others\n']] };

describe('starting executions', () => {
  let scene: Scene;
  let user1: ApiClient;
  let user3: ApiClient;
  let user4: ApiClient;

  beforeAll(async () => {
    scene = await Scene.start({ variables: { EXECUTE_WAIT_SECONDS: '20' } });
    ({ user_1: user1, user_3: user3, user_4: user4 } = scene.as);
  });
  afterAll(async () => {
    await scene?.stop();
  });

  const copying = (): Promise<number> => scene.register(copyRegistration(scene.freshName(), 'registered\n'));
  const runsOf = async (registryId: number): Promise<number> =>
    (await user1.get<ExecutionView[]>(`/workflow_execution/?registry_id=${registryId}`)).body.data.length;
  const runsAtReana = (name: string): number => [...scene.reana.runs.values()].filter((run) => run.name === name).length;
  const inputsOf = async (id: number): Promise<Record<string, string>> =>
    unzip(await user1.raw('GET', `/workflow_execution/inputs/${id}?partial=true`));

  describe('rerun', () => {
    const rerun = (id: number, form?: FormParts, client = user1) =>
      client.post<StartedView & { rerun_of: number }>(`/workflow_execution/${id}/rerun`, form);

    it.each(['', '/'])(
      'runs the same revision with the same inputs, though the workflow has changed (ending "%s")',
      async (slash) => {
        const registryId = await copying();
        const first = await scene.started({ registryId, form: MINE });
        await user1.call('PUT', `/workflow_registry/update/${registryId}`, OTHERS);
        const { status, body } = await user1.post<StartedView>(`/workflow_execution/${first.execution_id}/rerun${slash}`);
        expect([status, body.message]).toEqual([200, 'New workflow started']);
        expect(body.data).toMatchObject({ rerun_of: first.execution_id, reana_run_number: 2, username: 'user_1' });
        expect(await inputsOf(body.data.execution_id)).toEqual(await inputsOf(first.execution_id));
        const { body: shown } = await user1.get<StartedView>(`/workflow_execution/${body.data.execution_id}`);
        expect(shown.data).toMatchObject({ rerun_of: first.execution_id });
      },
    );

    it('takes other inputs, and keeps what is not given', async () => {
      const first = await scene.started({ registryId: await copying(), form: MINE });
      const { body } = await rerun(first.execution_id, OTHERS, user3);
      expect(body.data).toMatchObject({ rerun_of: first.execution_id, username: 'user_3' });
      expect(await inputsOf(body.data.execution_id)).toMatchObject({ 'data/a.txt': 'others\n' });
      const again = await rerun(first.execution_id, { files: [['input_file', 'job.yml', COPY_JOB]] });
      expect(await inputsOf(again.body.data.execution_id)).toMatchObject({ 'data/a.txt': 'mine\n' });
    });

    it('runs what was deleted from the registry since', async () => {
      const registryId = await copying();
      const first = await scene.finished({ registryId });
      await user1.call('DELETE', `/workflow_registry/delete/${registryId}`);
      expect((await rerun(first.execution_id)).body.data).toMatchObject({ rerun_of: first.execution_id });
    });

    it('checks the inputs as execute does', async () => {
      const first = await scene.started({ registryId: await copying() });
      const bad: FormParts = { files: [['input_file', 'j.yml', 'massage: hi']] };
      expect(codes(await rerun(first.execution_id, bad))).toEqual([400, 'registry.invalid_job']);
      expect(codes(await user1.post(`/workflow_execution/${first.execution_id}/rerun?x=1`))).toEqual([400, 'http.invalid_input']);
      expect(codes(await user1.post('/workflow_execution/x/rerun'))).toEqual([400, 'http.invalid_input']);
    });

    it('does not exist for other groups, nor for executions that are none', async () => {
      const { execution_id: id } = await scene.started({ registryId: await copying() });
      expect(codes(await rerun(id, undefined, user4))).toEqual([404, 'execution.not_found']);
      expect(codes(await rerun(999_999))).toEqual([404, 'execution.not_found']);
      expect(codes(await scene.as.anonymous.post(`/workflow_execution/${id}/rerun`))).toEqual([401, 'auth.unauthenticated']);
    });
  });

  describe('Idempotency-Key', () => {
    const withKey = (key: string, client = user1): ApiClient => client.with({ 'idempotency-key': key });

    it('starts one execution for 100 requests at the same time', async () => {
      const registryId = await copying();
      const client = withKey(randomUUID());
      const answers = await Promise.all(Array.from({ length: 100 }, () => scene.execute(registryId, { client, form: MINE })));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ body }) => body.data.execution_id)).size).toBe(1);
      expect(await runsOf(registryId)).toBe(1);
      expect(runsAtReana(answers[0]!.body.data.reana_name)).toBe(1);
    });

    it('gives the same execution later, quoted or not, and for a rerun', async () => {
      const registryId = await copying();
      const key = randomUUID();
      const first = await scene.started({ registryId, client: withKey(key) });
      await scene.end(first);
      const again = await scene.started({ registryId, client: withKey(`"${key}"`) });
      expect(again).toMatchObject({ execution_id: first.execution_id, status: 'finished' });
      const reruns = [1, 2].map(() => withKey('again').post<StartedView>(`/workflow_execution/${first.execution_id}/rerun`));
      const [one, other] = await Promise.all(reruns);
      expect(one!.body.data.execution_id).toBe(other!.body.data.execution_id);
      expect(await runsOf(registryId)).toBe(2);
    });

    it('belongs to its user', async () => {
      const registryId = await copying();
      const key = randomUUID();
      const [mine, theirs] = [
        await scene.started({ registryId, client: withKey(key) }),
        await scene.started({ registryId, client: withKey(key, user3) }),
      ];
      expect(mine.execution_id).not.toBe(theirs.execution_id);
    });

    it.each<[string, (registryId: number) => Promise<{ registryId: number; form?: FormParts }>]>([
      ['another file', (registryId) => Promise.resolve({ registryId, form: OTHERS })],
      ['no file', (registryId) => Promise.resolve({ registryId })],
      ['another workflow', async () => ({ registryId: await copying(), form: MINE })],
    ])('refuses %s under the same key', async (_, other) => {
      const registryId = await copying();
      const client = withKey(randomUUID());
      const { execution_id: id } = await scene.started({ registryId, form: MINE, client });
      const { registryId: second, ...how } = await other(registryId);
      const answer = await scene.execute(second, { ...how, client });
      expect(codes(answer)).toEqual([422, 'execution.idempotency_mismatch']);
      expect(answer.body.message).toContain(`execution ${id}`);
    });

    it.each([
      ['of other than ASCII characters', 'ä'],
      ['of 256 characters', 'x'.repeat(256)],
    ])('is refused when it is one %s', async (_, key) => {
      const client = withKey(Buffer.from(key).toString('latin1'));
      expect(codes(await scene.execute(await copying(), { client }))).toEqual([400, 'execution.invalid_idempotency_key']);
    });

    it('is free after a request that was wrong', async () => {
      const registryId = await copying();
      const client = withKey(randomUUID());
      const bad: FormParts = { files: [['input_file', 'j.yml', 'massage: hi']] };
      expect((await scene.execute(registryId, { client, form: bad })).status).toBe(400);
      expect((await scene.execute(registryId, { client })).status).toBe(200);
    });

    it('is free after 503, also when the process died before it could free it', async () => {
      const registryId = await copying();
      const key = randomUUID();
      const client = withKey(key);
      const refuse = () => scene.reana.breakNext({ method: 'POST', path: /^\/api\/workflows$/, kind: 'status', status: 503 });
      refuse();
      expect(codes(await scene.execute(registryId, { client }))).toEqual([503, 'execution.not_started']);
      refuse();
      const second = await scene.execute(registryId, { client });
      expect(codes(second)).toEqual([503, 'execution.not_started']);
      const refused = (second.body.data as unknown as { execution_id: number }).execution_id;
      await scene.service.app.get(DataSource).query('UPDATE executions SET idempotency_key = ? WHERE id = ?', [key, refused]);
      const third = await scene.execute(registryId, { client });
      expect([third.status, third.body.data.execution_id > refused]).toEqual([200, true]);
    });

    it('still gives the execution that was acknowledged and failed later', async () => {
      const registryId = await copying();
      const client = withKey(randomUUID()).with({ prefer: 'respond-async' });
      const fault = { method: 'POST', path: /^\/api\/workflows$/, kind: 'status', status: 400 } as const;
      scene.reana.breakNext(fault);
      const first = await scene.started({ registryId, client });
      await scene.untilStatus(first, 'failed');
      const again = await scene.execute(registryId, { client });
      expect([again.status, again.body.data]).toMatchObject([200, { execution_id: first.execution_id, status: 'failed' }]);
    });
  });
});
