import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BundleRefused, readBundle, readSpecification } from './fake-reana-bundle';
import { itemOf, logsOf, type FakeJob, type FakeRun, type FakeRunStatus } from './fake-run';

export type { FakeJob, FakeRun };

/** What goes wrong with the next requests that fit. */
export interface Fault {
  readonly method?: string;
  readonly path: RegExp;
  /** Default: once. */
  readonly times?: number;
  readonly kind: 'status' | 'reset' | 'half body' | 'html' | 'text' | 'drip' | 'lost answer' | 'latency';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** For `text`: what is answered. */
  readonly text?: string;
  readonly milliseconds?: number;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const now = () => new Date().toISOString().slice(0, 19);
const ok = (body: unknown): Reply => ({ status: 200, body });
const refused = (status: number, message: string): Reply => ({ status, body: { message } });

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * A REANA that runs nothing: a test moves its runs, breaks its answers and counts what it was asked. It answers in the shapes
 * of REANA 0.9, or of 0.95, which takes runs as bundles, and passes the gateway's contract as the embedded server does.
 */
export class FakeReana {
  readonly token = 'fake-token-that-must-not-show';
  readonly runs = new Map<string, FakeRun>();
  readonly requests: (Omit<Asked, 'headers' | 'body'> & { readonly at: number })[] = [];
  /** Whether it is a REANA 0.95. */
  bundles = false;
  /** What happens when a run is started; default: it stays queued until the test moves it. */
  onStart: (run: FakeRun) => void = () => undefined;
  /** How many answers are under way. */
  answering = 0;
  private faults: (Fault & { left: number })[] = [];
  private server: Server;

