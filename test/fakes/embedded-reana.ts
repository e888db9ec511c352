import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EmbeddedReanaConfig } from '../../src/config/embedded-reana.config';
import { ReanaServer } from '../../src/embedded/reana/reana.server';

export interface EmbeddedReana {
  readonly url: string;
  readonly token: string;
  /** The server's own folder. */
  readonly folder: string;
  /** Which confinement of commands holds. */
  readonly sandbox: string;
  /** Ends runs and server, and removes the folder. */
  stop(): Promise<void>;
}

type Variables = Readonly<Record<string, string>>;

function environment(variables: Variables): Record<string, string | undefined> {
  return { NODE_ENV: 'test', REPROV_CACHE: process.env.REPROV_CACHE, CWLTOOL_PATH: process.env.CWLTOOL_PATH, ...variables };
}

/** The embedded REANA server inside of this process, on a free port and with a folder of its own. */
export async function startEmbeddedReana(variables: Variables = {}): Promise<EmbeddedReana> {
  const folder = variables.EMBEDDED_REANA_DIR ?? mkdtempSync(join(tmpdir(), 'embedded-reana-'));
  const config = EmbeddedReanaConfig.from(environment({ ...variables, EMBEDDED_REANA_DIR: folder }));
  const server = await ReanaServer.start(config);
  const stop = async (): Promise<void> => {
    await server.stopRuns();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: server.url, token: server.token, folder, sandbox: server.sandbox, stop };
}

export interface EmbeddedReanaProcess {
  readonly url: string;
  readonly token: string;
  readonly process: ChildProcess;
  /** Fulfilled when the process has ended; runs are left at work. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The embedded REANA server as a process of its own, as it is used outside of tests. */
export async function spawnEmbeddedReana(folder: string, variables: Variables = {}): Promise<EmbeddedReanaProcess> {
  const main = join(__dirname, '..', '..', 'src', 'embedded', 'reana', 'main.ts');
  const child = spawn(process.execPath, ['--require', join(__dirname, 'typescript-hook.cjs'), main], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment({ ...variables, EMBEDDED_REANA_DIR: folder }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (!Array.isArray(first)) throw new Error(`The embedded REANA server ended with ${first}: ${complaint}`);
  const { listening } = JSON.parse(String(first[0])) as { listening: string };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return { url: listening, token: readFileSync(join(folder, 'token'), 'utf8'), process: child, end };
}
