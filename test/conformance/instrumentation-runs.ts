import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { instrument, type Instrumented, readJob, readWorkflow, toHostCopy } from '../../src/cwl';

const CACHE = process.env.REPROV_CACHE ?? join(homedir(), '.cache', 'reprov');
export const CWLTOOL = process.env.CWLTOOL ?? join(CACHE, 'cwltool-venv', 'bin', 'cwltool');
export const FEATURES = join(__dirname, 'cwl-features');
export const NONCE = '5f3a9c01d2';

/** Where a program of the system is; a test that needs one that is missing fails and says so. */
export function requireProgram(name: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`This test needs ${name} (on Debian: apt install ${name}).`);
  return found;
}

export interface PreparedFeature {
  readonly packed: Record<string, unknown>;
  readonly job: Record<string, unknown>;
}

/** The packed document and the job of a feature, read as the service reads them. */
export async function readFeature(name: string): Promise<PreparedFeature> {
  const text = await readFile(join(FEATURES, `${name}.cwl`), 'utf8');
  const { document, findings } = await readWorkflow({ name: `${name}.cwl`, text, readFile: () => Promise.resolve(null) });
  if (!document) throw new Error(`${name}.cwl: ${JSON.stringify(findings)}`);
  const job = await readFile(join(FEATURES, `${name}.job.yml`), 'utf8');
  const read = readJob({ name: `${name}.job.yml`, text: job }, document.plan, dataFiles());
  if (read.findings.length > 0) throw new Error(`${name}.job.yml: ${JSON.stringify(read.findings)}`);
  return { packed: document.packed, job: read.parameters };
}

export function dataFiles(): string[] {
  return readdirSync(join(FEATURES, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(FEATURES, join(entry.parentPath, entry.name)));
}

export interface Ended {
  readonly code: number;
  readonly outputs: unknown;
  readonly log: string;
}

/** Runs a packed document in a workspace of its own, as the embedded REANA server does. */
export async function runDocument(
  workspace: string,
  packed: Record<string, unknown>,
  { job, upload = null, cwltool = CWLTOOL }: { job: Record<string, unknown>; upload?: Instrumented['upload']; cwltool?: string },
): Promise<Ended> {
  await mkdir(workspace, { recursive: true });
  await cp(join(FEATURES, 'files'), join(workspace, 'files'), { recursive: true });
  await writeFile(join(workspace, 'workflow.json'), JSON.stringify(toHostCopy(packed).document));
  await writeFile(join(workspace, 'inputs.json'), JSON.stringify(job));
  if (upload) {
    await mkdir(dirname(join(workspace, upload.path)), { recursive: true });
    await writeFile(join(workspace, upload.path), upload.text);
  }
  const args = ['--no-container', '--disable-color', '--timestamps', '--tmpdir-prefix', `${workspace}/cwl/tmp/`];
  args.push(
    '--tmp-outdir-prefix',
    `${workspace}/cwl/out/`,
    '--outdir',
    `${workspace}/outputs`,
    'workflow.json#main',
    'inputs.json',
  );
  const code = await runToFiles(cwltool, args, workspace);
  const outputs: unknown = JSON.parse((await readFile(join(workspace, 'stdout'), 'utf8')) || 'null');
  return { code, outputs: comparable(outputs), log: await readFile(join(workspace, 'log'), 'utf8') };
}

/** With files, not pipes, for what it prints: a wrapper may open them again by /proc. */
function runToFiles(program: string, args: readonly string[], cwd: string): Promise<number> {
  const [log, out] = [openSync(join(cwd, 'log'), 'a'), openSync(join(cwd, 'stdout'), 'w')];
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
  const env = { PATH: path, HOME: cwd, LC_ALL: 'C.UTF-8' };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', out, log] });
    child.once('error', reject).once('exit', (code) => resolve(code ?? -1));
    [log, out].forEach((descriptor) => closeSync(descriptor));
  });
}

/** The output object without the places, which differ from run to run. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !['location', 'path'].includes(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, comparable(item)]));
}

/** The files of a folder of outputs by path, as bytes. */
export function contents(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

/** The copy with measurements; `uploaded`: with the script as a file. */
export function instrumented(packed: Record<string, unknown>, mode: 'inline' | 'uploaded'): Instrumented {
  const limits = { inlineBytes: mode === 'inline' ? Infinity : 0, largestBytes: Infinity };
  return instrument(packed, { nonce: NONCE, limits });
}