  static async start({ bundles = false } = {}): Promise<FakeReana> {
    const fake = new FakeReana();
    fake.bundles = bundles;
    fake.server = createServer((request, response) => void fake.serve(request, response));
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  breakNext(fault: Fault): void {
    this.faults.push({ ...fault, left: fault.times ?? 1 });
  }

  heal(): void {
    this.faults = [];
  }

  count(method: string, path: RegExp): number {
    return this.requests.filter((one) => one.method === method && path.test(one.path)).length;
  }

  move(id: string, status: FakeRunStatus, jobs?: readonly FakeJob[]): void {
    const run = this.runs.get(id)!;
    run.status = status;
    if (jobs) run.jobs = jobs.map((job, index) => ({ id: run.jobs[index]?.id ?? randomUUID(), status: 'finished', ...job }));
    if (status === 'running') run.started ??= now();
    if (['finished', 'failed', 'stopped'].includes(status)) run.finished ??= now();
    if (status === 'stopped') run.stopped ??= now();
  }

  /** Ends a run with these outputs, as the CWL engine reports them: name of the port -> file name and content. */
  end(
    id: string,
    status: 'finished' | 'failed',
    outputs: Readonly<Record<string, readonly [string, string]>>,
    jobs: readonly FakeJob[],
  ) {
    const run = this.runs.get(id)!;
    run.started ??= now();
    const object: Record<string, unknown> = {};
    for (const [port, [name, text]] of Object.entries(outputs)) {
      run.files.set(`outputs/${name}`, Buffer.from(text));
      object[port] = { class: 'File', location: `file:///var/reana/${id}/outputs/${name}`, basename: name, size: text.length };
    }
    run.engine = `FinalOutput${JSON.stringify(object)}FinalOutput\nFinal process status is ${status === 'finished' ? 'success' : 'permanentFail'}\n`;
    this.move(id, status, jobs);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.answering += 1;
    response.once('close', () => (this.answering -= 1));
    const url = new URL(request.url ?? '/', 'http://fake');
    const [method, path] = [request.method ?? 'GET', url.pathname];
    this.requests.push({ method, path, query: url.searchParams, at: performance.now() });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = this.faults.find((one) => one.left > 0 && (one.method ?? method) === method && one.path.test(path));
    if (fault) fault.left -= 1;
    if (fault && (await this.misbehave(fault, response))) return;
    const { headers } = request;
    const asked = { method, path, query: url.searchParams, headers, body: Buffer.concat(chunks) };
    const reply = await this.reply(asked).catch(refusedBundle);
    if (fault?.kind === 'lost answer') request.socket.resetAndDestroy();
    else send(response, reply);
  }

  /** True: that was the answer. */
  private async misbehave(fault: Fault, response: ServerResponse): Promise<boolean> {
    if (fault.kind === 'latency') await sleep(fault.milliseconds ?? 100);
    else if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    else if (fault.kind === 'html')
      response.writeHead(fault.status ?? 200, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
    else if (fault.kind === 'status')
      response
        .writeHead(fault.status ?? 500, { 'content-type': 'application/json', ...fault.headers })
        .end('{"message":"trouble"}');
    else if (fault.kind === 'text')
      response.writeHead(fault.status ?? 200, { 'content-type': 'application/json', ...fault.headers }).end(fault.text);
    else if (fault.kind === 'drip') drip(response, fault.milliseconds ?? 50);
    else if (fault.kind === 'half body') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"items":[');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    }
    return !['latency', 'lost answer'].includes(fault.kind);
  }

  private async reply(asked: Asked): Promise<Reply> {
    const { method, path, query } = asked;
    if (path === '/api/ping')
      return ok({
        ...{ message: 'OK', status: '200' },
        ...(this.bundles && { reana_server_version: '0.95.0', api_capabilities: ['workflow-specification-bundles-v1'] }),
      });
    if (query.get('access_token') !== this.token) return refused(403, 'Token not valid.');
    if (path === '/api/you')
      return ok({
        email: 'a@example.org',
        reana_server_version: this.bundles ? '0.95.0' : '0.9.4',
        reana_token: { value: this.token },
      });
    if (path === '/api/workflows') return method === 'POST' ? this.create(asked) : this.list(query);
    const [, address = '', action = '', file = ''] = /^\/api\/workflows\/([^/]+)\/([a-z]+)(?:\/(.+))?$/.exec(path) ?? [];
    const run = this.runs.get(address);
    if (!run)
      return refused(
        action === 'start' || action === 'specification' ? 403 : 404,
        `REANA_WORKON is set to ${address}, but that workflow does not exist. Please set your REANA_WORKON environment variable appropriately.`,
      );
    if (action === 'start') return this.startRun(run);
    if (action === 'status') return this.changeStatus(run, query.get('status') ?? '', asked.body);
    if (action === 'logs')
      return ok({ workflow_id: run.id, workflow_name: `${run.name}.${run.number}`, user: 'u', logs: logsOf(run) });
    if (action === 'specification') return ok({ specification: run.specification, parameters: {} });
    if (method === 'POST') return this.upload(run, asked);
    return this.workspace(run, decodeURIComponent(file));
  }

  private async create({ query, headers, body }: Asked): Promise<Reply> {
    const name = query.get('workflow_name') ?? '';
    if (name.includes('.')) return refused(403, 'Workflow name cannot contain dots.');
    const bundle = this.bundles ? await readBundle(headers['content-type'] ?? '', body) : null;
    if (!bundle && headers['content-type'] !== 'application/json') return refused(500, 'Internal Server Error');
    const number = 1 + Math.max(0, ...[...this.runs.values()].filter((run) => run.name === name).map((run) => run.number));
    const run: FakeRun = {
      ...{ id: randomUUID(), name, number },
      specification: bundle ? bundle.specification : (JSON.parse(body.toString()) as unknown),
      created: now(),
      files: new Map(bundle?.files ?? []),
      status: 'created',
      workspaceGone: false,
      started: null,
      finished: null,
      stopped: null,
      engine: '',
      jobs: [],
    };
    this.runs.set(run.id, run);
    return {
      status: 201,
      body: {
        ...{ message: 'Workflow workspace created', workflow_id: run.id, workflow_name: `${name}.${number}` },
        ...(bundle && { validation_warnings: [] }),
      },
    };
  }

  private list(query: URLSearchParams): Reply {
    const wanted = query.get('status')?.split(',');
    const address = query.get('workflow_id_or_name');
    const found = [...this.runs.values()]
      .reverse()
      .filter((run) => !wanted || wanted.includes(run.status))
      .filter((run) => address === null || run.id === address || run.name === address);
    const size = Number(query.get('size') ?? found.length);
    return ok({ total: found.length, page: 1, items: found.slice(0, size).map(itemOf), user_has_workflows: true });
  }

  private startRun(run: FakeRun): Reply {
    const name = `${run.name}.${run.number}`;
    if (run.status !== 'created') return refused(403, `Workflow ${name} is already ${run.status} and cannot be started again.`);
    if (this.bundles) readSpecification(run.files);
    run.status = 'queued';
    this.onStart(run);
    return ok({
      message: 'Workflow submitted.',
      workflow_id: run.id,
      workflow_name: run.name,
      run_number: String(run.number),
      status: 'queued',
      user: 'u',
    });
  }

  private changeStatus(run: FakeRun, status: string, body: Buffer): Reply {
    if (status === 'stop') {
      if (this.bundles && body.toString() !== '{}') return refused(400, 'Malformed request.');
      if (run.status !== 'running') return refused(409, `Workflow ${run.id} is not running.`);
      this.move(run.id, 'stopped');
      return ok({ message: 'Workflow successfully stopped', status: 'stopped', workflow_id: run.id });
    }
    if (run.status === 'running') return refused(500, 'Workflow cannot be deleted as it is currently running.');
    run.status = 'deleted';
    run.workspaceGone = true;
    run.files.clear();
    return ok({ message: 'Workflow successfully deleted.', status: 'deleted', workflow_id: run.id });
  }

  private upload(run: FakeRun, { query, headers, body }: Asked): Reply {
    const name = query.get('file_name') ?? '';
    if (this.bundles && headers['content-length'] === undefined) return refused(411, 'Content-Length is needed.');
    run.files.set(name.replace(/^\//, ''), body);
    return ok({ message: `${name} has been successfully uploaded.` });
  }

  private workspace(run: FakeRun, file: string): Reply {
    if (run.workspaceGone) return file ? refused(500, 'Internal server error') : refused(404, 'Workspace does not exist.');
    if (file) return run.files.has(file) ? ok(run.files.get(file)) : refused(404, `${file} does not exist.`);
    const items = [...run.files].map(([name, content]) => ({
      name,
      'last-modified': run.finished ?? run.created,
      size: { raw: content.length, human_readable: `${content.length} Bytes` },
    }));
    return ok({ items, total: items.length, page: 1, has_next: false, has_prev: false });
  }
}

/** One blank after the other, so that it is never silent and never done. */
function drip(response: ServerResponse, milliseconds: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), milliseconds);
  response.on('close', () => clearInterval(timer));
}

function refusedBundle(error: unknown): Reply {
  if (!(error instanceof BundleRefused)) throw error;
  return refused(error.status, error.message);
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const isFile = Buffer.isBuffer(body);
  response.writeHead(status, { 'content-type': isFile ? 'application/octet-stream' : 'application/json' });
  response.end(isFile ? body : JSON.stringify(body));
}
