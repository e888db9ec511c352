import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { Failure } from '../setup/failure.mjs';

const PATIENCE_MILLISECONDS = 10_000; // from the request to stop to the end by force
const VANISH_MILLISECONDS = 1_000; // after force; a process that nobody waits for stays listed

const running = new Set();
const lastWishes = [];
let stopping = false;
let staying = false;

/** Runs `work`, and whatever happens leaves no process behind; a Failure is told in its own sentence. Never returns. */
export async function runCommand(work) {
  const interrupted = new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => (stopping ? endByForce() : reject(new Interruption(signal))));
    process.on('uncaughtException', reject);
    process.stdout.on('error', reject); // nobody reads any more, as in `make demo | head`
  });
  let code = 0;
  try {
    code = (await Promise.race([work(), interrupted])) ?? 0;
  } catch (error) {
    code = !(error instanceof Interruption) ? 1 : staying ? 0 : error.code;
    process.stderr.write(`${error instanceof Failure ? error.message : error.stack}\n`);
  }
  await stopAll();
  process.exit(code);
}

/** Done after all processes have ended, in reverse order. */
export function atEnd(wish) {
  lastWishes.unshift(wish);
}

/**
 * Starts a program in its own process group, so that Ctrl+C reaches it through us and its children end with it.
 * `log` takes what it prints; without one it prints here. `lines` hands its standard output over line by line instead.
 */
export function start(name, [program, ...words], { log, lines, ...options } = {}) {
  if (stopping) throw new Failure(`${name} is not started any more.`);
  if (log) mkdirSync(dirname(log), { recursive: true });
  const output = log ? openSync(log, 'w') : 'inherit';
  const child = spawn(program, words, { ...options, detached: true, stdio: ['ignore', lines ? 'pipe' : output, output] });
  if (log) closeSync(output);
  const started = { name, child, log, lines: lines ? createInterface({ input: child.stdout }) : undefined };
  started.ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, reason: error.message }));
    child.once('exit', (code, signal) =>
      resolve({ code: code ?? 128, reason: signal ? `ended by ${signal}` : `exit code ${code}` }),
    );
  });
  running.add(started);
  void started.ended.then(() => running.delete(started));
  return started;
}

/** Asks a process and its children to end, and ends them by force when they take too long. */
export async function stop(started) {
  signalGroup(started, 'SIGTERM');
  const force = setTimeout(() => signalGroup(started, 'SIGKILL'), PATIENCE_MILLISECONDS);
  await started.ended;
  clearTimeout(force);
  const giveUp = Date.now() + VANISH_MILLISECONDS;
  while (signalGroup(started, 'SIGKILL') && Date.now() < giveUp) await new Promise((resolve) => setTimeout(resolve, 20)); // children that outlived it
}

/** Lasts as long as all of them run: the first that ends is a Failure. */
export async function failWhenOneEnds(processes) {
  const { name, log, reason } = await Promise.race(processes.map(async (one) => ({ ...one, ...(await one.ended) })));
  throw new Failure(`${name} ended unexpectedly (${reason})${log ? `: ${whatItSaid(log)}` : '; see above'}`);
}

/** Stays until Ctrl+C, which is then a good end. */
export function stayUp(processes) {
  staying = true;
  return failWhenOneEnds(processes);
}

/** Where a program's log is and what it said last, for the end of a sentence. */
export function whatItSaid(log) {
  const near = relative(process.cwd(), log);
  const lines = stripVTControlCharacters(readFileSync(log, 'utf8'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const said = lines.findLast((line) => /^\w*Error: /.test(line)) ?? lines.at(-1) ?? 'nothing';
  return `see ${near.startsWith('..') ? log : near}, which says: ${said.slice(0, 300)}`;
}

async function stopAll() {
  stopping = true;
  await Promise.all([...running].map(stop));
  for (const wish of lastWishes) await wish();
}

function endByForce() {
  for (const started of running) signalGroup(started, 'SIGKILL');
  process.exit(130);
}

/** Answers whether there was anybody to signal. */
function signalGroup({ child }, signal) {
  try {
    return child.pid !== undefined && process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

class Interruption extends Failure {
  constructor(signal) {
    super('\nInterrupted: everything is being stopped.');
    this.code = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal];
  }
}
