import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReanaRun, ReanaSpecification } from '../../src/reana/reana.gateway';
import type { HttpReanaGateway } from '../../src/reana/http-reana.gateway';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import { startEmbeddedReana } from '../fakes/embedded-reana';
import { FakeReana } from '../fakes/fake-reana';

const MARKER = { class: 'https://w3id.org/reprov/terms#Execution', marker: 'a-marker' };

/** Turns `data/a.txt` to upper case in one step. */
const specification: ReanaSpecification = {
  version: '0.9.0',
  inputs: {
    files: ['data/a.txt'],
    directories: [],
    parameters: { text: { class: 'File', location: 'data/a.txt' } },
    options: {},
  },
  workflow: {
    type: 'cwl',
    file: 'workflow.cwl',
    specification: {
      cwlVersion: 'v1.2',
      $graph: [
        {
          id: '#main',
          class: 'Workflow',
          hints: [MARKER],
          inputs: [{ id: '#main/text', type: 'File' }],
          outputs: [{ id: '#main/upper', type: 'File', outputSource: '#main/up/upper' }],
          steps: [
            { id: '#main/up', run: '#up.cwl', in: [{ id: '#main/up/text', source: '#main/text' }], out: ['#main/up/upper'] },
          ],
        },
        {
          id: '#up.cwl',
          class: 'CommandLineTool',
          hints: [{ class: 'DockerRequirement', dockerPull: 'docker.io/library/alpine:3.20' }],
          baseCommand: ['tr', 'a-z', 'A-Z'],
          stdin: '$(inputs.text.path)',
          stdout: 'upper.txt',
          inputs: [{ id: '#up.cwl/text', type: 'File' }],
          outputs: [{ id: '#up.cwl/upper', type: 'File', outputBinding: { glob: 'upper.txt' } }],
        },
      ],
    },
  },
  outputs: { files: ['outputs/upper.txt'], directories: [] },
};

interface Server {
  readonly url: string;
  readonly token: string;
  /** Lets a started run come to its end; a server that runs by itself does nothing. */
  readonly finish: (id: string) => void;
  readonly close: () => Promise<void>;
}

async function fake(bundles: boolean): Promise<Server> {
  const reana = await FakeReana.start({ bundles });
  const finish = (id: string) => reana.end(id, 'finished', { upper: ['upper.txt', 'HELLO\n'] }, [{ name: 'up', logs: 'done' }]);
  return { url: reana.url, token: reana.token, finish, close: () => reana.close() };
}

async function embedded(): Promise<Server> {
  const server = await startEmbeddedReana();
  return { url: server.url, token: server.token, finish: () => undefined, close: () => server.stop() };
}

