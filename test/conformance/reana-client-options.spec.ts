import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { ReanaClient, installReanaClient, reanaCwlRunner } from './reana-client-program';
import { aReanaProject } from './reana-client-project';
import { ReanaRequests, aSpecification } from './reana-client-requests';

let server: EmbeddedReana;
let project: string;
let client: ReanaClient;
let requests: ReanaRequests;

beforeAll(async () => {
  await installReanaClient();
  server = await startEmbeddedReana();
  project = aReanaProject();
  client = new ReanaClient(server, project);
  requests = new ReanaRequests(server);
  const id = await requests.start('whole');
  await requests.send('POST', `/workflows/${id}/workspace?file_name=data/b%20c.txt`, Buffer.from('b c\n'));
  await requests.over(id);
}, 330_000);
afterAll(async () => {
  await server?.stop();
  rmSync(project, { recursive: true, force: true });
});
jest.setTimeout(60_000);

interface ShownFile {
  readonly name: string;
}

describe('options of commands of reana-client 0.9.6 against the embedded REANA server', () => {
  it('picks files by pattern, name, size and page', async () => {
    const ls = async (...args: string[]) =>
      (await client.json<ShownFile[]>('ls', '-w', 'whole', ...args)).map(({ name }) => name);
    const [byPattern, byName, bySize, byDate, paged, urls] = await Promise.all([
      ls('data/*'),
      ls('--filter', 'name=upper'),
      ls('--filter', 'size=4'),
      ls('--filter', 'last-modified=1999'),
      ls('--size', '1', '--page', '2'),
      client.must('ls', '-w', 'whole', '-h', '--url'),
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
      Object.keys((await client.json<{ job_logs: object }>('logs', '-w', 'whole', ...args)).job_logs).length;

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
    await requests.send('POST', '/workflows?workflow_name=empty', aSpecification());
    const [usage, brief, list] = await Promise.all([
      client.must('du', '-w', 'whole', '--filter', 'name=data/a.txt'),
      client.must('diff', 'whole.1', 'empty.1', '-q'),
      client.must('list', '--include-duration', '-h'),
    ]);

    expect(usage).toMatch(/^\d+ +\.?\/data\/a\.txt$/m);
    expect(brief).toContain('Only in whole.1: data');
    expect(list).toMatch(/whole .* finished/);
  });

  it('removes by pattern', async () => {
    const id = await requests.start('removing');
    await requests.over(id);
    for (const name of ['x/1.tmp', 'x/y/2.tmp', 'x/3.txt'])
      await requests.send('POST', `/workflows/${id}/workspace?file_name=${name}`, Buffer.from('x'));
    const text = await client.must('rm', '-w', 'removing', '**/*.tmp');

    expect(text).toMatch(/1\.tmp[^]*2\.tmp/);
    expect((await client.json<ShownFile[]>('ls', '-w', 'removing', 'x')).map(({ name }) => name)).toEqual(['x/3.txt']);
  });

  it('starts with a target and without parameters that it does not know', async () => {
    await client.must('create', '-w', 'target');
    await client.must('upload', '-w', 'target');
    const { code, text } = await client.call('start', '-w', 'target', '-p', 'unknown=1', '-o', 'TARGET=up');

    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining('unknown') as string });
    expect(await requests.over('target')).toBe('finished');
  });

  it('restarts with another specification', async () => {
    const yaml = readFileSync(join(project, 'reana.yaml'), 'utf8');
    writeFileSync(join(project, 'other.yaml'), yaml.replace('files: [outputs/upper.txt]', 'files: [outputs/other.txt]'));
    await requests.over(await requests.start('replaced'));
    await client.must('restart', '-w', 'replaced.1', '-f', 'other.yaml');

    expect(await requests.over('replaced.1.1')).toBe('finished');
    const { body } = await requests.send('GET', '/workflows/replaced.1.1/specification');
    expect(body.specification).toMatchObject({ outputs: { files: ['outputs/other.txt'] } });
  });

  it('validates, tells the quota, and takes secrets from files', async () => {
    writeFileSync(join(project, 'key.pem'), 'a key');
    const answers = await Promise.all([
      client.call('validate'),
      client.call('version'),
      client.call('quota-show', '--resource', 'disk', '--report', 'usage'),
      client.call('secrets-add', '--file', 'key.pem'),
    ]);

    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await client.must('secrets-add', '--file', 'key.pem', '--overwrite')).toContain('key.pem');
    expect(await client.must('secrets-list')).toMatch(/key\.pem +file/);
  });

  it('says that there are no sessions', async () => {
    for (const args of [
      ['open', '-w', 'whole', 'jupyter'],
      ['close', '-w', 'whole'],
    ])
      expect(await client.call(...args)).toMatchObject({
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
    writeFileSync(join(project, 'tool.cwl'), cwl(script));
    writeFileSync(join(project, 'text.txt'), 'hello\n');
    writeFileSync(join(project, 'job.yml'), 'text: {class: File, location: text.txt}\n');
    const { out, text } = await reanaCwlRunner(server, project, 'tool.cwl', 'job.yml');

    if (exit === 0) expect(JSON.parse(out)).toMatchObject({ result: { basename: 'größe.txt', size: 6 } });
    else expect(text).toContain('permanentFail');
  });
});
