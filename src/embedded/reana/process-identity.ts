import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process that cannot be taken for a later one of the same number: numbers are used again, also after a reboot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly born: string;
}

/** Fields of /proc/PID/stat from the third on; the second, the program's name, may hold anything. */
function procStat(pid: number | string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
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

/** Sends a signal to every process of the group; false when there is none. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Is a process of the group still at work? Zombies are not, although a signal can be sent to them. */
export function isGroupAlive(pid: number): boolean {
  if (!signalGroup(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  return readdirSync('/proc').some((name) => {
    const stat = /^\d+$/.test(name) ? procStat(name) : null;
    return stat !== null && stat[2] === `${pid}` && stat[0] !== 'Z';
  });
}
