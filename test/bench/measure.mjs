import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { Failure } from '../../scripts/setup/failure.mjs';
import { summary } from './summary.mjs';

const CLIENTS = 10;
const LONGEST_MILLISECONDS = 120_000;
const RATE_MILLISECONDS = 10_000;
const WARM_UP = 10;

/** Milliseconds of one client that sends one request after the other: at most `count`, fewer when that takes two minutes. */
export async function times(count, send, warmUp = WARM_UP) {
  for (let index = 0; index < warmUp; index += 1) await send();
  const samples = [];
  const giveUp = performance.now() + LONGEST_MILLISECONDS;
  while (samples.length < count && performance.now() < giveUp) samples.push(await timed(send));
  return summary(samples);
}

export async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/**
 * Answers a second with ten clients, each of which sends its next request when its last is answered, and what one costs the
 * API in computing time. As many requests as one client would need about ten seconds for (`median`), all of them waited for;
 * one that fails is a Failure. Half as many warm up.
 */
export async function rate(service, { median, isRight, ...request }) {
  const amount = Math.max(4 * CLIENTS, Math.ceil(RATE_MILLISECONDS / median));
  await load(service, amount / 2, { ...request, isRight });
  const computed = service.apiSeconds?.();
  const perSecond = amount / (await load(service, amount, { ...request, isRight }));
  return { perSecond, computed: computed === undefined ? undefined : (1000 * (service.apiSeconds() - computed)) / amount };
}

/** Seconds for that many requests. */
async function load(service, amount, { isRight, ...request }) {
  const result = await autocannon({
    url: service.baseUrl,
    connections: CLIENTS,
    amount: Math.ceil(amount),
    timeout: 300,
    headers: await service.headers(),
    requests: [request],
    verifyBody: isRight,
  });
  const { non2xx, errors, timeouts, mismatches } = result;
  if (result['2xx'] !== Math.ceil(amount) || non2xx + errors + timeouts + mismatches > 0)
    throw new Failure(
      `Of ${amount} requests ${result['2xx']} succeeded; ${non2xx} other statuses, ${errors} errors, ${timeouts} late, ${mismatches} wrong bodies.`,
    );
  return result.duration;
}

/** The two figures of a rate; the second only where the process is ours. */
export function rateFigures({ perSecond, computed }, { atLeast, peer }) {
  const figures = [{ what: '10 clients', value: perSecond, unit: '/s', atLeast, peer }];
  if (computed !== undefined) figures.push({ what: 'computing time of the API, an answer', value: computed, unit: 'ms' });
  return figures;
}

/** Does the work while another process asks for `path` every few milliseconds; what it waited for its answers comes with the result. */
export async function meanwhile(service, { path, everyMilliseconds }, work) {
  const task = { url: `${service.baseUrl}${path}`, headers: await service.headers(), everyMilliseconds };
  const probe = spawn(process.execPath, [fileURLToPath(new URL('probe.mjs', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [said, isReady] = [[], new Promise((resolve) => probe.stdout.once('data', resolve))];
  const ended = new Promise((resolve) => probe.once('close', resolve));
  probe.stdout.on('data', (chunk) => said.push(chunk));
  probe.stdin.write(`${JSON.stringify(task)}\n`);
  await Promise.race([isReady, ended]); // it was answered for the first time
  let result;
  try {
    result = await work();
  } finally {
    probe.stdin.end('end\n');
    await ended;
  }
  const lines = Buffer.concat(said).toString().trim().split('\n');
  if (probe.exitCode !== 0 || lines.length < 2) throw new Failure(`The other client (GET ${path}) was not answered.`);
  return { result, waited: JSON.parse(lines[1]) };
}

/** Megabytes (10^6) of a process that are in memory; `highest` since `forgetHighest`. */
export function resident(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field) => (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
  return { now: megabytes('VmRSS'), highest: megabytes('VmHWM') };
}

export function forgetHighest(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
