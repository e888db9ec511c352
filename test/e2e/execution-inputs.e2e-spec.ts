import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Execution } from '../../src/execution/execution.entity';
import type { ApiClient, FormParts } from '../factories/api-client';
import { untilExecution, type ExecutionView, type StartedView } from '../factories/executions';
import { codes, Scene } from '../factories/scene';
import { COPY_JOB, COPY_WORKFLOW, registration } from '../factories/workflows';
import { broken, endless, file, FileServer, status } from '../fakes/file-server';

const TEXT = 'weather;2026-02-01;3.5\n';
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const OWN = 'https://reprov.example.org';

/** One step that looks at the first of many kinds of files. */
const MANY = COPY_WORKFLOW.replace(
  '  source: File\n',
  `  source: File
  tables: {type: "File[]?"}
  pen: {type: ["null", {type: record, fields: {ink: File, width: int?}}]}
  folder: Directory?
`,
);

const job = (text: string): FormParts => ({ files: [['input_file', 'mine.yml', text]] });
const named = (location: string, more = ''): string => `source: {class: File, location: "${location}"${more}}\n`;

describe('inputs that lie elsewhere', () => {
  let scene: Scene;
  let server: FileServer;
  let user1: ApiClient;
  let many: number;

  beforeAll(async () => {
    server = await FileServer.start();
    const origins = { INPUT_ORIGINS: server.origin, INPUT_ALLOW_LOOPBACK: 'true', EXTERNAL_SERVER_URL: OWN };
    scene = await Scene.start({ variables: { ...origins, MAX_FILE_BYTES: '5000', MAX_KEPT_FILE_BYTES: '100' } });
    user1 = scene.as.user_1;
    many = await scene.register(registration('many', '1', MANY));
  });
  afterAll(async () => {
    await scene?.stop();
    await server.stop();
  });

  const runOf = ({ reana_id: id }: ExecutionView) => scene.reana.runs.get(id!)!;
  const filesOf = (view: ExecutionView) =>
    Object.fromEntries([...runOf(view).files].map(([path, content]) => [path, content.toString()]));
  const specificationOf = (view: ExecutionView) =>
    runOf(view).specification as { inputs: { parameters: Record<string, unknown>; files: string[] } };
  const rowOf = ({ execution_id: id }: ExecutionView) =>
    scene.service.app.get(DataSource).getRepository(Execution).findOneByOrFail({ id });
  /** An execution that is not waited for. */
  const begun = async (text: string, client = user1): Promise<StartedView> => {
    const answer = await scene.execute(many, { client: client.with({ prefer: 'respond-async' }), form: job(text) });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body.data;
  };
  const queued = async (text: string): Promise<ExecutionView> => scene.untilStatus(await begun(text), 'queued');

  describe('by http(s)', () => {
    it('are fetched for the run wherever the job names them, each address once', async () => {
      const at = (path: string, text: string): string => server.serve(path, text);
      const view = await queued(`source:
  class: File
  location: ${at('/a/data.csv', 'one\n')}
  secondaryFiles: [{class: File, location: "${at('/a/data.csv.idx', 'index\n')}"}]
tables:
  - {class: File, location: "${at('/b/data.csv', 'two\n')}"}
  - {class: File, location: "${at('/c/data.csv', 'three\n')}"}
  - {class: File, location: "${server.origin}/a/data.csv"}
pen: {ink: {class: File, location: "${at('/get?id=7', 'ink\n')}", basename: blue.txt}}
`);
      const files = {
        'data.csv': 'one\n',
        'data.csv.idx': 'index\n',
        'tables/data.csv': 'two\n',
        'tables-2/data.csv': 'three\n',
        'blue.txt': 'ink\n',
      };
      expect(filesOf(view)).toEqual(files);
      expect(specificationOf(view).inputs.files.sort()).toEqual(Object.keys(files).sort());
      const located = (...paths: string[]) => paths.map((location) => ({ class: 'File', location }));
      expect(specificationOf(view).inputs.parameters).toEqual({
        source: { class: 'File', location: 'data.csv', secondaryFiles: located('data.csv.idx') },
        tables: located('tables/data.csv', 'tables-2/data.csv', 'data.csv'),
        pen: { ink: { class: 'File', location: 'blue.txt', basename: 'blue.txt' } },
      });
      expect(server.count('/a/data.csv')).toBe(1);
      const { files: rows } = await rowOf(view);
      expect(rows.find(({ path }) => path === 'blue.txt')).toEqual({
        path: 'blue.txt',
        sha256: sha256('ink\n'),
        size: 4,
        source: `${server.origin}/get?id=7`,
      });
    });

    it('may stand in the registered job, and nothing is fetched before a run', async () => {
      const location = server.serve('/registered.csv', TEXT);
      const form = registration(scene.freshName(), '1', COPY_WORKFLOW, job(named(location)));
      const registryId = await scene.register(form);
      expect(server.count('/registered.csv')).toBe(0);
      const started = await scene.started({ registryId });
      expect(filesOf(await scene.untilStatus(started, 'queued'))).toEqual({ 'registered.csv': TEXT });
    });

    it('are checked against what the job says of them', async () => {
      const location = server.serve('/checked.csv', TEXT);
      const view = await queued(named(location, `, checksum: sha1$${sha1(TEXT)}, size: ${TEXT.length}`));
      expect(filesOf(view)).toEqual({ 'checked.csv': TEXT });
      const fetched = (await rowOf(view)).platformInputs['checked.csv']!.fetched;
      expect(fetched).toMatchObject({ verified: true, etag: '"v1"', sha256: sha256(TEXT) });
    });

    it.each([
      ['another host', named('https://other.example.org/a'), /mine\.yml, line 1.*source\/location.*must lie on/],
      ['this network', `# mine\n${named('http://10.0.0.1/a')}`, /line 2.*source/],
      ['a file of the server', named('file:///etc/passwd'), /line 1.*source/],
      ['an absolute path', named('/etc/passwd'), /absolute/],
      ['a way out', named('../a'), /\.\./],
      ['another scheme', named('ftp://example.org/a'), /URL/],
      ['a password', named('http://me:secret@127.0.0.1/a'), /password/],
      ['an odd checksum', named('https://example.org/a', ', checksum: crc32$00'), /sha1\$ or sha256\$/],
      ['a folder', `folder: {class: Directory, location: "http://127.0.0.1/a"}\n${named('a')}`, /line 1.*folder/],
    ])('are refused with 400 when they name %s, at registration and at execution', async (_what, text, words) => {
      const [executed, registered] = [
        await scene.execute(many, { form: job(text) }),
        await user1.post('/workflow_registry/register', registration(scene.freshName(), '1', MANY, job(text))),
      ];
      expect([codes(executed), codes(registered)[0]]).toEqual([[400, 'registry.invalid_job'], 400]);
      const errors = (executed.body['details'] as { findings?: { message: string }[] } | undefined)?.findings ?? [];
      expect([executed.body.message, ...errors.map(({ message }) => message)].join('\n')).toMatch(words);
    });

    it.each([
      ['is not there', status(404), '', 'input.not_found', /Correct the address/],
      ['is there no more', status(410), '', 'input.not_found', /status 410/],
      ['needs a login', status(401), '', 'input.refused', /readable without a login/],
      ['leads into this network', status(302, { location: 'http://192.168.0.1/' }), '', 'input.url_not_allowed', /must lie on/],
      ['never ends', endless, '', 'input.too_large', /5000 bytes/],
      ['has other bytes', file(TEXT), `, checksum: sha1$${sha1('x')}`, 'input.checksum_mismatch', new RegExp(sha1(TEXT))],
      ['has another size', file(TEXT), ', size: 1', 'input.size_mismatch', /1 bytes/],
    ])('end an execution whose file %s', async (_what, answer, more, code, words) => {
      const over = await scene.untilStatus(await begun(named(server.serve('/bad.csv', answer), more)), 'failed');
      expect(over.failure).toMatchObject({ code, source: 'reprov', message: expect.stringMatching(words) as string });
      expect(over.reana_id).toBeNull();
    });

    it('are asked for again while their host is in trouble, which is told, and what came before is not fetched again', async () => {
      const first = server.serve('/first.csv', 'first\n');
      const second = server.serve('/second.csv', status(503), broken, 'second\n');
      const started = await begun(`${named(first)}tables: [{class: File, location: "${second}"}]\n`);
      const troubled = await untilExecution(user1, started.execution_id, { fits: ({ trouble }) => trouble !== null });
      expect(troubled).toMatchObject({ status: 'created', trouble: expect.stringContaining('second.csv') as string });
      const view = await scene.untilStatus(started, 'queued');
      expect([view.trouble, filesOf(view)]).toEqual([null, { 'first.csv': 'first\n', 'second.csv': 'second\n' }]);
      expect([server.count('/first.csv'), server.count('/second.csv')]).toEqual([1, 3]);
    });

    it('can be waited for no longer: the execution is stopped', async () => {
      const started = await begun(named(server.serve('/never.csv', status(503))));
      await untilExecution(user1, started.execution_id, { fits: ({ trouble }) => trouble !== null });
      expect((await user1.post(`/workflow_execution/${started.execution_id}/stop`)).status).toBe(200);
      await scene.untilStatus(started, 'stopped');
    });

    it('are the same bytes in a repetition, and new ones when other inputs are given', async () => {
      const original = await queued(named(server.serve('/changing.csv', 'before\n', 'after\n')));
      const again = async (form?: FormParts) => {
        const { body } = await user1.post<StartedView>(`/workflow_execution/${original.execution_id}/rerun`, form);
        return filesOf(await scene.untilStatus(body.data, 'queued'));
      };
      expect(await again()).toEqual({ 'changing.csv': 'before\n' });
      expect(server.count('/changing.csv')).toBe(1);
      expect(await again({ files: [['files', 'more.txt', 'more\n']] })).toMatchObject({ 'changing.csv': 'after\n' });
    });
  });

  describe('as outputs of earlier executions', () => {
    const BESIDE = 'deep/%C3%A9t%C3%A9%201.txt';
    let past: StartedView;
    const largeOf = ({ execution_id: id }: ExecutionView): string => `${id}${'x'.repeat(200)}\n`;
    /** One small output that is kept here, one that is too large for that. */
    const withOutputs = async (client = user1): Promise<StartedView> => {
      const started = await scene.started({ client });
      await scene.untilStatus(started, 'queued', client);
      runOf(started).files.set('outputs/deep/été 1.txt', Buffer.from(largeOf(started)));
      scene.reana.end(started.reana_id!, 'finished', { said: ['said.txt', TEXT] }, [{ name: 'say' }]);
      await scene.untilStatus(started, 'finished', client);
      return started;
    };
    const downloads = ({ reana_id: id }: ExecutionView): number =>
      scene.reana.count('GET', new RegExp(`/${id}/workspace/outputs/`));
    const nameOf = ({ execution_id: id }: ExecutionView, path: string): string => `reprov:execution/${id}/outputs/${path}`;

    beforeAll(async () => {
      past = await withOutputs();
    });

    it.each([
      ['by number', (id: number) => `reprov:execution/${id}/outputs/said.txt`],
      ['by the address of the file', (id: number) => `${OWN}/workflow_execution/${id}/files/outputs/said.txt`],
    ])('are given to the run without a copy when they are kept here (%s)', async (_how, address) => {
      const before = downloads(past);
      const view = await queued(named(address(past.execution_id)));
      expect(filesOf(view)).toEqual({ 'said.txt': TEXT });
      expect(downloads(past)).toBe(before);
      const row = await rowOf(past);
      const link = { executionId: past.execution_id, uuid: row.uuid, path: 'outputs/said.txt' };
      expect((await rowOf(view)).files).toEqual([
        { path: 'said.txt', sha256: sha256(TEXT), size: TEXT.length, fromExecution: link },
      ]);
      const { body } = await user1.get<{ inputs: unknown[] }>(`/workflow_execution/${view.execution_id}/files`);
      expect(body.data.inputs).toMatchObject([{ path: 'said.txt', source: nameOf(past, 'said.txt') }]);
    });

    it('can be the value of an input that comes from the platform', async () => {
      const spec = COPY_WORKFLOW.replace(
        'source: File',
        `source: {type: File, valueFromPlatform: "{{${nameOf(past, 'said.txt')}}}"}`,
      );
      const started = await scene.started({ registryId: await scene.register(registration(scene.freshName(), '1', spec)) });
      const view = await scene.untilStatus(started, 'queued');
      expect(filesOf(view)).toEqual({ 'said.txt': TEXT });
      expect(specificationOf(view).inputs.parameters).toEqual({ source: { class: 'File', location: 'said.txt' } });
    });

    it('come from REANA when they are not kept, and are from then on', async () => {
      const other = await withOutputs();
      const large = largeOf(other);
      const before = downloads(other);
      const view = await queued(named(nameOf(other, BESIDE)));
      expect(filesOf(view)).toEqual({ 'été_1.txt': large });
      expect(downloads(other)).toBe(before + 1);
      expect((await rowOf(view)).files).toMatchObject([
        { sha256: sha256(large), fromExecution: { executionId: other.execution_id, path: 'outputs/deep/été 1.txt' } },
      ]);
      runOf(other).workspaceGone = true;
      const { body } = await user1.post<StartedView>(`/workflow_execution/${view.execution_id}/rerun`);
      expect(filesOf(await scene.untilStatus(body.data, 'queued'))).toEqual({ 'été_1.txt': large });
      const anew = await queued(named(nameOf(other, BESIDE)));
      expect(filesOf(anew)).toEqual({ 'été_1.txt': large });
    });

    it('must be what the job says of them', async () => {
      const good = await queued(named(nameOf(past, 'said.txt'), `, checksum: sha1$${sha1(TEXT)}`));
      expect(filesOf(good)).toEqual({ 'said.txt': TEXT });
      const bad = await begun(named(nameOf(past, 'said.txt'), `, checksum: sha1$${sha1('x')}`));
      expect((await scene.untilStatus(bad, 'failed')).failure).toMatchObject({ code: 'input.checksum_mismatch' });
    });

    it('end an execution when they were changed at REANA meanwhile', async () => {
      const other = await withOutputs();
      runOf(other).files.set('outputs/deep/été 1.txt', Buffer.from(largeOf(other).replace('x', 'y')));
      const view = await begun(named(nameOf(other, BESIDE)));
      expect((await scene.untilStatus(view, 'failed')).failure).toMatchObject({ code: 'input.checksum_mismatch' });
    });

    it.each([
      ['of nobody', () => 'reprov:execution/999999/outputs/said.txt', 404, 'execution.not_found'],
      ['that is not there', () => nameOf(past, 'nothing.txt'), 404, 'execution.file_not_found'],
      ['that is an input', () => `reprov:execution/${past.execution_id}/data/a.txt`, 400, 'registry.invalid_job'],
    ])('are refused: an output %s', async (_what, address, code, error) => {
      expect(codes(await scene.execute(many, { form: job(named(address())) }))).toEqual([code, error]);
    });

    it('are refused to those who may not see them', async () => {
      const theirs = await withOutputs(scene.as.user_4);
      const form = job(named(nameOf(theirs, 'said.txt')));
      expect(codes(await scene.execute(many, { form }))).toEqual([404, 'execution.not_found']);
      const ofBoth = await scene.execute(many, { form, client: scene.as.user_3 });
      expect(ofBoth.status).toBe(200);
    });

    it('are refused while the execution goes on', async () => {
      const form = job(named(nameOf(await scene.running(), 'said.txt')));
      expect(codes(await scene.execute(many, { form }))).toEqual([409, 'execution.output_not_ready']);
    });

    it('are gone with their workspace when they were not kept', async () => {
      const other = await scene.started();
      await scene.untilStatus(other, 'queued');
      const text = `${'z'.repeat(300)}\n`;
      scene.reana.end(other.reana_id!, 'finished', { said: ['large.txt', text] }, [{ name: 'say' }]);
      await scene.untilStatus(other, 'finished');
      runOf(other).workspaceGone = true;
      const form = job(named(nameOf(other, 'large.txt')));
      expect(codes(await scene.execute(many, { form }))).toEqual([410, 'execution.workspace_gone']);
    });
  });

  it('are stored once, however often they are registered', async () => {
    const text = 'the same bytes under two names\n';
    const attached = (path: string): Promise<number> =>
      scene.register(
        registration(scene.freshName(), '1', COPY_WORKFLOW, {
          files: [
            ['input_file', 'job.yml', COPY_JOB.replace('data/a.txt', path)],
            ['files', path, text],
          ],
        }),
      );
    const before = storedObjects().length;
    await attached('data/a.txt');
    const view = await queued(named(server.serve('/same.csv', text)));
    await attached('data/b.txt');
    expect(storedObjects()).toHaveLength(before + 1);
    expect(storedObjects()).toContain(sha256(text));
    expect(filesOf(view)).toEqual({ 'same.csv': text });
  });

  const storedObjects = (): string[] =>
    readdirSync(join(scene.service.dataDir, 'objects'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.split('/').at(-1)!)
      .filter((name) => /^[0-9a-f]{64}$/.test(name));
});
