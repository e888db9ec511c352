import { Logger } from '@nestjs/common';
import { NO_LIMIT, aReanaGateway } from '../../test/fakes/fake-reana-gateway';
import { FakeReana, type Fault } from '../../test/fakes/fake-reana';
import type { HttpReanaGateway } from './http-reana.gateway';
import type { ReanaSpecification, ReanaUnavailableError } from './reana.gateway';

const specification: ReanaSpecification = {
  version: '0.9.0',
  inputs: { files: [], directories: [], parameters: {}, options: {} },
  workflow: { type: 'cwl', file: 'workflow.cwl', specification: { cwlVersion: 'v1.2', $graph: [] } },
  outputs: { files: [], directories: [] },
};

describe('the circuit of the gateway', () => {
  let reana: FakeReana;
  let gateway: HttpReanaGateway;
  let logged: string[];

  beforeEach(async () => {
    logged = [];
    const note = (text: unknown) => void logged.push(String(text));
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(note);
    jest.spyOn(Logger.prototype, 'log').mockImplementation(note);
    reana = await FakeReana.start();
    gateway = aReanaGateway(reana, { backOffMilliseconds: 1, openMilliseconds: 150, longestOpenMilliseconds: 300 });
  });

  afterEach(async () => {
    await gateway.onApplicationShutdown();
    await reana.close();
    jest.restoreAllMocks();
  });

  const refused = (call: Promise<unknown>): Promise<ReanaUnavailableError> =>
    call.then(
      () => Promise.reject(new Error('was not refused')),
      (error: ReanaUnavailableError) => error,
    );
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const down: Fault = { kind: 'status', status: 502, path: /./, times: 1000 };

  async function open(): Promise<void> {
    reana.breakNext(down);
    await refused(gateway.listActiveRuns());
    await refused(gateway.listActiveRuns());
    expect(reana.requests).toHaveLength(5);
  }

  it('opens after five failures and then fails at once, clearly, with the time until the next look', async () => {
    await open();

    const errors = await Promise.all([
      refused(gateway.listActiveRuns()),
      refused(gateway.createRun('hello', specification)),
      refused(gateway.readFile('x', 'a.txt')),
    ]);

    expect(reana.requests).toHaveLength(5);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'reana.unavailable', kind: 'unavailable', retryAfterSeconds: 1 });
      expect(error.reason).toMatchObject({ retryable: true, unclear: false });
    }
    expect(errors[1].message).toBe(
      'REANA was not asked to create the run: it has been away for 1 s; the next look at it is in 1 s.',
    );
    expect(logged.at(-1)).toBe('REANA is away: nothing is sent to it for 1 s.');
  });

  it('lets nobody wait in line for a REANA that is away', async () => {
    const budget = { ...NO_LIMIT, burst: 1, reserve: () => pause(20).then(() => NO_LIMIT.reserve(1, 0)) };
    const slow = aReanaGateway(reana, { backOffMilliseconds: 1, openMilliseconds: 5000 }, { budget });
    reana.breakNext(down);
    const before = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => refused(slow.listActiveRuns())));
    expect(performance.now() - before).toBeLessThan(500);
    expect(reana.requests.length).toBeLessThan(10);
    await slow.onApplicationShutdown();
  });

  it('looks once when the pause is over, whoever asks and however many, and waits twice as long when that fails', async () => {
    await open();
    await pause(160);
    await Promise.all(Array.from({ length: 10 }, () => refused(gateway.createRun('hello', specification))));
    expect(reana.requests.slice(5).map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /api/workflows']);
    await pause(160);
    await refused(gateway.listActiveRuns());
    expect(reana.requests).toHaveLength(6);
  });

  it('closes when REANA is back, and everybody who waited for the look goes on', async () => {
    await open();
    reana.heal();
    await pause(160);

    const runs = await Promise.all([1, 2, 3].map(() => gateway.createRun('hello', specification)));

    expect(runs).toHaveLength(3);
    expect(logged.at(-1)).toBe('REANA answers again.');
    await expect(gateway.listActiveRuns()).resolves.toHaveLength(3);
  });

  it('closes in time although the clock was set back by an hour', async () => {
    await open();
    reana.heal();
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    await pause(160);
    await expect(gateway.listActiveRuns()).resolves.toEqual([]);
  });

  it.each<[string, (id: string) => Promise<unknown>, Omit<Fault, 'path'>]>([
    ['500 for one file', (id) => gateway.readFile(id, 'a.txt'), { kind: 'status', status: 500 }],
    ['a page for an odd path', (id) => gateway.readFile(id, 'a.txt'), { kind: 'html', status: 400 }],
    ['429', () => gateway.listActiveRuns(), { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
    ['403', () => gateway.listActiveRuns(), { kind: 'status', status: 403 }],
  ])('does not take %s for a REANA that is away', async (_, call, fault) => {
    const { id } = await gateway.createRun('hello', specification);
    reana.breakNext({ ...fault, path: /a\.txt$|workflows$/, times: 24 });
    await Promise.allSettled([1, 2, 3, 4, 5, 6].map(() => call(id)));
    expect(reana.requests.length).toBeGreaterThanOrEqual(6);
    reana.heal();
    await expect(gateway.listActiveRuns()).resolves.toHaveLength(1);
    expect(logged.join()).not.toContain('REANA is away');
  });

  it('counts nothing that was never sent', async () => {
    const away = new Error('database away');
    const closed = aReanaGateway(reana, {}, { budget: { ...NO_LIMIT, reserve: () => Promise.reject(away) } });
    for (let times = 0; times < 10; times += 1) await expect(closed.listActiveRuns()).rejects.toBe(away);
    expect(reana.requests).toHaveLength(0);
    expect(logged).toEqual([]);
    await closed.onApplicationShutdown();
  });
});
