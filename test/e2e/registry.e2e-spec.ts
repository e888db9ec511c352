import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, type FormParts } from '../factories/api-client';
import { startService, type RunningService } from '../factories/running-service';
import { COPY_JOB, COPY_WORKFLOW, copyRegistration, echoWorkflow, registration } from '../factories/workflows';

interface Item {
  readonly registry_id: number;
  readonly group: string;
  readonly username: string;
  readonly name: string;
  readonly version: string;
  readonly revision: number;
}
interface Detail extends Item {
  readonly spec_file: string;
  readonly input_file: string | null;
  readonly spec_file_content: { readonly class: string };
  readonly input_file_content: unknown;
  readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
}

const A_TXT = ['files', 'data/a.txt', 'some data\n'] as const;
const JOB = ['input_file', 'job.yml', COPY_JOB] as const;

describe('the registry over HTTP', () => {
  let service: RunningService;
  let user1: ApiClient;
  let user2: ApiClient;
  let user3: ApiClient;
  let user4: ApiClient;
  let anonymous: ApiClient;
  let named = 0;

  beforeAll(async () => {
    service = await startService({ variables: { MAX_FILE_BYTES: '2000000', MAX_FILES: '5' } });
    const as = async (user: string): Promise<ApiClient> => new ApiClient(service.url, await service.tokenOf(user));
    [user1, user2, user3, user4] = [await as('user_1'), await as('user_2'), await as('user_3'), await as('user_4')];
    anonymous = new ApiClient(service.url, null);
  });
  afterAll(() => service.stop());

  const freshName = (): string => `workflow ${(named += 1)}`;
  const register = async (client = user1, form: FormParts = registration(freshName(), '1.0', echoWorkflow())): Promise<Item> =>
    (await client.post<Item>('/workflow_registry/register', form)).body.data;
  const storedObjects = (): number => readdirSync(join(service.dataDir, 'objects'), { recursive: true }).length;
  const listed = async (): Promise<Item[]> => (await user1.get<Item[]>('/workflow_registry')).body.data;

  describe('every route', () => {
    it.each([
      ['GET', '/workflow_registry'],
      ['GET', '/workflow_registry/1'],
      ['GET', '/workflow_registry/1/revisions'],
      ['GET', '/workflow_registry/1/revisions/1'],
      ['GET', '/workflow_registry/1/files/a.txt'],
      ['POST', '/workflow_registry/register'],
      ['POST', '/workflow_registry/validate'],
      ['PUT', '/workflow_registry/update/1'],
      ['DELETE', '/workflow_registry/delete/1'],
    ])('%s %s answers 401 in the envelope without a token', async (method, path) => {
      const { status, body } = await anonymous.call(method, path);
      expect([status, body]).toMatchObject([401, { success: false, code: 401, data: null, error_code: 'auth.unauthenticated' }]);
    });

    it.each([
      ['GET', ''],
      ['GET', '/revisions'],
      ['GET', '/revisions/1'],
      ['GET', '/files/data/a.txt'],
    ])('%s of an entry of another group%s does not exist', async (method, below) => {
      const { registry_id: id } = await register(user1, copyRegistration(freshName()));
      expect((await user1.raw(method, `/workflow_registry/${id}${below}`)).status).toBe(200);
      expect(await user4.call(method, `/workflow_registry/${id}${below}`)).toMatchObject({
        status: 404,
        body: { error_code: 'registry.not_found' },
      });
      expect(await user1.call(method, `/workflow_registry/999999${below}`)).toMatchObject({
        status: 404,
        body: { error_code: 'registry.not_found' },
      });
    });

    it.each([
      ['GET', '/workflow_registry/x', 'http.invalid_input'],
      ['GET', '/workflow_registry/1?content=true', 'http.invalid_input'],
      ['GET', '/workflow_registry?contents=true', 'http.invalid_input'],
      ['GET', '/workflow_registry?page=0', 'http.invalid_input'],
      ['GET', '/workflow_registry?size=201', 'http.invalid_input'],
      ['GET', '/workflow_registry?page=x', 'http.invalid_input'],
      ['GET', '/workflow_registry?sort=owner', 'http.invalid_input'],
      ['GET', '/workflow_registry?content=yes', 'http.invalid_input'],
    ])('%s %s is refused with 400 %s', async (method, path, code) => {
      expect(await user1.call(method, path)).toMatchObject({ status: 400, body: { code: 400, error_code: code } });
    });

    it('says which methods an address takes', async () => {
      const { status, headers, body } = await user1.call('PATCH', '/workflow_registry/1');
      expect([status, headers.get('allow'), body.error_code]).toEqual([405, 'GET', 'http.method_not_allowed']);
    });
  });

  describe('register', () => {
    it.each([
      ['in the form', '/workflow_registry/register', true],
      ['in the query', '/workflow_registry/register/', false],
    ])('takes name and version %s', async (_where, path, inForm) => {
      const fields = { name: freshName(), version: '1.0' };
      const files = [['spec_file', 'workflow.cwl', echoWorkflow()]] as const;
      const query = inForm ? '' : `?${new URLSearchParams(fields).toString()}`;
      const answer = await user1.post<Item>(`${path}${query}`, inForm ? { fields, files } : { files });
      expect(answer).toMatchObject({ status: 200, body: { message: 'Workflow successfully registered' } });
      expect(answer.body.data).toMatchObject({ ...fields, group: 'group_1', username: 'user_1', revision: 1 });
    });

    it('keeps documents and files to the byte, and shows them parsed', async () => {
      const spec = COPY_WORKFLOW.replace('class: Workflow', 'class: Workflow  # été\r');
      const { registry_id: id } = await register(user1, registration(freshName(), '2', spec, { files: [JOB, A_TXT] }));
      const { data } = (await user1.get<Detail>(`/workflow_registry/${id}`)).body;
      expect(data).toMatchObject({ spec_file: spec, input_file: COPY_JOB, input_file_content: { source: { class: 'File' } } });
      expect(data.spec_file_content.class).toBe('Workflow');
      expect(data.files).toEqual([
        { path: 'data/a.txt', size: 10, sha256: createHash('sha256').update('some data\n').digest('hex') },
      ]);
      const file = await user1.raw('GET', `/workflow_registry/${id}/files/data%2Fa.txt`);
      expect([await file.text(), file.headers.get('x-content-type-options')]).toEqual(['some data\n', 'nosniff']);
      expect(file.headers.get('content-disposition')).toContain('attachment');
      expect(await user1.get(`/workflow_registry/${id}/files/data/b.txt`)).toMatchObject({
        status: 404,
        body: { error_code: 'registry.file_not_found' },
      });
    });

    it.each([
      ['a taken pair', { fields: { name: 'taken', version: '1' } }, 'registry.duplicate'],
      ['no name', { fields: { version: '1' } }, 'http.invalid_input'],
      ['a blank name', { fields: { name: '  ', version: '1' } }, 'http.invalid_input'],
      ['no version', { fields: { name: 'n' } }, 'http.invalid_input'],
      ['a version that is no label', { fields: { name: 'n', version: '-1' } }, 'http.invalid_input'],
      ['an unknown field', { fields: { name: 'n', version: '1', owner: 'me' } }, 'http.invalid_input'],
      ['a spec that is no file', { fields: { name: 'n', version: '1', spec_file: 'text' }, files: [] }, 'http.invalid_input'],
      ['no spec', { fields: { name: 'n', version: '1' }, files: [] }, 'registry.spec_missing'],
      ['an empty spec', { fields: { name: 'n', version: '1' }, files: [['spec_file', 'w.cwl', '']] }, 'http.invalid_file'],
      ['an empty job', { files: [['input_file', 'job.yml', '']] }, 'http.invalid_file'],
      ['an empty file', { files: [['files', 'a.txt', '']] }, 'http.invalid_file'],
      ['a file that leads upwards', { files: [['files', '../a.txt', 'x']] }, 'http.invalid_file'],
      ['a file that is not expected', { files: [['spec', 'a.txt', 'x']] }, 'http.invalid_input'],
      ['a job for an unknown input', { files: [['input_file', 'job.yml', 'massage: hi']] }, 'registry.invalid_workflow'],
      ['a job that is no YAML', { files: [['input_file', 'job.yml', 'a: b: c']] }, 'registry.invalid_workflow'],
      ['a spec that is no YAML', { files: [['spec_file', 'w.cwl', 'a: b: c']] }, 'registry.invalid_workflow'],
      ['a spec that is not UTF-8', { files: [['spec_file', 'w.cwl', Buffer.from([0xff, 0xfe])]] }, 'http.invalid_file'],
      [
        'a spec that cannot run',
        { files: [['spec_file', 'w.cwl', echoWorkflow().replace('say/said', 'say/nothing')]] },
        'registry.invalid_workflow',
      ],
    ] as [string, FormParts, string][])('refuses %s and leaves nothing behind', async (_what, form, code) => {
      await user1.post('/workflow_registry/register', registration('taken', '1', echoWorkflow()));
      const before = [storedObjects(), (await listed()).length];
      const replacesSpec = form.files?.length === 0 || form.files?.some(([field]) => field === 'spec_file');
      const files = [...(replacesSpec ? [] : [['spec_file', 'workflow.cwl', echoWorkflow()] as const]), ...(form.files ?? [])];
      const answer = await user1.post('/workflow_registry/register', {
        fields: form.fields ?? { name: 'other', version: '1' },
        files,
      });
      expect([answer.status, answer.body.error_code]).toEqual([400, code]);
      expect([storedObjects(), (await listed()).length]).toEqual(before);
    });

    it('names file, line and field of what is wrong', async () => {
      const spec = echoWorkflow().replace('say/said', 'say/nothing');
      const { body } = await user1.post('/workflow_registry/register', registration(freshName(), '1', spec));
      expect(body.message).toMatch(/^workflow\.cwl, line \d+.*outputs\/said/);
      expect(body['errors']).toEqual([expect.objectContaining({ severity: 'error', file: 'workflow.cwl' })]);
    });

    it.each([
      ['a spec', [['spec_file', 'w.cwl', `${echoWorkflow()}\n# ${'x'.repeat(1024 * 1024)}`]], 'http.file_too_large'],
      ['a job', [['input_file', 'j.yml', `message: ${'x'.repeat(1024 * 1024)}`]], 'http.file_too_large'],
      ['a file', [['files', 'a.bin', 'x'.repeat(2_000_001)]], 'http.file_too_large'],
      ['a set of files', Array.from({ length: 6 }, (_, i) => ['files', `${i}.txt`, 'x']), 'http.too_many_files'],
    ] as [string, FormParts['files'], string][])(
      'answers 413 for %s that is too large, and keeps nothing',
      async (_what, parts, code) => {
        const before = storedObjects();
        const files = [
          ...(parts?.[0]?.[0] === 'spec_file' ? [] : [['spec_file', 'workflow.cwl', echoWorkflow()] as const]),
          ...(parts ?? []),
        ];
        const answer = await user1.post('/workflow_registry/register', { fields: { name: freshName(), version: '1' }, files });
        expect([answer.status, answer.body.error_code]).toEqual([413, code]);
        expect(storedObjects()).toBe(before);
      },
    );

    it('lets one of many succeed with the same name and version at the same moment', async () => {
      const form = registration(freshName(), '1', echoWorkflow());
      const answers = await Promise.all(Array.from({ length: 20 }, () => user1.post('/workflow_registry/register', form)));
      const codes = answers.map(({ status, body }) => [status, body.error_code]);
      expect(codes.filter(([status]) => status === 200)).toHaveLength(1);
      expect(codes.filter(([, code]) => code === 'registry.duplicate')).toHaveLength(19);
    });

    it('keeps name and version unique in the group only', async () => {
      const form = registration(freshName(), '1', echoWorkflow());
      expect((await user1.post('/workflow_registry/register', form)).status).toBe(200);
      expect((await user4.post<Item>('/workflow_registry/register', form)).body.data).toMatchObject({ group: 'group_2' });
      expect((await user3.with({ 'x-group': 'group_2' }).post('/workflow_registry/register', form)).status).toBe(400);
    });
  });

  describe('validate', () => {
    it('tells the inputs with their types and stores nothing', async () => {
      const before = [storedObjects(), (await listed()).length];
      const files = [['spec_file', 'workflow.cwl', COPY_WORKFLOW], JOB, A_TXT] as const;
      const { status, body } = await user1.post<{ valid: boolean; inputs: object[] }>('/workflow_registry/validate', { files });
      expect([status, body.data.valid]).toEqual([200, true]);
      expect(body.data.inputs).toEqual([{ id: 'source', type: 'File', optional: false, default: null, doc: null }]);
      expect([storedObjects(), (await listed()).length]).toEqual(before);
    });

    it('tells what is wrong, and answers 200: the check itself went well', async () => {
      const files = [['spec_file', 'workflow.cwl', 'class: Workflow']] as const;
      const { status, body } = await user1.post<{ valid: boolean; findings: object[] }>('/workflow_registry/validate', { files });
      expect([status, body.data.valid]).toEqual([200, false]);
      expect(body.data.findings).not.toEqual([]);
    });

    it.each([
      [{ files: [] }, 400, 'registry.spec_missing'],
      [{ fields: { name: 'x' }, files: [['spec_file', 'w.cwl', echoWorkflow()]] }, 400, 'http.invalid_input'],
      [{ files: [['spec_file', 'w.cwl', 'x'.repeat(1024 * 1024 + 1)]] }, 413, 'http.file_too_large'],
    ] as [FormParts, number, string][])('refuses a request that is wrong in itself', async (form, status, code) => {
      expect(await user1.post('/workflow_registry/validate', form)).toMatchObject({ status, body: { error_code: code } });
    });
  });

  describe('update', () => {
    const update = (client: ApiClient, id: number, form?: FormParts, query = '') =>
      client.call<Item>('PUT', `/workflow_registry/update/${id}${query}`, form);

    it('changes only what is given, and makes a new revision', async () => {
      const form = copyRegistration(freshName());
      const { registry_id: id, name } = await register(user1, form);
      expect((await update(user1, id, undefined, '?version=1.1')).body.data).toMatchObject({ name, version: '1.1', revision: 2 });
      const renamed = freshName();
      await update(user1, id, { fields: { name: renamed }, files: [['files', 'data/a.txt', 'other data\n']] });
      const { data } = (await user1.get<Detail>(`/workflow_registry/${id}`)).body;
      expect(data).toMatchObject({ name: renamed, version: '1.1', revision: 3, spec_file: COPY_WORKFLOW, input_file: COPY_JOB });
      expect(data.files).toEqual([expect.objectContaining({ path: 'data/a.txt', size: 11 })]);
      const first = (await user1.get<Detail>(`/workflow_registry/${id}/revisions/1`)).body.data;
      expect(first.files).toEqual([expect.objectContaining({ size: 10 })]);
      const revisions = (await user1.get<{ revision: number }[]>(`/workflow_registry/${id}/revisions`)).body.data;
      expect(revisions.map(({ revision }) => revision)).toEqual([1, 2, 3]);
      expect(await user1.get(`/workflow_registry/${id}/revisions/4`)).toMatchObject({
        status: 404,
        body: { error_code: 'registry.revision_not_found' },
      });
    });

    it.each([
      ['an empty text', { fields: { input_file: '' } }],
      ['an empty file', { files: [['input_file', 'job.yml', '']] }],
    ] as [string, FormParts][])('removes the job with %s', async (_how, form) => {
      const { registry_id: id } = await register(user1, copyRegistration(freshName()));
      expect((await update(user1, id, form)).status).toBe(200);
      expect((await user1.get<Detail>(`/workflow_registry/${id}`)).body.data).toMatchObject({
        input_file: null,
        input_file_content: null,
      });
    });

    it('checks what it would become as a whole', async () => {
      const { registry_id: id } = await register(user1, copyRegistration(freshName()));
      const gone = await update(user1, id, { fields: { files: '' } });
      expect([gone.status, gone.body.error_code, gone.body.message]).toEqual([
        400,
        'registry.invalid_workflow',
        expect.stringContaining('source') as string,
      ]);
      expect((await user1.get<Detail>(`/workflow_registry/${id}`)).body.data).toMatchObject({ revision: 1 });
    });

    it('refuses a taken pair, an empty request, and what the caller cannot see', async () => {
      const [taken, mine] = [await register(), await register()];
      const { registry_id: id } = mine;
      expect(await update(user1, id, { fields: { name: taken.name, version: taken.version } })).toMatchObject({
        status: 400,
        body: { error_code: 'registry.duplicate' },
      });
      expect(await update(user1, id)).toMatchObject({ status: 400, body: { error_code: 'registry.nothing_to_update' } });
      expect(await update(user1, id, { fields: { owner: 'x' } })).toMatchObject({
        status: 400,
        body: { error_code: 'http.invalid_input' },
      });
      expect(await update(user4, id, { fields: { version: '9' } })).toMatchObject({
        status: 404,
        body: { error_code: 'registry.not_found' },
      });
      expect(await update(user1, 999_999, { fields: { version: '9' } })).toMatchObject({
        status: 404,
        body: { error_code: 'registry.not_found' },
      });
      const large = { files: [['spec_file', 'w.cwl', 'x'.repeat(1024 * 1024 + 1)]] } as FormParts;
      expect(await update(user1, id, large)).toMatchObject({ status: 413, body: { error_code: 'http.file_too_large' } });
    });

    it('never loses one of two updates at the same moment', async () => {
      const { registry_id: id } = await register();
      const answers = await Promise.all(['2', '3', '4'].map((version) => update(user1, id, { fields: { version } })));
      const good = answers.filter(({ status }) => status === 200).length;
      expect(answers.every(({ status }) => [200, 409].includes(status))).toBe(true);
      expect((await user1.get<Detail>(`/workflow_registry/${id}`)).body.data.revision).toBe(1 + good);
    });
  });

  describe('delete', () => {
    const remove = (client: ApiClient, id: number | string) =>
      client.call<{ registry_id: number }>('DELETE', `/workflow_registry/delete/${id}`);

    it('hides the entry and frees its name and version', async () => {
      const form = registration(freshName(), '1', echoWorkflow());
      const { registry_id: id } = await register(user1, form);
      expect(await remove(user1, id)).toMatchObject({ status: 200, body: { data: { registry_id: id } } });
      expect((await user1.get(`/workflow_registry/${id}`)).status).toBe(404);
      expect(await remove(user1, id)).toMatchObject({ status: 404, body: { error_code: 'registry.not_found' } });
      expect((await user1.post<Item>('/workflow_registry/register', form)).body.data.registry_id).toBeGreaterThan(id);
    });

    it('is for the owner and for an administrator of the group', async () => {
      const mine = await register(user1);
      expect(await remove(user3, mine.registry_id)).toMatchObject({ status: 403, body: { error_code: 'auth.forbidden' } });
      expect((await remove(user4, mine.registry_id)).status).toBe(404);
      expect((await remove(user2, mine.registry_id)).status).toBe(200);
      expect((await remove(user1, 'x')).status).toBe(400);
    });
  });
});
