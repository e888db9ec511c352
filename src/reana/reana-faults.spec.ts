import { Logger } from '@nestjs/common';
import { NO_LIMIT, aReanaGateway } from '../../test/fakes/fake-reana-gateway';
import { FakeReana, type Fault } from '../../test/fakes/fake-reana';
import type { HttpReanaGateway } from './http-reana.gateway';
import { ReanaUnavailableError, type ReanaSpecification } from './reana.gateway';

const specification: ReanaSpecification = {
  version: '0.9.0',
  inputs: { files: [], directories: [], parameters: {}, options: {} },
  workflow: { type: 'cwl', file: 'workflow.cwl', specification: { cwlVersion: 'v1.2', $graph: [] } },
  outputs: { files: [], directories: [] },
};

type Wrong = Omit<Fault, 'path'>;
const status = (code: number, headers: Record<string, string> = {}): Wrong => ({ kind: 'status', status: code, headers });
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

/** What goes wrong; how often a read is sent; whether another try can help; whether a write may have happened. */
const FAULTS: [string, Wrong, number, boolean, boolean][] = [
  ['500', status(500), 4, true, true],
  ['502', status(502), 4, true, true],
  ['503', status(503), 4, true, true],
  ['503 with a long Retry-After', status(503, { 'retry-after': '60' }), 1, true, true],
  ['504', status(504), 4, true, true],
  ['429', status(429, { 'retry-after': '0' }), 4, true, false],
  ['429 with a long Retry-After', status(429, { 'retry-after': '60' }), 1, true, false],
  ['429 with a date', status(429, { 'retry-after': inSeconds(90) }), 1, true, false],
  ['400', status(400), 1, false, false],
  ['403', status(403), 1, false, false],
  ['409', status(409), 1, false, false],
  ['413 in HTML', { kind: 'html', status: 413 }, 1, false, false],
  ['a time-out', { kind: 'latency', milliseconds: 1000 }, 4, true, true],
  ['a reset', { kind: 'reset' }, 4, true, true],
  ['HTML with 502', { kind: 'html', status: 502 }, 4, true, true],
];
/** These come after a good status, when a download has begun already. */
const BODY_FAULTS: typeof FAULTS = [
  ['half a body', { kind: 'half body' }, 4, true, true],
  ['a slow drip', { kind: 'drip' }, 4, true, true],
  ['HTML', { kind: 'html' }, 4, true, true],
  ['invalid JSON', { kind: 'text', text: '{"items": [' }, 4, true, true],
  ['a body that is too large', { kind: 'text', text: `{"items": "${'x'.repeat(3000)}"}` }, 1, false, false],
];

describe('the gateway when REANA is unwell', () => {
  let reana: FakeReana;
  let gateway: HttpReanaGateway;
  let paid: number;
  let id: string;

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    reana = await FakeReana.start();
    const reserve: typeof NO_LIMIT.reserve = (count, longest) => {
      paid += count;
      return NO_LIMIT.reserve(count, longest);
    };
    const short = { idleMilliseconds: 150, controlMilliseconds: 200, transferMilliseconds: 200, backOffMilliseconds: 2 };
    gateway = aReanaGateway(reana, { ...short, failuresToOpen: 100, maxBodyBytes: 2000 }, { budget: { ...NO_LIMIT, reserve } });
    id = (await gateway.createRun('hello', specification)).id;
    reana.runs.get(id)!.files.set('a.txt', Buffer.from('abc'));
    reana.requests.length = 0;
    paid = 0;
  });

  afterEach(async () => {
    await gateway.onApplicationShutdown();
    await reana.close();
    jest.restoreAllMocks();
  });

  const caught = async (call: Promise<unknown>): Promise<ReanaUnavailableError> => {
    const error: unknown = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ReanaUnavailableError);
    return error as ReanaUnavailableError;
  };

  it.each([...FAULTS, ...BODY_FAULTS])('read: %s', async (_, fault, sent, retryable) => {
    reana.breakNext({ ...fault, path: /logs$/, times: 100 });
    const { reason } = await caught(gateway.readLogs(id));
    expect([reason.retryable, reason.unclear]).toEqual([retryable, false]);
    expect([reana.requests.length, paid]).toEqual([sent, sent]);
  });

  it.each([...FAULTS, ...BODY_FAULTS])('write: %s', async (_, fault, _sent, retryable, unclear) => {
    reana.breakNext({ ...fault, method: 'POST', path: /workflows$/, times: 100 });
    const { reason } = await caught(gateway.createRun('hello', specification));
    expect([reason.retryable, reason.unclear]).toEqual([retryable, unclear]);
    expect([reana.count('POST', /workflows$/), paid]).toEqual([1, reana.requests.length]);
  });

  it.each(FAULTS)('download: %s', async (_, fault, sent, retryable) => {
    reana.breakNext({ ...fault, path: /a\.txt$/, times: 100 });
    const { reason } = await caught(gateway.readFile(id, 'a.txt'));
    expect([reason.retryable, reason.unclear]).toEqual([retryable, false]);
    expect([reana.count('GET', /a\.txt$/), paid]).toEqual([sent, reana.requests.length]);
  });

  it.each<[string, Wrong]>([
    ['half a body', { kind: 'half body' }],
    ['a slow drip', { kind: 'drip' }],
  ])('download that has begun: %s breaks the stream', async (_, fault) => {
    reana.breakNext({ ...fault, path: /a\.txt$/ });
    const stream = await gateway.readFile(id, 'a.txt');
    await caught(stream!.toArray());
    expect(reana.count('GET', /a\.txt$/)).toBe(1);
  });

  it.each([
    ['seconds', '90', 90],
    ['a date, by the server’s own clock', 'Thu, 15 Jan 2026 09:01:30 GMT', 90],
  ])('takes Retry-After in %s', async (_, retryAfter, seconds) => {
    const date = 'Thu, 15 Jan 2026 09:00:00 GMT';
    reana.breakNext({ ...status(429, { 'retry-after': retryAfter, date }), path: /logs$/ });
    expect((await caught(gateway.readLogs(id))).retryAfterSeconds).toBe(seconds);
  });
});
