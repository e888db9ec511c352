import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';

const examples = join(__dirname, '../../examples');
const cache = process.env.REPROV_CACHE ?? join(homedir(), '.cache/reprov');
const cwltool = process.env.CWLTOOL ?? join(cache, 'cwltool-venv/bin/cwltool');

interface Ended {
  code: number;
  stdout: string;
  log: string;
}

interface ReanaSpecification {
  inputs: { files: string[]; parameters: { input: string } };
  workflow: { type: string; file: string };
  outputs: { files: string[] };
}

/** Runs cwltool in the folder of an example, without the options that a desk may add by CWLTOOL_OPTIONS. */
function run(example: string, ...words: string[]): Promise<Ended> {
  const env = { ...process.env, CWLTOOL_OPTIONS: '' };
  return new Promise((resolve, reject) => {
    execFile(cwltool, words, { cwd: join(examples, example), env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number')
        reject(new Error(`cwltool did not end by itself: ${stderr}`, { cause: error }));
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, log: stderr });
    });
  });
}

async function readYaml<T>(example: string, name: string): Promise<T> {
  return load(await readFile(join(examples, example, name), 'utf8')) as T;
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

describe('the examples', () => {
  let outputs: string;

  beforeAll(async () => {
    await access(cwltool).catch(() => {
      throw new Error(`There is no cwltool at ${cwltool}; install it with make, or name one with CWLTOOL.`);
    });
  });

  beforeEach(async () => {
    outputs = await mkdtemp(join(tmpdir(), 'reprov-example-'));
  });

  afterEach(async () => {
    await rm(outputs, { recursive: true });
  });

  it.each(['weather', 'penguins'])(
    '%s gives the expected outputs byte for byte',
    async (example) => {
      const { code, log } = await run(example, '--no-container', '--outdir', outputs, 'workflow.cwl', 'job.yml');
      expect({ code, log }).toMatchObject({ code: 0 });
      expect(await contents(outputs)).toEqual(await contents(join(examples, example, 'expected')));
    },
    60_000,
  );

  it('weather runs one job for each year', async () => {
    const { log } = await run('weather', '--disable-color', '--no-container', '--outdir', outputs, 'workflow.cwl', 'job.yml');
    const jobs = [...log.matchAll(/^INFO \[job (\S+)\] completed success$/gm)].map((match) => match[1]);
    expect(jobs).toEqual(['clean', 'yearly', 'yearly_2', 'yearly_3', 'yearly_4', 'combine', 'draw']);
  }, 60_000);

  it('failing ends with the true exit code in the log, keeps what was made before and starts nothing after', async () => {
    const { code, log } = await run(
      'failing',
      '--disable-color',
      '--no-container',
      '--outdir',
      outputs,
      'workflow.cwl',
      'job.yml',
    );
    expect(code).toBe(1);
    expect(log).toContain('[job check] exited with status: 3');
    expect(log).toContain('check: 1 of 31 days had more than 50.0 mm of precipitation, 54.1 mm on 2015-12-08.');
    expect(log).not.toContain('starting step summarise');
    expect(await contents(outputs)).toEqual(await contents(join(examples, 'failing/expected')));
  }, 60_000);

  it.each(['weather', 'penguins', 'failing'])(
    '%s is packed as one document that leaves nothing behind',
    async (example) => {
      const { code, stdout, log } = await run(example, '--disable-color', '--pack', 'workflow.cwl');
      expect({ code, log }).toMatchObject({ code: 0 });
      expect(log).not.toContain('WARNING');
      const packed = JSON.parse(stdout) as { $graph: { id: string; class: string }[] };
      const tools = (await readdir(join(examples, example, 'tools'))).map((name) => `#${name}`);
      expect(packed.$graph.map((part) => part.id).sort()).toEqual([...tools, '#main'].sort());
      expect(stdout).not.toMatch(/file:|https?:/);
    },
    60_000,
  );

  it.each(['weather', 'penguins', 'failing'])('%s names the same files to REANA as in its job', async (example) => {
    const reana = await readYaml<ReanaSpecification>(example, 'reana.yaml');
    const job = await readYaml<Record<string, unknown>>(example, reana.inputs.parameters.input);
    const files = Object.values(job).flatMap((value) => (isFile(value) ? [value.location] : []));
    expect(reana.workflow).toEqual({ type: 'cwl', file: 'workflow.cwl' });
    expect([...reana.inputs.files].sort()).toEqual(files.sort());
    await Promise.all(files.map((path) => access(join(examples, example, path))));
    const expected = (await readdir(join(examples, example, 'expected'))).map((name) => `outputs/${name}`);
    expect(reana.outputs.files).toEqual(expect.arrayContaining(expected));
  });
});

function isFile(value: unknown): value is { class: 'File'; location: string } {
  return typeof value === 'object' && value !== null && 'class' in value && value.class === 'File';
}
