import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { Failure } from './failure.mjs';
import { PYTHON } from './places.mjs';

const PYTHON_FACTS = 'import sys; print("%d.%d" % sys.version_info[:2]); import venv, ensurepip';

/** Python 3.9 or newer that can make virtual environments. */
export function checkPython() {
  const { error, status, stdout } = spawnSync(PYTHON, ['-c', PYTHON_FACTS], { encoding: 'utf8' });
  const version = stdout?.trim() ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (error || version === '')
    throw new Failure(
      `ReProv needs Python 3.9 or newer, and ${PYTHON} does not start: install it, or name one with PYTHON=/path/to/python3.`,
    );
  if (major !== 3 || minor < 9)
    throw new Failure(
      `ReProv needs Python 3.9 or newer, and ${PYTHON} is ${version}: name a newer one with PYTHON=/path/to/python3.`,
    );
  if (status !== 0)
    throw new Failure(
      `${PYTHON} ${version} cannot make virtual environments: install venv and ensurepip (on Debian: apt install python3-venv).`,
    );
}

/** The port from a variable, when it is set; refused when it is no port or in use. */
export async function checkPort(name, text) {
  if (!text) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Failure(`${name}=${text} is not a port: it must be a number from 1 to 65535.`);
  if (!(await isFree(port))) throw new Failure(`Port ${port} is in use: stop what uses it, or give another one with ${name}=.`);
  return port;
}

/** A port on loopback that nobody uses now. */
export async function freePort() {
  const server = await listen(0);
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function isFree(port) {
  try {
    const server = await listen(port);
    await new Promise((done) => server.close(done));
    return true;
  } catch {
    return false;
  }
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
