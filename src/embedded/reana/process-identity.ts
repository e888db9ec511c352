import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process that cannot be taken for a later one of the same number: numbers are used again, also after a reboot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly born: string;
}

/** Fields of /proc/PID/stat from the third on; the second, the program's name, may hold anything. */
function procStat(pid: number): string[] | null {
  const text = readText(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

/** Null: the process is gone, or somebody else's. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The process of that number, or null when there is none or only its remains (a zombie). */
export function identify(pid: number): ProcessIdentity | null {
  if (process.platform !== 'linux') return identifyByPs(pid);
  const stat = procStat(pid);
  const [state, started] = [stat?.[0], stat?.[19]];
  return state === undefined || state === 'Z' || started === undefined ? null : { pid, born: `${bootId()}:${started}` };
}

function identifyByPs(pid: number): ProcessIdentity | null {
  try {
    const born = execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return born.trim() === '' ? null : { pid, born: born.trim() };
  } catch {
    return null;
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.born === identity.born;
}

/**
 * Processes that were started with HOME in this folder: those of an engine that works there, also when they have left its group or
 * outlived it. Only Linux tells.
 */
export function processesAtHomeIn(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return processNumbers().filter((pid) => {
    const home = homeOf(pid);
    return home === folder || home?.startsWith(`${folder}/`);
  });
}

/** As the process was started; null: without, or it is somebody else's. */
function homeOf(pid: number): string | null {
  const variables = readText(`/proc/${pid}/environ`)?.split('\0') ?? [];
  return variables.find((one) => one.startsWith('HOME='))?.slice('HOME='.length) ?? null;
}

function processNumbers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Sends a signal to every process of the group; false when there is none. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Does a tool of the group still work: anybody but the engine, which has this home? Zombies do not, although one can signal them. */
export function hasToolAtWork(group: number, engineHome: string): boolean {
  if (!signalGroup(group, 0)) return false;
  if (process.platform !== 'linux') return true;
  return processNumbers().some((pid) => {
    const stat = procStat(pid);
    return stat !== null && stat[2] === `${group}` && stat[0] !== 'Z' && homeOf(pid) !== engineHome;
  });
}
