import { unzip } from '../factories/archive';
import type { ApiClient } from '../factories/api-client';
import type { StartedView } from '../factories/executions';
import { rawGet } from '../factories/raw-request';
import { codes, Scene } from '../factories/scene';
import { copyRegistration } from '../factories/workflows';

describe('the files of an execution, one by one', () => {
  let scene: Scene;
  let user1: ApiClient;
  let finished: StartedView;
  let running: StartedView;
  const at = (execution: StartedView, rest = ''): string => `/workflow_execution/${execution.execution_id}${rest}`;

  beforeAll(async () => {
    scene = await Scene.start();
    user1 = scene.as.user_1;
    const form = copyRegistration('copy', 'some data\n', [['files', 'data/été 1.txt', 'summer\n']]);
    finished = await scene.started({ registryId: await scene.register(form) });
    await scene.untilStatus(finished, 'queued');
    const run = scene.reana.runs.get(finished.reana_id!)!;
    run.files.set('outputs/deep/er/été.txt', Buffer.from('more\n'));
    run.files.set('outputs/ev"il\r\nx: y.html', Buffer.from('<script>'));
    run.files.set('cwl/main/leftover.txt', Buffer.from('no output\n'));
    scene.reana.end(run.id, 'finished', { copy: ['copy.txt', 'some data\n'] }, [{ name: 'copy' }]);
    await scene.untilStatus(finished, 'finished');
    running = await scene.running();
  });
  afterAll(() => scene?.stop());

  describe('the files', () => {
    const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path);

    it('are listed with size and hash', async () => {
      const { status, body } = await user1.get<{ inputs: { path: string }[]; outputs: { path: string }[] }>(
        at(finished, '/files'),
      );
      expect([status, body]).toMatchObject([200, { success: true, message: 'Files retrieved successfully', error_code: null }]);
      const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
      expect(body.data).toMatchObject({ execution_id: finished.execution_id, workspace: 'unknown' });
      expect(body.data.inputs).toEqual([
        { path: 'data/a.txt', size: 10, sha256, source: null },
        { path: 'data/été 1.txt', size: 7, sha256, source: null },
      ]);
      expect(paths(body.data.outputs)).toEqual(['outputs/copy.txt', 'outputs/deep/er/été.txt', 'outputs/ev"il\r\nx: y.html']);
      expect(body.data.outputs[0]).toEqual({
        ...{ path: 'outputs/copy.txt', size: 10, sha256, kept: true },
        modified_at: expect.stringMatching(/Z$/) as string,
      });
    });

    it('are those in the workspace while the run goes on', async () => {
      scene.reana.runs.get(running.reana_id!)!.files.set('outputs/early.txt', Buffer.from('soon\n'));
      const { data } = (await user1.get(at(running, '/files'))).body;
      expect(data).toMatchObject({
        ...{ workspace: 'present', inputs: [] },
        outputs: [{ path: 'outputs/early.txt', size: 5, sha256: null, kept: false }],
      });
      scene.reana.breakNext({ path: /workspace$/, kind: 'status', status: 500, times: 100 });
      expect(codes(await user1.get(at(running, '/files')))).toEqual([503, 'reana.unavailable']);
      expect((await user1.get(at(finished, '/files'))).status).toBe(200);
      scene.reana.heal();
    });

    it('are none, of a workspace that is gone, when it went before the end', async () => {
      const started = await scene.started();
      await scene.untilStatus(started, 'queued');
      scene.reana.runs.get(started.reana_id!)!.workspaceGone = true;
      await scene.end(started);
      expect((await user1.get(at(started, '/files'))).body.data).toMatchObject({ workspace: 'gone', outputs: [] });
      expect(codes(await user1.get(at(started, '/files/outputs/said.txt')))).toEqual([410, 'execution.workspace_gone']);
      expect(codes(await user1.get(at(started, '/files/data/a.txt')))).toEqual([404, 'execution.file_not_found']);
    });
  });

  describe('one file that is kept', () => {
    const copy = '/files/outputs/copy.txt';

    it('comes with headers that make a browser save it', async () => {
      const answer = await user1.raw('GET', at(finished, copy));
      expect([answer.status, await answer.text()]).toEqual([200, 'some data\n']);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': '10',
        'content-disposition': 'attachment; filename="copy.txt"',
        'x-content-type-options': 'nosniff',
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-cache',
        etag: expect.stringMatching(/^"[0-9a-f]{64}"$/) as string,
      });
      expect(answer.headers.get('last-modified')).toBeNull();
    });

    it('is found by its path, encoded or not', async () => {
      for (const path of ['data/a.txt', 'data%2Fa.txt', 'data%2fa.txt'])
        expect(await (await user1.raw('GET', at(finished, `/files/${path}`))).text()).toBe('some data\n');
      const answer = await user1.raw('GET', at(finished, `/files/${encodeURIComponent('data/été 1.txt')}`));
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="été 1.txt"`);
      expect(await (await user1.raw('GET', at(finished, '/files/outputs/deep/er/%C3%A9t%C3%A9.txt'))).text()).toBe('more\n');
    });

    it('cannot say anything in the headers by its name', async () => {
      const answer = await user1.raw('GET', at(finished, `/files/${encodeURIComponent('outputs/ev"il\r\nx: y.html')}`));
      expect([answer.status, answer.headers.get('x'), answer.headers.get('content-type')]).toEqual([
        200,
        null,
        'application/octet-stream',
      ]);
      expect(answer.headers.get('content-disposition')).toBe(
        `attachment; filename="ev\\"il??x: y.html"; filename*=UTF-8''ev%22il%0D%0Ax%3A%20y.html`,
      );
    });

    it.each([
      ['bytes=0-3', 206, 'some', 'bytes 0-3/10'],
      ['bytes=5-', 206, 'data\n', 'bytes 5-9/10'],
      ['bytes=-2', 206, 'a\n', 'bytes 8-9/10'],
      ['bytes=0-99', 206, 'some data\n', 'bytes 0-9/10'],
      ['bytes=0-1,5-6', 200, 'some data\n', null],
      ['lines=1-2', 200, 'some data\n', null],
    ])('gives %s', async (range, status, text, contentRange) => {
      const answer = await user1.with({ range }).raw('GET', at(finished, copy));
      expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([status, text, contentRange]);
    });

    it('refuses a range behind its end with its size', async () => {
      const answer = await user1.with({ range: 'bytes=10-' }).call('GET', at(finished, copy));
      expect(codes(answer)).toEqual([416, 'http.range_not_satisfiable']);
      expect(answer.headers.get('content-range')).toBe('bytes */10');
      expect([answer.headers.get('content-type'), answer.headers.get('content-disposition'), answer.headers.get('etag')]).toEqual(
        [...['application/json; charset=utf-8', null, null]],
      );
    });

    it('knows its tag', async () => {
      const etag = (await user1.raw('HEAD', at(finished, copy))).headers.get('etag')!;
      const client = { url: scene.service.url, token: await scene.service.tokenOf('user_1') };
      const get = (headers: Record<string, string>) => rawGet(client, at(finished, copy), headers);
      expect((await get({ 'if-none-match': etag })).status).toBe(304);
      expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
      expect((await get({ 'if-match': etag })).status).toBe(200);
      const other = await user1.with({ 'if-match': '"other"' }).get(at(finished, copy));
      expect(codes(other)).toEqual([412, 'http.precondition_failed']);
      expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
      expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    });

    it('answers HEAD without its bytes', async () => {
      const answer = await user1.raw('HEAD', at(finished, copy));
      expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '10', '']);
    });

    it('outlives the run and its workspace at REANA', async () => {
      const started = await scene.finished();
      scene.reana.runs.delete(started.reana_id!);
      expect(await (await user1.raw('GET', at(started, '/files/outputs/said.txt'))).text()).toBe('hello\n');
    });
  });

  it.each([
    'nope.txt',
    'outputs/nope.txt',
    'outputs',
    'outputs/',
    'copy.txt',
    'cwl/main/leftover.txt',
    'inputs.json',
    '../data/a.txt',
    'outputs/../data/a.txt',
    'outputs/%2E%2E/data/a.txt',
    '..%2F..%2F..%2Fetc%2Fpasswd',
    '%2Fetc%2Fpasswd',
    '/etc/passwd',
    'data//a.txt',
    './data/a.txt',
    'data\\a.txt',
    'data%5Ca.txt',
    'data/a.txt%00',
    'data/a.txt%0D%0Ax:%20y',
    'outputs/*',
    'outputs/%2A',
    'DATA/A.TXT',
  ])('there is no file %s', async (path) => {
    const token = await scene.service.tokenOf('user_1');
    const { status, body } = await rawGet({ url: scene.service.url, token }, at(finished, `/files/${path}`));
    expect([status, (JSON.parse(body) as { error_code: string }).error_code]).toEqual([404, 'execution.file_not_found']);
  });

  describe('one file of a run that goes on', () => {
    it('comes whole from REANA, as it is now', async () => {
      scene.reana.runs.get(running.reana_id!)!.files.set('outputs/early.txt', Buffer.from('soon\n'));
      const answer = await user1.with({ range: 'bytes=0-1' }).raw('GET', at(running, '/files/outputs/early.txt'));
      expect([answer.status, await answer.text(), answer.headers.get('accept-ranges')]).toEqual([200, 'soon\n', 'none']);
      expect([answer.headers.get('content-length'), answer.headers.get('etag')]).toEqual([null, null]);
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="early.txt"');
      expect(codes(await user1.get(at(running, '/files/outputs/late.txt')))).toEqual([404, 'execution.file_not_found']);
    });

    it('answers 503 while REANA is away', async () => {
      scene.reana.breakNext({ path: /workspace/, kind: 'status', status: 500, times: 100 });
      expect(codes(await user1.get(at(running, '/files/outputs/early.txt')))).toEqual([503, 'reana.unavailable']);
      scene.reana.heal();
    });
  });
});

