import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzip } from '../factories/archive';
import { ReanaClient, type ClientAnswer } from './reana-client-program';
import { aReanaProject } from './reana-client-project';
import { aSpecification } from './reana-client-requests';
import { startReanaClientScene, type ReanaClientScene } from './reana-client-scene';

interface ListedFile {
  readonly name: string;
  readonly size: number;
}
interface ListedRun {
  readonly name: string;
  readonly run_number: string;
  readonly status: string;
  readonly id: string;
}

let scene: ReanaClientScene;

beforeAll(async () => {
  scene = await startReanaClientScene();
}, 330_000);
afterAll(() => scene?.stop());
jest.setTimeout(60_000);

const code = async (...args: string[]) => (await scene.client.call(...args)).code;
const finished = async (name: string) => scene.requests.over(await scene.requests.start(name));
const files = async (run: string) =>
  Object.fromEntries((await scene.client.json<ListedFile[]>('ls', '-w', run)).map(({ name, size }) => [name, Number(size)]));

describe('reana-client 0.9.6 against the embedded REANA server', () => {
  it('connects with the right token only', async () => {
    const withToken = (token: string) => new ReanaClient({ url: scene.server.url, token }, scene.project).call('ping');
    const [good, bad, none] = await Promise.all([scene.client.call('ping'), withToken('wrong'), withToken('')]);

    expect(good).toMatchObject({ code: 0, text: expect.stringContaining('Connected') as string });
    expect([bad.code, none.code]).toEqual([1, 1]);
  });

  it('tells about the server and the quota', async () => {
    const [info, quota] = await Promise.all([scene.client.call('info'), scene.client.call('quota-show', '--resources')]);

    expect(info).toMatchObject({ code: 0, text: expect.stringContaining('kubernetes') as string });
    expect(quota.code).toBe(0);
  });

  it('creates numbered runs and refuses bad names', async () => {
    expect(await scene.client.must('create', '-w', 'numbered')).toContain('numbered.1');
    expect(await scene.client.must('create', '-w', 'numbered')).toContain('numbered.2');
    expect(await code('create', '-w', 'a.b')).toBe(1);
    expect(await code('create', '-w', '4fa1b1a6-55a3-4a4e-8d11-6c8a7f6f3e11')).toBe(1);
  });

  it('uploads declared files, an empty one, folders, spaces and accents', async () => {
    await scene.requests.send('POST', '/workflows?workflow_name=uploads', aSpecification());
    mkdirSync(join(scene.project, 'more files/deep'), { recursive: true });
    writeFileSync(join(scene.project, 'empty.txt'), '');
    writeFileSync(join(scene.project, 'more files/été.txt'), 'été');
    writeFileSync(join(scene.project, 'more files/deep/b c.txt'), 'bc');

    await scene.client.must('upload', '-w', 'uploads.1');
    await scene.client.must('upload', '-w', 'uploads.1', 'empty.txt', 'more files');

    expect(await files('uploads.1')).toEqual({
      'data/a.txt': 6,
      'empty.txt': 0,
      'more files/deep/b c.txt': 2,
      'more files/été.txt': 5,
    });
  });

  it('runs a project to its end, shows it, and gives its outputs', async () => {
    await scene.client.must('create', '-w', 'whole');
    await scene.client.must('upload', '-w', 'whole.1');
    const followed = await scene.client.must('start', '-w', 'whole.1', '--follow');
    expect(followed).toMatch(/has finished[^]*outputs\/upper\.txt/);

    const [again, status, logs, table, saved] = await Promise.all([
      scene.client.call('start', '-w', 'whole.1'),
      scene.client.json<ListedRun[]>('status', '-w', 'whole.1'),
      scene.client.json<{ job_logs: Record<string, { job_name: string; logs: string }> }>('logs', '-w', 'whole.1'),
      scene.client.must('status', '-v', '-w', 'whole.1'),
      scene.client.must('download', '-w', 'whole.1', '-o', join(scene.project, 'saved')),
    ]);

    expect(again).toMatchObject({ code: 1, text: expect.stringContaining('already finished') as string });
    expect(status).toMatchObject([{ name: 'whole', run_number: '1', status: 'finished' }]);
    expect(Object.values(logs.job_logs)).toMatchObject([
      { job_name: 'up', logs: expect.stringContaining('working\n') as string },
    ]);
    expect(table).toContain('1/1');
    expect(saved).toContain('outputs/upper.txt downloaded');
    expect(readFileSync(join(scene.project, 'saved/outputs/upper.txt'), 'utf8')).toBe('HELLO\n');
  });

  it('restarts a finished run as a new one on the same workspace', async () => {
    await finished('again');
    await scene.client.must('restart', '-w', 'again.1');
    const [restarted] = await scene.client.json<ListedRun[]>('status', '-v', '-w', 'again.1.1');

    expect(restarted).toMatchObject({ name: 'again', run_number: '1.1' });
    expect(restarted?.id).not.toBe((await scene.requests.send('GET', '/workflows/again.1/status')).body.id);
    expect(await scene.requests.over('again.1.1')).toBe('finished');
    expect(await files('again.1')).toMatchObject({ 'outputs/upper.txt': 6 });
  });

  it('lists runs with every filter', async () => {
    await finished('shown');
    await scene.requests.send('POST', '/workflows?workflow_name=not-started', aSpecification());
    const list = async (...args: string[]) => (await scene.client.json<ListedRun[]>('list', ...args)).map(({ name }) => name);
    const [byName, byStatus, verbose, ofOne, paged, sorted, sessions] = await Promise.all([
      list('--filter', 'name=how'),
      list('--filter', 'status=created'),
      scene.client.must('list', '-v', '--all'),
      list('-w', 'shown'),
      list('--size', '1', '--page', '2', '--include-progress', '--include-workspace-size'),
      scene.client.must('list', '--sort', 'status'),
      list('--sessions'),
    ]);

    expect(byName).toEqual(['shown']);
    expect(byStatus).toContain('not-started');
    expect(byStatus).not.toContain('shown');
    expect(verbose).toMatch(/shown .* finished .*1\/1/);
    expect(ofOne).toEqual(['shown']);
    expect(paged).toHaveLength(1);
    expect(sorted).toContain('shown');
    expect(sessions).toEqual([]);
  });

  it('shows the log of one step', async () => {
    await finished('steps');
    const [up, none] = await Promise.all(
      ['up', 'unknown'].map((step) => scene.client.call('logs', '-w', 'steps', '--filter', `step=${step}`)),
    );

    expect(up).toMatchObject({ code: 0, text: expect.stringContaining('completed success') as string });
    expect(none).toMatchObject({ code: 0, text: expect.stringContaining('unknown') as string });
  });

  it('downloads a file, a folder, a pattern, and says what is missing', async () => {
    await finished('down');
    await scene.requests.send('POST', '/workflows/down/workspace?file_name=data/sub/b%20c.txt', Buffer.from('b c\n'));
    const target = join(scene.project, 'down');
    const [file, folder, pattern, missing] = await Promise.all(
      ['data/a.txt', 'outputs', 'data/*', 'nothing.txt'].map((name) =>
        scene.client.call('download', '-w', 'down', name, '-o', target),
      ),
    );
    const zipOf = async (answer: ClientAnswer | undefined): Promise<Record<string, string>> => {
      const name = /File (\S+\.zip) downloaded/.exec(answer?.text ?? '')?.[1] ?? '';
      expect(name).toMatch(/^download_down\.1_/);
      return unzip(new Response(readFileSync(join(target, name))));
    };

    expect([file?.code, folder?.code, pattern?.code, missing?.code]).toEqual([0, 0, 0, 1]);
    expect(readFileSync(join(target, 'data/a.txt'), 'utf8')).toBe('hello\n');
    expect(await zipOf(folder)).toEqual({ 'outputs/upper.txt': 'HELLO\n' });
    expect(await zipOf(pattern)).toEqual({ 'data/a.txt': 'hello\n', 'data/sub/b c.txt': 'b c\n' });
    expect(missing?.text).toContain('404');
  });

  it('moves and removes files, measures, compares, prunes, tells retention rules', async () => {
    await finished('tidy');
    await scene.requests.send('POST', '/workflows?workflow_name=tidy', {
      ...aSpecification(),
      workspace: { retention_days: { '**/*.tmp': 3 } },
    });
    await scene.client.must('mv', '-w', 'tidy.1', 'inputs.json', 'inputs.old');
    await scene.client.must('rm', '-w', 'tidy.1', 'inputs.old');
    expect(await code('rm', '-w', 'tidy.1', 'inputs.old')).toBe(1);
    await scene.client.must('rm', '-w', 'tidy.1', 'outputs/*');
    expect(await files('tidy.1')).toMatchObject({ 'data/a.txt': 6 });

    const [usage, difference, rules] = await Promise.all([
      scene.client.must('du', '-s', '-w', 'tidy.1'),
      scene.client.must('diff', 'tidy.1', 'tidy.2'),
      scene.client.must('retention-rules-list', '-w', 'tidy.2'),
      scene.client.must('prune', '-w', 'tidy.1'),
    ]);
    expect(usage).toContain('SIZE');
    expect(difference).toMatch(/Only in tidy\.1: data/);
    expect(rules).toMatch(/\*\*\/\*\.tmp +3/);
    expect(await files('tidy.1')).toEqual({ 'data/a.txt': 6 });
  });

  it('shows a tool that fails with its true exit code', async () => {
    const failing = aReanaProject('echo something is wrong >&2; exit 3');
    const there = new ReanaClient(scene.server, failing);
    const { code, text } = await there.call('run', '-w', 'failing', '--follow');
    const logs = await there.must('logs', '-w', 'failing.1');
    rmSync(failing, { recursive: true, force: true });

    expect(code).toBe(1);
    expect(text).toContain('failed');
    expect(logs).toMatch(/something is wrong[^]*exited with status: 3/);
  });

  it('stops a run that is at work, and no other', async () => {
    const id = await scene.requests.start('long', aSpecification('sleep 600'));
    await scene.requests.over(id, ['running']);
    expect(await scene.client.must('stop', '--force', '-w', 'long.1')).toContain('has been stopped');
    expect(await scene.requests.status(id)).toBe('stopped');
    expect(await code('stop', '--force', '-w', 'long.1')).toBe(1);
  });

  it('deletes one run or all of a name, and lists them only when asked', async () => {
    for (let left = 3; left > 0; left -= 1) await scene.requests.send('POST', '/workflows?workflow_name=gone', aSpecification());
    const numbers = async (...args: string[]) =>
      (await scene.client.json<ListedRun[]>('list', '--filter', 'name=gone', ...args)).map((run) => run.run_number).sort();

    await scene.client.must('delete', '-w', 'gone.1');
    expect(await numbers()).toEqual(['2', '3']);
    await scene.client.must('delete', '--include-all-runs', '-w', 'gone.2');
    const [left, all] = await Promise.all([numbers(), numbers('--all')]);
    expect(left).toEqual([]);
    expect(all).toEqual(['1', '2', '3']);
  });

  it('keeps the names of secrets', async () => {
    expect(await code('secrets-add', '--env', 'PASSWORD=x')).toBe(0);
    expect(await code('secrets-add', '--env', 'PASSWORD=x')).toBe(1);
    expect(await scene.client.must('secrets-list')).toMatch(/PASSWORD +env/);
    expect(await code('secrets-delete', 'PASSWORD')).toBe(0);
  });
});
