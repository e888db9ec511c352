import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ensureVenv, venvFolder } from '../factories/python-venv';

const VENV = 'reana-client-venv';
/** pkg_resources, which the client imports, is gone from newer setuptools. */
const PACKAGES = [['setuptools<81'], ['reana-client==0.9.6']];

export const REANA_CLIENT_VENV = venvFolder(VENV);
/** The document against which the client checks every answer. */
export const REANA_OPENAPI = 'reana_commons/openapi_specifications/reana_server.json';

/** Installs the genuine client into a virtual environment of its own, once. */
export async function installReanaClient(): Promise<void> {
  await ensureVenv(VENV, PACKAGES);
}

export interface ClientAnswer {
  readonly code: number;
  readonly out: string;
  /** Both streams, as a person sees them. */
  readonly text: string;
}

interface Server {
  readonly url: string;
  readonly token: string;
}

function call(program: string, server: Server, folder: string, args: readonly string[]): Promise<ClientAnswer> {
  const bin = join(REANA_CLIENT_VENV, 'bin');
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: process.env.HOME,
    LC_ALL: 'C.UTF-8',
    PYTHONWARNINGS: 'ignore',
    REANA_SERVER_URL: server.url,
    ...(server.token === '' ? {} : { REANA_ACCESS_TOKEN: server.token }),
  };
  return new Promise((resolve) => {
    execFile(join(bin, program), args, { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, text: out + err }),
    );
  });
}

/** The runner for conformance tests of CWL that comes with the client. */
export function reanaCwlRunner(server: Server, folder: string, ...args: string[]): Promise<ClientAnswer> {
  return call('reana-cwl-runner', server, folder, args);
}

/** `reana-client` as a person calls it: in a folder, against a server, with a token. */
export class ReanaClient {
  constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  call(...args: string[]): Promise<ClientAnswer> {
    return call('reana-client', this.server, this.folder, args);
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