describe('an execution whose outputs are too large to be kept', () => {
  let scene: Scene;
  let user1: ApiClient;
  beforeAll(async () => {
    scene = await Scene.start({ variables: { MAX_KEPT_FILE_BYTES: '3' } });
    user1 = scene.as.user_1;
  });
  afterAll(() => scene?.stop());
  const said = ({ execution_id: id }: StartedView) => `/workflow_execution/${id}/files/outputs/said.txt`;

  it('gives an output from REANA, with its size and its hash as it was seen', async () => {
    const finished = await scene.finished();
    const answer = await user1.with({ range: 'bytes=0-1' }).raw('GET', said(finished));
    expect([answer.status, await answer.text()]).toEqual([200, 'hello\n']);
    const etag = answer.headers.get('etag')!;
    expect([answer.headers.get('content-length'), answer.headers.get('accept-ranges')]).toEqual(['6', 'none']);
    expect(etag).toBe('"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"');
    expect((await user1.with({ 'if-none-match': etag }).raw('GET', said(finished))).status).toBe(304);
    const head = await user1.raw('HEAD', said(finished));
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '6', '']);
  });

  it('says 410 when it is gone with its workspace, also to HEAD', async () => {
    const finished = await scene.finished();
    scene.reana.runs.get(finished.reana_id!)!.workspaceGone = true;
    expect(codes(await user1.get(said(finished)))).toEqual([410, 'execution.workspace_gone']);
    expect((await user1.raw('HEAD', said(finished))).status).toBe(410);
    const { body } = await user1.get(`/workflow_execution/${finished.execution_id}/files`);
    expect(body.data).toMatchObject({ outputs: [{ path: 'outputs/said.txt', kept: false }] });
  });

  it('answers 503 while REANA is away', async () => {
    const finished = await scene.finished();
    scene.reana.breakNext({ path: /workspace/, kind: 'reset', times: 100 });
    const answer = await user1.get(said(finished));
    expect([...codes(answer), answer.headers.get('etag')]).toEqual([503, 'reana.unavailable', null]);
    scene.reana.heal();
  });

  it.each([
    ['cut off', 'hel'],
    ['longer', 'hello and more\n'],
    ['changed', 'HELLO\n'],
  ])('breaks off, alone and in the zip, when an output at REANA is %s meanwhile', async (_how, text) => {
    const finished = await scene.finished();
    scene.reana.runs.get(finished.reana_id!)!.files.set('outputs/said.txt', Buffer.from(text));
    await expect(user1.raw('GET', said(finished)).then((answer) => answer.text())).rejects.toThrow();
    const zip = user1.raw('GET', `/workflow_execution/outputs/${finished.execution_id}`);
    await expect(zip.then((answer) => answer.arrayBuffer())).rejects.toThrow();
  });

  it('gives outputs with hostile names in a zip that unpacks into its own folder', async () => {
    const started = await scene.started();
    await scene.untilStatus(started, 'queued');
    const { files } = scene.reana.runs.get(started.reana_id!)!;
    for (const name of ['/etc/x', 'C:\\y', 'same', '/same', 'a\r\nb']) files.set(`outputs/${name}`, Buffer.from('x'));
    await scene.end(started);
    const answer = await user1.raw('GET', `/workflow_execution/outputs/${started.execution_id}`);
    expect(Object.keys(await unzip(answer)).sort()).toEqual(['_/y', 'a__b', 'etc/x', 'said.txt', 'same', 'same_2']);
  });
});