describe.each<[string, () => Promise<Server>]>([
  ['the fake', () => fake(false)],
  ['a fake that takes bundles, as REANA 0.95 does', () => fake(true)],
  ['the embedded server', embedded],
])('the gateway against %s', (_, start) => {
  let server: Server;
  let gateway: HttpReanaGateway;
  let names = 0;
  const newName = () => `contract-${process.pid}-${(names += 1)}`;

  beforeAll(async () => {
    server = await start();
    gateway = aReanaGateway(server);
  }, 60_000);

  afterAll(async () => {
    await gateway.onApplicationShutdown();
    await server.close();
  });

  async function ended(id: string): Promise<ReanaRun> {
    for (;;) {
      const run = await gateway.findRun(id);
      if (run && ['finished', 'failed', 'stopped'].includes(run.status)) return run;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async function finishedRun(): Promise<string> {
    const { id } = await gateway.createRun(newName(), specification);
    await gateway.uploadFile(id, 'data/a.txt', Readable.from([Buffer.from('hello\n')]), 6);
    await gateway.startRun(id);
    server.finish(id);
    await ended(id);
    return id;
  }

  it('says which version it is', async () => {
    const { version, url } = await gateway.server();
    expect(version).toMatch(/^\d+\.\d+/);
    expect(url).toBe(server.url);
  });

  it('numbers the runs of a name and never uses a number again', async () => {
    const name = newName();
    const first = await gateway.createRun(name, specification);
    const second = await gateway.createRun(name, specification);
    await gateway.deleteRun(second.id);
    const third = await gateway.createRun(name, specification);

    expect([first, second, third].map(({ runNumber }) => runNumber)).toEqual(['1', '2', '3']);
    expect((await gateway.listRunsNamed(name)).map(({ runNumber, status }) => `${runNumber} ${status}`)).toEqual([
      '3 created',
      '2 deleted',
      '1 created',
    ]);
    expect((await gateway.listRunsNamed(name, 1)).map(({ id }) => id)).toEqual([third.id]);
    expect(await gateway.listRunsNamed(newName())).toEqual([]);
  });

  it('lists a created run among the active ones, with everything known of it', async () => {
    const name = newName();
    const { id } = await gateway.createRun(name, specification);
    const run = (await gateway.listActiveRuns()).find((one) => one.id === id);
    expect(run).toMatchObject({ name, runNumber: '1', status: 'created', startedAt: null, finishedAt: null });
    expect(Math.abs(run!.createdAt!.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('keeps the specification with its marker as it was sent', async () => {
    const { id } = await gateway.createRun(newName(), specification);
    expect(await gateway.readSpecification(id)).toMatchObject(specification);
  });

  it('runs a workflow and gives its state, logs and files', async () => {
    const id = await finishedRun();

    const run = await gateway.findRun(id);
    expect(run).toMatchObject({ status: 'finished', jobs: { submitted: 1, finished: 1, failed: 0 } });
    expect(run!.startedAt).not.toBeNull();
    expect(run!.finishedAt!.getTime()).toBeGreaterThanOrEqual(run!.startedAt!.getTime());
    const { jobs, engine, raw } = await gateway.readLogs(id);
    expect(jobs).toMatchObject([{ name: 'up', status: 'finished' }]);
    expect(engine).toMatch(/FinalOutput\{.*\}FinalOutput/);
    expect(Buffer.concat(raw).toString()).toContain('job_logs');
    const files = await gateway.listFiles(id);
    expect(files).toEqual(expect.arrayContaining([expect.objectContaining({ path: 'outputs/upper.txt', size: 6 })]));
    expect(await text((await gateway.readFile(id, 'outputs/upper.txt'))!)).toBe('HELLO\n');
    expect(await gateway.readFile(id, 'outputs/none.txt')).toBeNull();
  }, 30_000);

  it('takes empty files, names with blanks and accents, and a second upload', async () => {
    const { id } = await gateway.createRun(newName(), specification);
    await gateway.uploadFile(id, 'data/empty', Readable.from([]), 0);
    for (const content of ['one', 'three'])
      await gateway.uploadFile(id, 'data/été 1.txt', Readable.from([Buffer.from(content)]), content.length);

    const files = (await gateway.listFiles(id))!.filter(({ path }) => path.startsWith('data/'));

    expect(files.map(({ path, size }) => `${path} ${size}`)).toEqual(['data/empty 0', 'data/été 1.txt 5']);
    expect(await text((await gateway.readFile(id, 'data/été 1.txt'))!)).toBe('three');
  });

  it('takes a second start, stop and delete as done', async () => {
    const id = await finishedRun();
    await gateway.startRun(id);
    expect(await gateway.stopRun(id)).toBe(false);
    await gateway.deleteRun(id);
    await gateway.deleteRun(id);

    expect((await gateway.findRun(id))?.status).toBe('deleted');
    expect(await gateway.listFiles(id)).toBeNull();
    expect(await gateway.readFile(id, 'outputs/upper.txt')).toBeNull();
    expect((await gateway.readLogs(id)).jobs).toHaveLength(1);
  }, 30_000);

  it('knows nothing of a run that does not exist', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await gateway.findRun(nobody)).toBeNull();
    expect(await gateway.readSpecification(nobody)).toBeNull();
    expect(await gateway.listFiles(nobody)).toBeNull();
    expect(await gateway.stopRun(nobody)).toBe(false);
    await expect(gateway.deleteRun(nobody)).resolves.toBeUndefined();
    await expect(gateway.startRun(nobody)).rejects.toMatchObject({ code: 'reana.unavailable', reason: { retryable: false } });
  });

  it('is refused with a name that REANA does not take', async () => {
    await expect(gateway.createRun('a.b', specification)).rejects.toMatchObject({
      reason: { retryable: false, unclear: false, status: 403 },
    });
  });
});
