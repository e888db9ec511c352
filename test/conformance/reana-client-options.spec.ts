import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reanaCwlRunner } from './reana-client-program';
import { aSpecification } from './reana-client-requests';
import { startReanaClientScene, type ReanaClientScene } from './reana-client-scene';

let scene: ReanaClientScene;

beforeAll(async () => {
  scene = await startReanaClientScene();
  const id = await scene.requests.start('whole');
  await scene.requests.send('POST', `/workflows/${id}/workspace?file_name=data/b%20c.txt`, Buffer.from('b c\n'));
  await scene.requests.over(id);
}, 330_000);
afterAll(() => scene?.stop());
jest.setTimeout(60_000);

interface ShownFile {
  readonly name: string;
}

describe('options of commands of reana-client 0.9.6 against the embedded REANA server', () => {
  it('picks files by pattern, name, size and page', async () => {
    const ls = async (...args: string[]) =>
      (await scene.client.json<ShownFile[]>('ls', '-w', 'whole', ...args)).map(({ name }) => name);
    const [byPattern, byName, bySize, byDate, paged, urls] = await Promise.all([
      ls('data/*'),
      ls('--filter', 'name=upper'),
      ls('--filter', 'size=4'),
      ls('--filter', 'last-modified=1999'),
      ls('--size', '1', '--page', '2'),
      scene.client.must('ls', '-w', 'whole', '-h', '--url'),
    ]);

    expect(byPattern).toEqual(['data/a.txt', 'data/b c.txt']);
    expect(byName).toEqual(['outputs/upper.txt']);
    expect(bySize).toContain('data/b c.txt');
    expect(byDate).toEqual([]);
    expect(paged).toEqual(['data/b c.txt']);
    expect(urls).toContain(`/api/workflows/whole/workspace/outputs/upper.txt`);
  });

  it('picks logs by status, backend, image and page', async () => {
    const logs = async (...args: string[]) =>
      Object.keys((await scene.client.json<{ job_logs: object }>('logs', '-w', 'whole', ...args)).job_logs).length;

    expect(
      await Promise.all([
        logs('--filter', 'status=finished'),
        logs('--filter', 'status=failed'),
        logs('--filter', 'docker_img=debian:12'),
        logs('--page', '2', '--size', '1'),
      ]),
    ).toEqual([1, 0, 1, 0]);
  });

  it('measures, compares in brief, and shows durations', async () => {
    await scene.requests.send('POST', '/workflows?workflow_name=empty', aSpecification());
    const [usage, brief, list] = await Promise.all([
      scene.client.must('du', '-w', 'whole', '--filter', 'name=data/a.txt'),
      scene.client.must('diff', 'whole.1', 'empty.1', '-q'),
      scene.client.must('list', '--include-duration', '-h'),
    ]);

    expect(usage).toMatch(/^\d+ +\.?\/data\/a\.txt$/m);
    expect(brief).toContain('Only in whole.1: data');
    expect(list).toMatch(/whole .* finished/);
  });

  it('removes by pattern', async () => {
    const id = await scene.requests.start('removing');
    await scene.requests.over(id);
    for (const name of ['x/1.tmp', 'x/y/2.tmp', 'x/3.txt'])
      await scene.requests.send('POST', `/workflows/${id}/workspace?file_name=${name}`, Buffer.from('x'));
    const text = await scene.client.must('rm', '-w', 'removing', '**/*.tmp');

    expect(text).toMatch(/1\.tmp[^]*2\.tmp/);
    expect((await scene.client.json<ShownFile[]>('ls', '-w', 'removing', 'x')).map(({ name }) => name)).toEqual(['x/3.txt']);
  });

  it('starts with a target and without parameters that it does not know', async () => {
    await scene.client.must('create', '-w', 'target');
    await scene.client.must('upload', '-w', 'target');
    const { code, text } = await scene.client.call('start', '-w', 'target', '-p', 'unknown=1', '-o', 'TARGET=up');

    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining('unknown') as string });
    expect(await scene.requests.over('target')).toBe('finished');
  });

  it('restarts with another specification', async () => {
    const yaml = readFileSync(join(scene.project, 'reana.yaml'), 'utf8');
    writeFileSync(join(scene.project, 'other.yaml'), yaml.replace('files: [outputs/upper.txt]', 'files: [outputs/other.txt]'));
    await scene.requests.over(await scene.requests.start('replaced'));
    await scene.client.must('restart', '-w', 'replaced.1', '-f', 'other.yaml');

    expect(await scene.requests.over('replaced.1.1')).toBe('finished');
    const { body } = await scene.requests.send('GET', '/workflows/replaced.1.1/specification');
    expect(body.specification).toMatchObject({ outputs: { files: ['outputs/other.txt'] } });
  });

  it('validates, tells the quota, and takes secrets from files', async () => {
    writeFileSync(join(scene.project, 'key.pem'), 'a key');
    const answers = await Promise.all([
      scene.client.call('validate'),
      scene.client.call('version'),
      scene.client.call('quota-show', '--resource', 'disk', '--report', 'usage'),
      scene.client.call('secrets-add', '--file', 'key.pem'),
    ]);

    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await scene.client.must('secrets-add', '--file', 'key.pem', '--overwrite')).toContain('key.pem');
    expect(await scene.client.must('secrets-list')).toMatch(/key\.pem +file/);
  });

  it('says that there are no sessions', async () => {
    for (const args of [
      ['open', '-w', 'whole', 'jupyter'],
      ['close', '-w', 'whole'],
    ])
      expect(await scene.client.call(...args)).toMatchObject({
        code: 1,
        text: expect.stringContaining('There is no such route') as string,
      });
  });
});

describe('reana-cwl-runner 0.9.6 against the embedded REANA server', () => {
  const cwl = (script: string) => `cwlVersion: v1.2
class: CommandLineTool
baseCommand: [sh, -c, ${JSON.stringify(script)}]
stdin: $(inputs.text.path)
stdout: größe.txt
inputs: {text: File}
outputs: {result: stdout}
`;

  it.each([
    ['the output object of a tool', 'tr a-z A-Z', 0],
    ['that a tool has failed', 'exit 3', 1],
  ])('shows %s', async (_what, script, exit) => {
    writeFileSync(join(scene.project, 'tool.cwl'), cwl(script));
    writeFileSync(join(scene.project, 'text.txt'), 'hello\n');
    writeFileSync(join(scene.project, 'job.yml'), 'text: {class: File, location: text.txt}\n');
    const { out, text } = await reanaCwlRunner(scene.server, scene.project, 'tool.cwl', 'job.yml');

    if (exit === 0) expect(JSON.parse(out)).toMatchObject({ result: { basename: 'größe.txt', size: 6 } });
    else expect(text).toContain('permanentFail');
  });
});
