import { ApiClient, type FormParts } from '../factories/api-client';
import { unzip } from '../factories/archive';
import type { ExecutionView } from '../factories/executions';
import { codes, Scene } from '../factories/scene';
import { COPY_WORKFLOW, copyRegistration, echoWorkflow, registration } from '../factories/workflows';
import { FakeCatalogue } from '../fakes/catalogue';

type ListedView = ExecutionView[];

describe('executions over HTTP', () => {
  let catalogue: FakeCatalogue;
  let scene: Scene;
  let user1: ApiClient;
  let user3: ApiClient;
  let user4: ApiClient;

  beforeAll(async () => {
    catalogue = await new FakeCatalogue().start();
    const variables = { CATALOGUE_ORIGINS: catalogue.origin, CATALOGUE_ALLOW_LOOPBACK: 'true' };
    scene = await Scene.start({ variables });
    ({ user_1: user1, user_3: user3, user_4: user4 } = scene.as);
  });
  afterAll(async () => {
    await scene?.stop();
    await catalogue.stop();
  });

  describe('every route', () => {
    it.each([
      ['GET', '/workflow_execution'],
      ['GET', '/workflow_execution/'],
      ['GET', '/workflow_execution/1'],
      ['POST', '/workflow_execution/execute/1'],
      ['POST', '/workflow_execution/1/stop'],
      ['DELETE', '/workflow_execution/delete?registry_id=1'],
      ['GET', '/workflow_execution/1/logs'],
      ['GET', '/workflow_execution/inputs/1'],
      ['GET', '/workflow_execution/outputs/1'],
      ['GET', '/workflow_execution/inputs/?reana_name=a&reana_run_number=1'],
      ['GET', '/workflow_execution/outputs/?reana_name=a&reana_run_number=1'],
    ])('%s %s answers 401 in the envelope without a token', async (method, path) => {
      const { status, body } = await scene.as.anonymous.call(method, path);
      expect([status, body]).toMatchObject([401, { success: false, code: 401, data: null, error_code: 'auth.unauthenticated' }]);
    });

    it.each([
      ['GET', ''],
      ['GET', '/'],
      ['GET', '/logs'],
      ['POST', '/stop'],
    ])('%s of an execution of another group%s does not exist, as one that nobody has', async (method, below) => {
      const { execution_id: id } = await scene.started();
      const missing = [404, 'execution.not_found'];
      expect(codes(await user4.call(method, `/workflow_execution/${id}${below}`))).toEqual(missing);
      expect(codes(await user1.call(method, `/workflow_execution/999999${below}`))).toEqual(missing);
    });

    it.each([
      ['GET', '/workflow_execution?pages=1'],
      ['GET', '/workflow_execution?page=0'],
      ['GET', '/workflow_execution?page=x'],
      ['GET', '/workflow_execution?size=201'],
      ['GET', '/workflow_execution?status=done'],
      ['GET', '/workflow_execution?registry_id=x'],
      ['GET', '/workflow_execution?sort=owner'],
      ['GET', '/workflow_execution?sort=name,name'],
      ['GET', '/workflow_execution/x'],
      ['GET', '/workflow_execution/1?content=true'],
      ['GET', '/workflow_execution/1/logs?tail=0'],
      ['GET', '/workflow_execution/x/logs'],
      ['POST', '/workflow_execution/x/stop'],
      ['POST', '/workflow_execution/execute/x'],
      ['POST', '/workflow_execution/execute/1?version=2'],
    ])('%s %s is refused with 400', async (method, path) => {
      expect(codes(await user1.call(method, path))).toEqual([400, 'http.invalid_input']);
    });
  });

  describe('the list', () => {
    let registryId: number;
    let ids: number[];
    const list = async (query: string, client = user1): Promise<ListedView> =>
      (await client.get<ListedView>(`/workflow_execution/${query}`)).body.data;
    const idsOf = (listed: ListedView): number[] => listed.map(({ execution_id: id }) => id);

    beforeAll(async () => {
      registryId = await scene.register();
      ids = [];
      for (let count = 0; count < 3; count += 1) ids.push((await scene.started({ registryId })).execution_id);
      const [last] = await list(`?registry_id=${registryId}&sort=-execution_id&page=1&size=1`);
      await scene.end(last!);
    });

    it('is complete, with the steps of each, and the same with and without a slash', async () => {
      const whole = await list('');
      expect(idsOf(whole)).toEqual(expect.arrayContaining(ids));
      expect(idsOf((await user1.get<ListedView>('/workflow_execution')).body.data)).toEqual(idsOf(whole));
      const found = whole.find(({ execution_id: id }) => id === ids[0])!;
      expect(found).toMatchObject({ registry_id: registryId, group: 'group_1', username: 'user_1', version: '1.0' });
      expect(found.steps).toMatchObject([{ name: 'say', status: 'waiting', start_time: null }]);
    });

    it('comes in pages with their neighbours', async () => {
      const { body } = await user1.get<ListedView>(
        `/workflow_execution/?registry_id=${registryId}&page=2&size=2&sort=execution_id`,
      );
      expect(idsOf(body.data)).toEqual([ids[2]]);
      expect(body).toMatchObject({ total: 3, page: 2, size: 2, links: { next: null } });
      const { prev, first, last } = body['links'] as Record<string, string>;
      expect([prev, last].map((link) => new URL(link!, 'http://a').searchParams.get('page'))).toEqual(['1', '2']);
      expect(idsOf((await user1.get<ListedView>(first!)).body.data)).toEqual(ids.slice(0, 2));
      const beyond = await user1.get<ListedView>(`/workflow_execution/?registry_id=${registryId}&page=9`);
      expect([beyond.status, beyond.body.data]).toEqual([200, []]);
    });

    it('can be sorted and filtered by workflow, status and name', async () => {
      const of = `registry_id=${registryId}`;
      expect(idsOf(await list(`?${of}&sort=-created_at,execution_id`))).toEqual([...ids].reverse());
      expect(idsOf(await list(`?${of}&status=finished`))).toEqual([ids[2]]);
      expect(idsOf(await list(`?${of}&status=failed`))).toEqual([]);
      const { name } = (await list(`?${of}`))[0]!;
      expect(idsOf(await list(`?${of}&name=${encodeURIComponent(name.toUpperCase())}&sort=execution_id`))).toEqual(ids);
      expect(idsOf(await list(`?${of}&name=nothing`))).toEqual([]);
    });

    it('holds what the picked group has, and nothing of another', async () => {
      const other = await scene.started({ client: user4 });
      expect(idsOf(await list(''))).not.toContain(other.execution_id);
      const seen = idsOf(await list('', user4));
      expect(seen).toContain(other.execution_id);
      expect(seen).not.toEqual(expect.arrayContaining(ids));
      expect(idsOf(await list(`?registry_id=${registryId}`, user4))).toEqual([]);
      expect(idsOf(await list('', user3))).toEqual(expect.arrayContaining(ids));
      expect(idsOf(await list('', user3.with({ 'x-group': 'group_2' })))).toEqual(seen);
      expect(codes(await user1.with({ 'x-group': 'group_2' }).get('/workflow_execution'))).toEqual([403, 'auth.not_in_group']);
    });
  });

  it('tells all about one execution', async () => {
    const started = await scene.finished();
    const { status, body } = await user1.get<ExecutionView>(`/workflow_execution/${started.execution_id}/`);
    expect([status, body.data.status, body.data.failure]).toEqual([200, 'finished', null]);
    expect(body.data).toMatchObject({
      reana_id: started.reana_id,
      steps: [{ name: 'say', path: ['say'], shard: null, exit_code: 0, command: 'echo hello', resource_usage: {} }],
      environment: { reana_server_url: scene.reana.url, compute_backend: 'Kubernetes' },
    });
    expect(Date.parse(body.data.end_time!)).toBeGreaterThanOrEqual(Date.parse(body.data.start_time!));
    expect((await user3.get(`/workflow_execution/${started.execution_id}`)).status).toBe(200);
  });

  describe('execute', () => {
    const specificationOf = (reanaId: string | null) =>
      scene.reana.runs.get(reanaId!)!.specification as { inputs: { parameters: Record<string, unknown>; files: string[] } };
    const filesOf = (reanaId: string | null) =>
      Object.fromEntries([...scene.reana.runs.get(reanaId!)!.files].map(([path, content]) => [path, content.toString()]));
    const copying = (): Promise<number> => scene.register(copyRegistration(scene.freshName(), 'registered\n'));

    it.each(['', '/'])('answers what REANA calls the run (address ending "%s")', async (slash) => {
      const registryId = await scene.register();
      const { status, body } = await user1.post<ExecutionView>(`/workflow_execution/execute/${registryId}${slash}`);
      expect([status, body.code, body.success, body.error_code]).toEqual([200, 200, true, null]);
      const run = scene.reana.runs.get(body.data.reana_id!)!;
      expect(body.data).toMatchObject({
        execution_id: expect.any(Number) as number,
        ...{ registry_id: registryId, username: 'user_1', group: 'group_1', version: '1.0' },
        ...{ reana_name: run.name, reana_run_number: 1, run_number: 1 },
      });
    });

    it('numbers the runs of an entry, whoever of the group runs it', async () => {
      const registryId = await scene.register();
      await scene.started({ registryId });
      const second = await scene.started({ registryId, client: user3 });
      expect(second).toMatchObject({ run_number: 2, reana_run_number: 2, username: 'user_3' });
    });

    it('gives the run the registered job and files', async () => {
      const started = await scene.started({ registryId: await copying() });
      await scene.untilStatus(started, 'queued');
      expect(specificationOf(started.reana_id).inputs).toMatchObject({ files: ['data/a.txt'] });
      expect(filesOf(started.reana_id)).toEqual({ 'data/a.txt': 'registered\n' });
    });

    it('takes another job in place of the registered one', async () => {
      const registryId = await scene.register();
      const form: FormParts = { files: [['input_file', 'mine.yml', 'message: good day\n']] };
      const started = await scene.started({ registryId, form });
      expect(specificationOf(started.reana_id).inputs.parameters).toEqual({ message: 'good day' });
      const again = await scene.started({ registryId });
      expect(specificationOf(again.reana_id).inputs.parameters).not.toMatchObject({ message: 'good day' });
    });

    it('lays files over the registered ones, for this execution only', async () => {
      const registryId = await copying();
      const form: FormParts = { files: [['files', 'data/a.txt', 'mine\n']] };
      const [mine, registered] = [await scene.started({ registryId, form }), await scene.started({ registryId })];
      for (const one of [mine, registered]) await scene.untilStatus(one, 'queued');
      expect([filesOf(mine.reana_id), filesOf(registered.reana_id)]).toEqual([
        { 'data/a.txt': 'mine\n' },
        { 'data/a.txt': 'registered\n' },
      ]);
    });

    it('goes on with the revision that it began with', async () => {
      const registryId = await copying();
      const started = await scene.started({ registryId });
      const changed = registration('', '', COPY_WORKFLOW, { files: [['files', 'data/a.txt', 'changed\n']] });
      expect((await user1.call('PUT', `/workflow_registry/update/${registryId}`, { files: changed.files! })).status).toBe(200);
      await scene.end(started);
      const inputs = await user1.raw('GET', `/workflow_execution/inputs/${started.execution_id}`);
      expect(await unzip(inputs)).toMatchObject({ 'data/a.txt': 'registered\n' });
    });

    it('answers at once to Prefer: respond-async', async () => {
      const registryId = await scene.register();
      scene.reana.breakNext({ method: 'POST', path: /^\/api\/workflows$/, kind: 'latency', milliseconds: 500 });
      const { status, body } = await scene.execute(registryId, { client: user1.with({ prefer: 'respond-async' }) });
      expect([status, body.data]).toMatchObject([200, { status: 'created', reana_run_number: null, run_number: null }]);
      expect(await scene.untilStatus(body.data, 'queued')).toMatchObject({ reana_run_number: 1 });
    });

    it.each([
      ['an input that is not there', { files: [['input_file', 'j.yml', 'massage: hi']] }, 'registry.invalid_job', /massage/],
      ['a value of a wrong type', { files: [['input_file', 'j.yml', 'message: [1]']] }, 'registry.invalid_job', /message/],
      ['a job that is no YAML', { files: [['input_file', 'j.yml', 'a: b: c']] }, 'registry.invalid_job', /j\.yml, line 1/],
      ['an empty job', { files: [['input_file', 'j.yml', '']] }, 'http.invalid_file', /input_file/],
      ['a job that is not UTF-8', { files: [['input_file', 'j.yml', Buffer.from([255])]] }, 'http.invalid_file', /j\.yml/],
      ['a job that is text of the form', { fields: { input_file: 'message: x' } }, 'http.invalid_input', /input_file/],
      ['an empty file', { files: [['files', 'data/a.txt', '']] }, 'http.invalid_file', /data\/a\.txt/],
      ['a file that leads upwards', { files: [['files', '../a.txt', 'x']] }, 'http.invalid_file', /upwards/],
      ['a file in the folder of outputs', { files: [['files', 'outputs/a.txt', 'x']] }, 'http.invalid_file', /outputs/],
      ['an unknown field', { fields: { k: '3' } }, 'http.invalid_input', /k/],
      ['an unknown file', { files: [['spec_file', 'w.cwl', 'x']] }, 'http.invalid_input', /spec_file/],
    ] as [string, FormParts, string, RegExp][])('refuses %s and starts nothing', async (_what, form, code, names) => {
      const registryId = await scene.register();
      const answer = await scene.execute(registryId, { form });
      expect(codes(answer)).toEqual([400, code]);
      expect(answer.body.message).toMatch(names);
      const listed = await user1.get<ListedView>(`/workflow_execution?registry_id=${registryId}`);
      expect(listed.body.data).toEqual([]);
    });

    it('refuses a job whose file is not attached, by input and line', async () => {
      const registryId = await copying();
      const form: FormParts = { files: [['input_file', 'mine.yml', 'source: {class: File, location: data/b.txt}\n']] };
      const answer = await scene.execute(registryId, { form });
      expect(codes(answer)).toEqual([400, 'registry.invalid_job']);
      expect(answer.body.message).toMatch(/mine\.yml, line 1.*source/);
    });

    it('refuses what is too large', async () => {
      const form: FormParts = { files: [['input_file', 'j.yml', `message: ${'x'.repeat(1024 * 1024)}`]] };
      expect(codes(await scene.execute(await scene.register(), { form }))).toEqual([413, 'http.file_too_large']);
    });

    it('knows no entry of another group, no deleted one, and none that never was', async () => {
      const registryId = await scene.register();
      const missing = [404, 'registry.not_found'];
      expect(codes(await scene.execute(registryId, { client: user4 }))).toEqual(missing);
      expect(codes(await scene.execute(999_999))).toEqual(missing);
      await user1.call('DELETE', `/workflow_registry/delete/${registryId}`);
      expect(codes(await scene.execute(registryId))).toEqual(missing);
    });
  });

  describe('execute with inputs of a platform', () => {
    const fromPlatform = (id: string): Promise<number> => {
      const spec = COPY_WORKFLOW.replace(
        'source: File',
        `source: {type: File, valueFromPlatform: "{{${catalogue.dataset(id)}}}"}`,
      );
      return scene.register(registration(scene.freshName(), '1', spec));
    };

    it('gives the run the file of the entry', async () => {
      const started = await scene.started({ registryId: await fromPlatform('one') });
      await scene.untilStatus(started, 'queued');
      const files = scene.reana.runs.get(started.reana_id!)!.files;
      expect([...files].map(([path, content]) => [path, content.toString()])).toEqual([
        ['weather.csv', 'weather;2026-02-01;3.5\n'],
      ]);
    });

    it.each([
      ['nobody', 404, 'catalogue.entity_not_found'],
      ['two', 409, 'catalogue.ambiguous_distribution'],
      ['none', 400, 'catalogue.no_distribution'],
      ['busy', 503, 'catalogue.unavailable'],
    ])('refuses the entry "%s" with %i %s and starts nothing', async (id, status, code) => {
      const registryId = await fromPlatform(id);
      const answer = await scene.execute(registryId);
      expect(codes(answer)).toEqual([status, code]);
      if (status === 404) expect(answer.body.message).toMatch(/^Invalid entity id in placeholder/);
      expect((await user1.get<ListedView>(`/workflow_execution?registry_id=${registryId}`)).body.data).toEqual([]);
    });

    it('ends an execution whose file is not what the catalogue describes', async () => {
      const answer = await scene.execute(await fromPlatform('wrong'), { client: user1.with({ prefer: 'respond-async' }) });
      const over = await scene.untilStatus(answer.body.data, 'failed');
      expect(over.failure).toMatchObject({ code: 'catalogue.checksum_mismatch', source: 'reprov' });
    });
  });

  it('does not say that a name is taken in another group', async () => {
    const name = scene.freshName();
    await scene.register(registration(name, '1', echoWorkflow()));
    const theirs = await scene.started({
      registryId: await scene.register(registration(name, '1', echoWorkflow()), user4),
      client: user4,
    });
    expect(theirs).toMatchObject({ name, group: 'group_2', username: 'user_4', run_number: 1 });
  });
});
