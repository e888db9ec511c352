import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const SERVER_CORE = '0';
const CLIENT_CORE = '1';
const TICKS_A_SECOND = 100; // of /proc, on every Linux that Node runs on
const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;

/** Puts this process on the clients' core, and with it all that it starts. Tells what holds. */
export function pinClients() {
  if (!canPin) return 'not pinned to cores: this needs taskset and two cores';
  spawnSync('taskset', ['-a', '-c', '-p', CLIENT_CORE, String(process.pid)]);
  return `API on core ${SERVER_CORE}; clients, MariaDB, issuer and embedded REANA on core ${CLIENT_CORE}`;
}

export function onServerCore(command) {
  return canPin ? ['taskset', '-c', SERVER_CORE, ...command] : command;
}

/** How long a process and its threads have computed. */
export function secondsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** From now on: which share of the server's core did other programs take? Figures of a row with a high one say little. */
export function watchServerCore(environment) {
  if (!canPin) return () => undefined;
  const [before, ownBefore, began] = [busySeconds(), environment.apiSeconds(), performance.now()];
  return () => {
    const others = busySeconds() - before - (environment.apiSeconds() - ownBefore);
    return Math.max(0, others / ((performance.now() - began) / 1000));
  };
}

function busySeconds() {
  const line = new RegExp(`^cpu${SERVER_CORE} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const [user, nice, system, , , interrupts, soft, steal] = line.split(' ').map(Number);
  return (user + nice + system + interrupts + soft + steal) / TICKS_A_SECOND;
}
