import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** pkg_resources, which the client imports, is gone from newer setuptools. */
const PINS = ['setuptools<81', 'reana-client==0.9.6'];
const INSTALL_MS = 300_000;

const cache = process.env.REPROV_CACHE ?? join(homedir(), '.cache', 'reprov');
export const REANA_CLIENT_VENV = join(cache, 'reana-client-venv');
/** The document against which the client checks every answer. */
export const REANA_OPENAPI = 'reana_commons/openapi_specifications/reana_server.json';

/** Installs the genuine client into a virtual environment of its own, once; several test processes may ask at the same time. */
export async function installReanaClient(): Promise<void> {
  const [ready, lock] = [join(REANA_CLIENT_VENV, '.installed'), `${REANA_CLIENT_VENV}.lock`];
  mkdirSync(cache, { recursive: true });
  for (const deadline = Date.now() + INSTALL_MS; !existsSync(ready); await sleep(500)) {
    if (Date.now() > deadline) throw new Error(`reana-client was not installed in time; if nobody is at it, remove ${lock}.`);
    if (!claim(lock)) continue;
    try {
      await run('python3', ['-m', 'venv', '--clear', REANA_CLIENT_VENV]);
      for (const pin of PINS)
        await run(join(REANA_CLIENT_VENV, 'bin', 'pip'), ['install', '--quiet', pin], { timeout: INSTALL_MS });
      writeFileSync(ready, PINS.join('\n'));
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

function claim(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

export interface ClientAnswer {
  readonly code: number;
  readonly out: string;
  /** Both streams, as a person sees them. */
  readonly text: string;
}

/** `reana-client` as a person calls it: in a folder, against a server, with a token. */
export class ReanaClient {
  constructor(
    private readonly server: { readonly url: string; readonly token: string },
    private readonly folder: string,
  ) {}

  async call(...args: string[]): Promise<ClientAnswer> {
    const bin = join(REANA_CLIENT_VENV, 'bin');
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: process.env.HOME,
      LC_ALL: 'C.UTF-8',
      PYTHONWARNINGS: 'ignore',
      REANA_SERVER_URL: this.server.url,
      ...(this.server.token === '' ? {} : { REANA_ACCESS_TOKEN: this.server.token }),
    };
    return new Promise((resolve) => {
      execFile(join(bin, 'reana-client'), args, { cwd: this.folder, env, maxBuffer: 16 * 1024 * 1024 }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, text: out + err }),
      );
    });
  }

  /** For commands that must succeed. */
  async must(...args: string[]): Promise<string> {
    const { code, out, text } = await this.call(...args);
    if (code !== 0) throw new Error(`reana-client ${args.join(' ')} ended with ${code}: ${text}`);
    return out;
  }

  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.must(...args, '--json')) as T;
  }
}
