import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readJob, readWorkflow, toHostCopy } from '../../src/cwl';
import { PACK_CASES, type PackCase } from './cwl-pack-cases';

const run = promisify(execFile);
const CACHE = process.env.REPROV_CACHE ?? join(homedir(), '.cache', 'reprov');
const CWLTOOL = process.env.CWLTOOL ?? join(CACHE, 'cwltool-venv', 'bin', 'cwltool');

async function cwltool(folder: string, args: string[]): Promise<string> {
  const env = { ...process.env, CWLTOOL_OPTIONS: '' };
  const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run(CWLTOOL, ['--quiet', '--disable-color', ...args], options).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(`cwltool ${args.join(' ')} failed:\n${error.stderr ?? error.message}`);
    },
  );
  return stdout;
}

/** The output object without what differs from run to run: folders, and names that cwltool makes up for unnamed streams. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, item]) => !['location', 'path'].includes(key) && !(key === 'basename' && isMadeUp(item)))
    .map(([key, item]) => [key, comparable(item)]);
  return Object.fromEntries(entries);
}

function isMadeUp(name: unknown): boolean {
  return typeof name === 'string' && (/^[0-9a-f]{40}$/.test(name) || /\.(stdout|stderr)$/.test(name));
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function read({ files, main }: PackCase) {
  return readWorkflow({
    name: main,
    text: files[main] ?? '',
    readFile: (path) => Promise.resolve(files[path] ?? null),
    hasFile: (path) => path in files,
  });
}

async function runPacked(folder: string, packed: string, args: { job: string; outdir: string }): Promise<unknown> {
  const options = ['--no-container', '--outdir', join(folder, args.outdir)];
  return comparable(JSON.parse(await cwltool(folder, [...options, packed, args.job])));
}

describe('a packed document', () => {
  let folder: string;

  beforeAll(() => {
    if (!existsSync(CWLTOOL))
      throw new Error(
        `This test needs cwltool at ${CWLTOOL}: run \`make setup\`, or point CWLTOOL at one (pip install cwltool).`,
      );
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cwl-pack-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(PACK_CASES)(
    '$name: is valid for cwltool and gives the same outputs as cwltool does',
    async (one) => {
      await writeAll(folder, one.files);
      const { document, findings } = await read(one);
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      const job = readJob({ name: 'job.json', text: JSON.stringify(one.job) }, document!.plan, Object.keys(one.files));
      expect(job.findings).toEqual([]);
      const theirs = one.isPackedByCwltool
        ? (JSON.parse(await cwltool(folder, ['--pack', one.main])) as Record<string, unknown>)
        : null;
      await writeAll(folder, {
        'ours.json': JSON.stringify(document!.packed),
        'ours-host.json': JSON.stringify(toHostCopy(document!.packed).document),
        ...(theirs && {
          'theirs-host.json': JSON.stringify(
            toHostCopy('$graph' in theirs ? theirs : { $graph: [theirs], cwlVersion: theirs.cwlVersion }).document,
          ),
        }),
        'ours-job.json': JSON.stringify(job.parameters),
        'theirs-job.json': JSON.stringify(one.job),
      });

      await cwltool(folder, ['--validate', 'ours.json#main']);
      const ours = await runPacked(folder, 'ours-host.json#main', { job: 'ours-job.json', outdir: 'ours' });
      const reference = await runPacked(folder, theirs ? 'theirs-host.json#main' : one.main, {
        job: 'theirs-job.json',
        outdir: 'theirs',
      });

      expect(ours).toEqual(reference);
      expect(Object.keys(ours as object).length).toBeGreaterThan(0);
    },
    60_000,
  );
});
