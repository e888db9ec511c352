import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'src', 'main.js');
const READY_SECONDS = 30;

/** The service as it is built, running in a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly pid: number;
  /** Fulfilled when it has ended, whoever ended it. */
  readonly ended: Promise<Ended>;
  /** How it ends; null for a code: by the signal. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string>>;

/** Builds the program when a source changed since the last time; specs that run at the same time wait for each other. */
export async function buildService(): Promise<void> {
  const lock = join(ROOT, '.cache', 'build.lock');
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const taken = (): Promise<boolean> =>
    mkdir(lock).then(
      () => true,
      () => false,
    );
  for (const until = Date.now() + 120_000; !(await taken()) && Date.now() < until;) await sleep(200);
  try {
    const install = JSON.stringify(join(ROOT, 'scripts', 'setup', 'install.mjs'));
    const program = `import { build } from ${install}; await build(${JSON.stringify(join(ROOT, '.cache', 'logs'))});`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: ROOT });
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** None of those that systems give to outgoing connections (from 32768 on): one of these would take it before the service does. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(randomInt(20_000, 32_000), '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/** Starts the service with these variables alone, on a free port, and waits until it is ready. `prefix`: a command that becomes the service. */
export async function spawnService(variables: Variables, prefix: readonly string[] = []): Promise<ServiceProcess> {
  const port = await freePort();
  const settings = { ...variables, METRICS_ADDRESS: '127.0.0.1:0', PORT: String(port) };
  return ready(port, await launch(settings, { prefix }));
}

/** The same for a service whose settings are in files of the folder where it starts: name -> content. */
export async function spawnServiceWith(files: Variables, port: number): Promise<ServiceProcess> {
  return ready(port, await launch({}, { files }));
}

async function ready(port: number, { child, ended }: Launched): Promise<ServiceProcess> {
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + READY_SECONDS * 1000; !(await answers(`${url}/health/ready`)); await sleep(50)) {
    if (child.exitCode === null && Date.now() < until) continue;
    child.kill('SIGKILL');
    const { code, stderr } = await ended;
    throw new Error(`The service did not start (${code}): ${stderr}`);
  }
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return { url, pid: child.pid ?? 0, ended, end };
}

/** For a service that is to end by itself. */
export async function runService(variables: Variables): Promise<Ended> {
  const { child, ended } = await launch(variables);
  const limit = setTimeout(() => child.kill('SIGKILL'), READY_SECONDS * 1000);
  try {
    return await ended;
  } finally {
    clearTimeout(limit);
  }
}

/** For the end of a test that failed before it ended what it had started. */
export async function killServices(): Promise<void> {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all([...running].map(({ ended }) => ended));
}

const running = new Set<Launched>();

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** In a folder of its own, and without the variables of this process. */
async function launch(
  variables: Variables,
  { files = {}, prefix = [] }: { files?: Variables; prefix?: readonly string[] } = {},
): Promise<Launched> {
  const cwd = await mkdtemp(join(tmpdir(), 'reprov-process-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables };
  const [program = '', ...words] = [...prefix, process.execPath, MAIN];
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(async ([code]) => {
    running.delete(launched);
    await rm(cwd, { recursive: true, force: true });
    return { code: code as number | null, stdout, stderr };
  });
  const launched = { child, ended };
  running.add(launched);
  return launched;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
