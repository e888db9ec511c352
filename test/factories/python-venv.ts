import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = process.env['REPROV_CACHE'] ?? join(homedir(), '.cache', 'reprov');
const INSTALL_MILLISECONDS = 300_000;

/** Where an outside program's virtual environment lies, outside the repository. */
export function venvFolder(name: string): string {
  return join(CACHE, name);
}

/**
 * A Python environment with the packages, made on first use and kept. Each group of packages is installed by itself, in order;
 * several test processes may ask at the same time, and what one left half-done is made anew.
 */
export async function ensureVenv(name: string, packages: readonly (readonly string[])[]): Promise<string> {
  const folder = venvFolder(name);
  const [ready, lock] = [join(folder, '.installed'), `${folder}.lock`];
  mkdirSync(CACHE, { recursive: true });
  for (const deadline = Date.now() + INSTALL_MILLISECONDS; !existsSync(ready); await sleep(500)) {
    if (Date.now() > deadline) throw new Error(`${name} was not installed in time; if nobody is at it, remove ${lock}.`);
    if (!claim(lock)) continue;
    try {
      if (existsSync(ready)) break;
      await run('python3', ['-m', 'venv', '--clear', folder]);
      for (const group of packages)
        await run(join(folder, 'bin', 'pip'), ['install', '--quiet', ...group], { timeout: INSTALL_MILLISECONDS });
      writeFileSync(ready, packages.flat().join('\n'));
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return folder;
}

function claim(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
