import { isObject, type JsonObject } from '../source/json';
import type { FileRecord, HostRecord, RecordedPath, StepRecord } from './step-record';
import { decodeToolId, isNonce } from './wrapper-words';

/** Longer lines are none of the wrapper's: container runtimes cut them anyway. */
const MAX_LINE = 20_000;
const MAX_FILES = 500;
const MAX_TEXT = 256;
const TICKS_PER_SECOND = 100;
const SIGNALS = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT ' +
  'CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/**
 * Reads what the wrappers wrote into a log, in the order of their ends. The log is untrusted text: only lines that begin with
 * the tag and the nonce count, anything odd is passed over, and of several records of a tool in one working folder the last
 * one holds, because the wrapper outlives its tool. A missing record means unknown, not failure.
 */
export function readStepRecords(log: string, nonce: string): StepRecord[] {
  if (!isNonce(nonce)) return [];
  const records = new Map<string, StepRecord>();
  const tag = `@@reprov:1:${nonce} `;
  for (let at = log.indexOf(tag); at >= 0; at = log.indexOf(tag, at + tag.length)) {
    if (at > 0 && log[at - 1] !== '\n') continue;
    const end = log.indexOf('\n', at);
    const text = log.slice(at + tag.length, Math.min(end < 0 ? log.length : end, at + MAX_LINE));
    const record = toRecord(parse(text));
    if (!record) continue;
    const key = JSON.stringify([record.tool, record.cwd?.pathHex ?? record.cwd?.path]);
    records.delete(key);
    records.set(key, record);
  }
  return [...records.values()];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toRecord(value: unknown): StepRecord | null {
  if (!isObject(value) || typeof value.tool !== 'string' || typeof value.flags !== 'string') return null;
  const tool = decodeToolId(value.tool);
  const { exit } = value;
  if (tool === null || typeof exit !== 'number' || !Number.isInteger(exit) || exit < 0 || exit > 255) return null;
  const [used, generated] = [filesOf(value.used), filesOf(value.gen)];
  if (!used || !generated) return null;
  const [moreUsed, moreGenerated] = listOf(value.more).map(count);
  const more = { used: moreUsed ?? 0, generated: moreGenerated ?? 0 };
  return {
    tool,
    exitCode: exit,
    signal: exit > 128 ? signalOf(exit - 128) : null,
    ...consumed(value),
    cwd: isObject(value.cwd) ? pathOf(value.cwd) : null,
    used,
    generated,
    more,
    usedIsComplete: !value.flags.includes('u') && more.used === 0,
    generatedIsComplete: !value.flags.includes('g') && more.generated === 0 && !generated.some(isOutputObject),
    host: hostOf(value.host),
  };
}

/** A tool may say by this file itself what its outputs are (CWL 1.2 CommandLineTool, 5.4). */
function isOutputObject({ path }: FileRecord): boolean {
  return path === 'cwl.output.json';
}

function signalOf(number: number): string | null {
  const name = SIGNALS[number - 1];
  return name === undefined ? null : `SIG${name}`;
}

type Consumed = Pick<
  StepRecord,
  | 'startedAt'
  | 'endedAt'
  | 'elapsedSeconds'
  | 'cpuSeconds'
  | 'cpuScope'
  | 'memoryPeakBytes'
  | 'memoryScope'
  | 'readBytes'
  | 'writtenBytes'
>;

function consumed(value: JsonObject): Consumed {
  const [start, end] = listOf(value.date).map((text) => decimal(text, 1e12));
  const [before, after] = listOf(value.at).map(snapshot);
  const used = (name: keyof Snapshot): number | null => difference(before?.[name], after?.[name]);
  const elapsedSeconds = used('uptime') ?? difference(start, end);
  const process = used('ticks');
  const [cpuSeconds, cpuScope] =
    process === null ? ([used('cgroup'), 'cgroup'] as const) : ([process / TICKS_PER_SECOND, 'process'] as const);
  const memoryPeakBytes = decimal(value.mem);
  return {
    startedAt: dateOf(start),
    endedAt: typeof start === 'number' ? dateOf(start + (elapsedSeconds ?? 0)) : null,
    elapsedSeconds,
    cpuSeconds,
    cpuScope: cpuSeconds === null ? null : cpuScope,
    memoryPeakBytes,
    memoryScope: memoryPeakBytes === null ? null : 'cgroup',
    readBytes: used('read'),
    writtenBytes: used('written'),
  };
}

interface Snapshot {
  readonly uptime: number | null;
  readonly ticks: number | null;
  readonly read: number | null;
  readonly written: number | null;
  /** Seconds. */
  readonly cgroup: number | null;
}

/** `uptime:ticks of user:ticks of system:bytes read:bytes written:CPU of the cgroup` as the kernel writes them. */
function snapshot(text: unknown): Snapshot {
  const [uptime, user, system, read, written, first, second] = (typeof text === 'string' ? text : '').split(':');
  const [userTicks, systemTicks] = [decimal(user), decimal(system)];
  return {
    uptime: decimal(uptime),
    ticks: userTicks === null || systemTicks === null ? null : userTicks + systemTicks,
    read: decimal(read),
    written: decimal(written),
    cgroup: first === 'usage_usec' ? scaled(second, 1e6) : scaled(first, 1e9),
  };
}

function scaled(text: string | undefined, unit: number): number | null {
  const value = decimal(text);
  return value === null ? null : value / unit;
}

function difference(before: number | null | undefined, after: number | null | undefined): number | null {
  if (typeof before !== 'number' || typeof after !== 'number' || after < before) return null;
  return Math.round((after - before) * 1e6) / 1e6;
}

function dateOf(seconds: number | null | undefined): Date | null {
  return typeof seconds === 'number' ? new Date(Math.round(seconds * 1000)) : null;
}

function hostOf(value: unknown): HostRecord {
  const [uname, online, memory] = listOf(value).map((one) => (typeof one === 'string' ? one.slice(0, MAX_TEXT) : ''));
  const [system, kernel, ...rest] = (uname ?? '').split(' ').filter((word) => word !== '');
  const kibibytes = decimal(/^MemTotal:\s+(\d+) kB$/.exec(memory ?? '')?.[1]);
  return {
    system: system ?? null,
    kernel: kernel ?? null,
    architecture: rest.length > 0 ? rest.join(' ') : null,
    cpuCount: countOfRanges(online ?? ''),
    memoryBytes: kibibytes === null ? null : kibibytes * 1024,
  };
}

/** `0-3,8` as the kernel lists processors. */
function countOfRanges(text: string): number | null {
  if (!/^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$/.test(text)) return null;
  return text.split(',').reduce((sum, range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return sum + Math.max(0, to - from + 1);
  }, 0);
}

function filesOf(value: unknown): FileRecord[] | null {
  if (!Array.isArray(value) || value.length > MAX_FILES) return null;
  const files = new Map<string, FileRecord>();
  for (const item of value as unknown[]) {
    const path = isObject(item) ? pathOf(item) : null;
    if (!isObject(item) || !path) return null;
    const isHash = typeof item.h === 'string' && /^[0-9a-f]{64}$/.test(item.h);
    const sizeBytes = typeof item.n === 'number' && Number.isSafeInteger(item.n) && item.n >= 0 ? item.n : null;
    files.set(path.pathHex ?? path.path, { ...path, sizeBytes, sha256: isHash ? (item.h as string) : null });
  }
  return [...files.values()];
}

/** `p` is the path as text, `x` its bytes in hex. */
function pathOf({ p, x }: JsonObject): RecordedPath | null {
  if (typeof p === 'string' && p !== '') return { path: withoutDot(p), pathHex: null };
  if (typeof x !== 'string' || !/^([0-9a-f]{2})+$/.test(x)) return null;
  const bytes = Buffer.from(x, 'hex');
  const path = utf8Of(bytes);
  if (path !== null) return { path: withoutDot(path), pathHex: null };
  const shown = [...bytes].map((byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return { path: withoutDot(shown.join('')), pathHex: x };
}

function utf8Of(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function withoutDot(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function decimal(value: unknown, limit: number = Number.MAX_SAFE_INTEGER): number | null {
  if (typeof value !== 'string' || !/^\d{1,20}(\.\d{1,9})?$/.test(value)) return null;
  const number = Number(value);
  return number <= limit ? number : null;
}
