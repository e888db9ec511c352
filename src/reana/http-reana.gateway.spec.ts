import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { aReanaGateway } from '../../test/fakes/fake-reana-gateway';
import { FakeReana, type Fault } from '../../test/fakes/fake-reana';
import { ReanaUnavailableError, type ReanaSpecification } from './reana.gateway';
import type { HttpReanaGateway } from './http-reana.gateway';

const specification: ReanaSpecification = {
  version: '0.9.0',
  inputs: { files: [], directories: [], parameters: {}, options: {} },
  workflow: { type: 'cwl', file: 'workflow.cwl', specification: { cwlVersion: 'v1.2', $graph: [] } },
  outputs: { files: [], directories: [] },
};

describe('HttpReanaGateway', () => {
  let reana: FakeReana;
  let gateway: HttpReanaGateway;
  let logged: string;

  beforeEach(async () => {
    logged = '';
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: string) => void (logged += text));
    reana = await FakeReana.start();
    gateway = aReanaGateway(reana, { idleMilliseconds: 300, controlMilliseconds: 400 });
  });

  afterEach(async () => {
    await gateway.onApplicationShutdown();
    await reana.close();
    jest.restoreAllMocks();
  });

  const caught = async (call: Promise<unknown>): Promise<ReanaUnavailableError> => {
    const error: unknown = await call.then(
      () => new Error('no error'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ReanaUnavailableError);
    return error as ReanaUnavailableError;
  };

  it.each<[string, Omit<Fault, 'path'>]>([
    ['500', { kind: 'status', status: 500, times: 2 }],
    ['502', { kind: 'status', status: 502, times: 2 }],
    ['a reset connection', { kind: 'reset', times: 2 }],
    ['half a body', { kind: 'half body', times: 2 }],
    ['HTML', { kind: 'html', times: 2 }],
    ['silence', { kind: 'latency', milliseconds: 600 }],
  ])('repeats a read after %s', async (_, fault) => {
    reana.breakNext({ ...fault, path: /workflows$/ });

    await expect(gateway.listActiveRuns()).resolves.toEqual([]);

    expect(reana.count('GET', /workflows$/)).toBe(1 + (fault.times ?? 1));
  });

  it('gives up a read after three repetitions and says that trying later can help', async () => {
    reana.breakNext({ kind: 'status', status: 503, path: /workflows$/, times: 9, headers: { 'retry-after': '0' } });

    const error = await caught(gateway.listActiveRuns());

    expect(error).toMatchObject({ code: 'reana.unavailable', kind: 'unavailable' });
    expect(error.reason).toMatchObject({ retryable: true, unclear: false, status: 503 });
    expect(reana.count('GET', /workflows$/)).toBe(4);
  });

  it.each<[string, Omit<Fault, 'path'>, boolean]>([
    ['500', { kind: 'status', status: 500 }, true],
    ['502', { kind: 'status', status: 502 }, true],
    ['a lost answer', { kind: 'lost answer' }, true],
    ['HTML with status 200', { kind: 'html' }, true],
    ['silence', { kind: 'latency', milliseconds: 700 }, true],
    ['429', { kind: 'status', status: 429 }, false],
    ['400', { kind: 'status', status: 400 }, false],
    ['an HTML 404 of a proxy', { kind: 'html', status: 404 }, false],
  ])('sends a create once when the answer is %s, and says whether the outcome is unclear', async (_, fault, unclear) => {
    reana.breakNext({ ...fault, path: /workflows$/, method: 'POST' });

    const error = await caught(gateway.createRun('hello', specification));

    expect(error.reason.unclear).toBe(unclear);
    expect(reana.count('POST', /workflows$/)).toBe(1);
  });

  it('knows that a request which never left has a clear outcome', async () => {
    await reana.close();
    const error = await caught(gateway.createRun('hello', specification));
    expect(error.reason).toMatchObject({ retryable: true, unclear: false });
    expect(error.message).toMatch(/^REANA did not create the run: .*ECONNREFUSED/);
    reana = await FakeReana.start();
  });

  it('waits as long as a 429 asks for, with other requests too', async () => {
    reana.breakNext({ kind: 'status', status: 429, path: /workflows$/, headers: { 'retry-after': '1' } });
    const before = Date.now();

    await Promise.all([gateway.listActiveRuns(), gateway.listActiveRuns()]);
    await gateway.findRun('x');

    expect(Date.now() - before).toBeGreaterThanOrEqual(1000);
  });

  it('leaves a long wait to the caller and sends nothing meanwhile', async () => {
    reana.breakNext({ kind: 'status', status: 429, path: /workflows$/, headers: { 'retry-after': '120' } });
    expect((await caught(gateway.listActiveRuns())).retryAfterSeconds).toBe(120);

    expect((await caught(gateway.listActiveRuns())).retryAfterSeconds).toBeGreaterThan(110);

    expect(reana.requests).toHaveLength(1);
  });

  it('refuses an answer that is too large', async () => {
    const small = aReanaGateway(reana, { maxBodyBytes: 20 });
    expect((await caught(small.listActiveRuns())).reason).toMatchObject({ retryable: false });
    await small.onApplicationShutdown();
  });

  it('shows the token nowhere', async () => {
    reana.breakNext({ kind: 'reset', path: /./, times: 4 });
    const network = await caught(gateway.listActiveRuns());
    const { id } = await gateway.createRun('hello', specification);
    reana.runs.get(id)!.engine = `called http://x/?access_token=${reana.token}&a=b`;

    const raw = Buffer.concat((await gateway.readLogs(id)).raw).toString();
    const refusal = await caught(aReanaGateway({ url: reana.url, token: 'wrong-token' }).listActiveRuns());

    const shown = JSON.stringify([network, network.stack, network.cause, refusal, refusal.stack, raw, logged]);
    expect(shown).not.toContain(reana.token);
    expect(shown).not.toContain('wrong-token');
    expect(shown).toContain('[redacted]');
  });

  it('reads the logs of very many jobs', async () => {
    const { id } = await gateway.createRun('hello', specification);
    const text = `"called" http://x/?access_token=${reana.token}&a=b ${'x'.repeat(900)}\n`;
    reana.runs.get(id)!.engine = text;
    reana.runs.get(id)!.jobs = Array.from({ length: 1500 }, (_, index) => ({
      id: `job-${index}`,
      name: `count_${index}`,
      logs: text,
    }));

    const { engine, jobs, raw } = await gateway.readLogs(id);

    const shown = text.replace(reana.token, '[redacted]');
    expect(jobs).toHaveLength(1500);
    expect(jobs[1234]).toMatchObject({ id: 'job-1234', name: 'count_1234', status: 'finished', logs: shown });
    expect(engine).toBe(shown);
    expect(raw.length).toBeGreaterThan(10);
    expect(Buffer.concat(raw).toString()).not.toContain(reana.token);
  });

  it.each([
    ['a job without a name', { 'job-1': { status: 'running' } }, '', 'is not what REANA promises (job_name)'],
    ['half an answer', {}, ',', 'is not JSON'],
  ])('refuses long logs with %s', async (_, jobs, end, why) => {
    const { id } = await gateway.createRun('hello', specification);
    const text = JSON.stringify({ logs: JSON.stringify({ workflow_logs: '"'.repeat(200_000), job_logs: jobs }) });
    reana.breakNext({ kind: 'text', path: /logs$/, text: text + end, times: 1 });

    const { message, reason } = await caught(gateway.readLogs(id));

    expect(message).toBe(`REANA did not give the logs of the run: its answer ${why}.`);
    expect(reason).toMatchObject({ retryable: true, unclear: false, status: 200 });
  });

  it('asks for all active runs at once, without a page size, and reads times as UTC', async () => {
    const { id } = await gateway.createRun('hello', specification);
    reana.move(id, 'running', [{ name: 'up', status: 'running' }]);
    reana.runs.get(id)!.started = '2026-01-15T09:10:45';

    const runs = await gateway.listActiveRuns();

    expect(runs).toMatchObject([{ id, name: 'hello', runNumber: '1', status: 'running', jobs: { submitted: 1, finished: 0 } }]);
    expect(runs[0]!.startedAt!.toISOString()).toBe('2026-01-15T09:10:45.000Z');
    const { query } = reana.requests.at(-1)!;
    expect([query.has('size'), query.get('type'), query.get('status')]).toEqual([
      false,
      'batch',
      'created,queued,pending,running',
    ]);
  });

  it('tells a file that breaks off in the middle as a failure of the stream', async () => {
    const { id } = await gateway.createRun('hello', specification);
    reana.breakNext({ kind: 'half body', path: /workspace\/a.txt$/ });

    const stream = await gateway.readFile(id, 'a.txt');

    await caught(stream!.toArray());
  });

  it('hangs up when a file is not wanted any more, be it before a byte of it was read', async () => {
    const { id } = await gateway.createRun('hello', specification);
    reana.runs.get(id)!.files.set('large', Buffer.alloc(64 * 1024 * 1024));
    for (const bytesRead of [0, 1]) {
      const stream = await gateway.readFile(id, 'large');
      if (bytesRead > 0) await new Promise((resolve) => stream!.once('data', resolve));
      stream!.destroy();
      for (let waited = 0; reana.answering > 0 && waited < 3000; waited += 20) await sleep(20);
      expect(reana.answering).toBe(0);
    }
  });

  it('sees that a workspace is gone although REANA answers 500 for its files', async () => {
    const { id } = await gateway.createRun('hello', specification);
    await gateway.deleteRun(id);
    await expect(gateway.readFile(id, 'outputs/a.txt')).resolves.toBeNull();
  });

  it.each(['../status', 'outputs/../../logs', 'outputs/..', './a.txt', 'outputs/\ud800.txt'])(
    'does not ask for a file that its address would not name: %j',
    async (path) => {
      const { id } = await gateway.createRun('hello', specification);
      const asked = reana.requests.length;
      await expect(gateway.readFile(id, path)).resolves.toBeNull();
      expect(reana.requests).toHaveLength(asked);
    },
  );

  it('refuses to send a file that has another size than told', async () => {
    const { id } = await gateway.createRun('hello', specification);
    const error = await caught(gateway.uploadFile(id, 'a.txt', Readable.from([Buffer.from('abc')]), 5));
    expect(error.reason).toMatchObject({ retryable: false, unclear: false });
  });

  describe('forms of create', () => {
    /** This REANA unpacks a bundle with a program of its own, which takes its time. */
    beforeEach(async () => {
      await gateway.onApplicationShutdown();
      gateway = aReanaGateway(reana);
    });

    it('are asked for once', async () => {
      await gateway.createRun('hello', specification);
      await gateway.createRun('hello', specification);
      expect(reana.count('GET', /ping$/)).toBe(1);
    });

    it('change when REANA was replaced by 0.95 meanwhile, without a second run', async () => {
      await gateway.createRun('hello', specification);
      reana.bundles = true;
      expect(await gateway.createRun('hello', specification)).toMatchObject({ runNumber: '2' });
      expect(reana.runs.size).toBe(2);
      expect(reana.runs.get((await gateway.listActiveRuns())[0]!.id)!.files.has('reana.yaml')).toBe(true);
    });

    it('stay when REANA refuses what is in them', async () => {
      reana.breakNext({ kind: 'status', status: 400, method: 'POST', path: /workflows$/ });
      await expect(gateway.createRun('hello', specification)).rejects.toMatchObject({
        reason: { retryable: false, status: 400 },
      });
      expect([reana.count('POST', /workflows$/), reana.count('GET', /ping$/)]).toEqual([1, 2]);
    });

    it('of 0.95 may be tried again while another change of the workflow is under way', async () => {
      reana.bundles = true;
      reana.breakNext({ kind: 'status', status: 409, method: 'POST', path: /workflows$/ });
      await expect(gateway.createRun('hello', specification)).rejects.toMatchObject({
        reason: { retryable: true, unclear: false, status: 409 },
      });
      await expect(gateway.createRun('hello', specification)).resolves.toMatchObject({ runNumber: '1' });
    });
  });
});
