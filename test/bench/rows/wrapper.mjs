import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, closeSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../scripts/setup/failure.mjs';
import { ROOT } from '../../../scripts/setup/places.mjs';
import { findProgram, requireTestPrograms } from '../../../scripts/setup/programs.mjs';
import { summary } from '../summary.mjs';

const RUNS = 100;
const HASHED_RUNS = 3;
const MIB = 1024 * 1024;
const FILE_BYTES = 1024 * MIB;

/** What the wrapper around a tool adds to a step: it is run as an engine would, with and without the wrapper in turn. */
export const wrapper = {
  name: 'wrapper',
  title: 'wrapper around a step',
  needsOwnService: true,
  withoutApi: true,
  async measure({ environment }) {
    await requireTestPrograms(environment.logs, ['dash', 'busybox']);
    const folder = mkdtempSync(join(tmpdir(), 'reprov-bench-wrapper-'));
    try {
      const file = largeFile(folder);
      const { dash, busybox } = shellsIn(folder);
      return [...overhead('dash', dash), ...overhead('busybox, its own programs', busybox), ...hashing({ dash, busybox }, file)];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** A path with one shell as `sh`: beside the system's programs, or beside nothing but its own. */
function shellsIn(folder) {
  const [system, own] = [join(folder, 'system'), join(folder, 'own')];
  for (const path of [system, own, join(folder, 'work')]) mkdirSync(path);
  symlinkSync(findProgram('dash'), join(system, 'sh'));
  spawnSync(findProgram('busybox'), ['--install', '-s', own]);
  const cwd = join(folder, 'work');
  return { dash: { path: `${system}:${process.env.PATH}`, cwd }, busybox: { path: own, cwd } };
}

function overhead(name, shell) {
  const [wrapped, plain] = [wrappedTrue(), ['true']];
  const took = { wrapped: [], plain: [] };
  for (let index = -5; index < RUNS; index += 1) {
    const [one, other] = [run(wrapped, shell.path, shell.cwd), run(plain, shell.path, shell.cwd)];
    if (index < 0) continue;
    took.wrapped.push(one);
    took.plain.push(other);
  }
  const [longer, shorter] = [summary(took.wrapped), summary(took.plain)];
  return [
    { what: `${name}: added to \`true\`, median of ${RUNS}`, value: longer.median - shorter.median, unit: 'ms', atMost: 50 },
    { what: `${name}: p95 with it, without it ${shorter.p95.toFixed(1)} ms`, value: longer.p95, unit: 'ms' },
  ];
}

/** What the run takes longer with a file to be read. The first run, which fills the page cache, does not count. */
function hashing({ dash, busybox }, file) {
  const rate = ({ path, cwd }) => {
    const seconds = (words) =>
      summary(Array.from({ length: HASHED_RUNS + 1 }, () => run(words, path, cwd)).slice(1)).median / 1000;
    return FILE_BYTES / 1e6 / (seconds(wrappedTrue(file)) - seconds(wrappedTrue()));
  };
  return [
    { what: 'hashing of 1 GiB that a step uses, openssl', value: rate(dash), unit: 'MB/s', atLeast: 300 },
    { what: "the same, busybox's sha256sum", value: rate(busybox), unit: 'MB/s' },
  ];
}

/** The words that an engine runs for `true`, its File input being `file`. */
function wrappedTrue(file) {
  const { instrument } = createRequire(import.meta.url)(join(ROOT, 'dist', 'src', 'cwl', 'index.js'));
  const tool = { class: 'CommandLineTool', id: '#true.cwl', inputs: [], outputs: [], baseCommand: ['true'] };
  const step = { id: '#main/run', run: tool.id, in: [], out: [] };
  const main = { class: 'Workflow', id: '#main', inputs: [], outputs: [], steps: [step] };
  const { packed } = instrument({ cwlVersion: 'v1.2', $graph: [main, tool] }, { nonce: 'bench0' });
  const words = packed.$graph[1].baseCommand;
  return file === undefined ? words : words.toSpliced(words.indexOf('--'), 0, file);
}

function largeFile(folder) {
  const path = join(folder, 'large.bin');
  const handle = openSync(path, 'w');
  for (let written = 0; written < FILE_BYTES; written += 16 * MIB) writeSync(handle, Buffer.alloc(16 * MIB, written / MIB + 1));
  closeSync(handle);
  return path;
}

/** Milliseconds. A run of the wrapper must have written its record, with a sha256 for each file. */
function run([program, ...words], path, cwd) {
  const env = { ...process.env, PATH: path };
  const began = performance.now();
  const { status, error, stderr } = spawnSync(program, words, { cwd, env, encoding: 'utf8' });
  const took = performance.now() - began;
  if (status !== 0) throw new Failure(`${program} ended with ${error?.message ?? status}: ${stderr}`);
  if (words[0] === '-c' && !/@@reprov:.*"exit":0/.test(stderr)) throw new Failure(`The wrapper wrote no record: ${stderr}`);
  if (words.at(-3)?.startsWith('/') && !/"h":"[0-9a-f]{64}"/.test(stderr))
    throw new Failure(`The wrapper hashed nothing: ${stderr}`);
  return took;
}
