import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Status = 'created' | 'queued' | 'pending' | 'running' | 'finished' | 'failed' | 'stopped' | 'deleted';

export interface FakeJob {
  readonly name: string;
  readonly status?: 'queued' | 'running' | 'finished' | 'failed';
  readonly command?: string;
  readonly image?: string;
  readonly logs?: string;
}

export interface FakeRun {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly specification: unknown;
  readonly created: string;
  readonly files: Map<string, Buffer>;
  status: Status;
  workspaceGone: boolean;
  started: string | null;
  finished: string | null;
  stopped: string | null;
  engine: string;
  jobs: (FakeJob & { readonly id: string })[];
}

/** What goes wrong with the next requests that fit. */
export interface Fault {
  readonly method?: string;
  readonly path: RegExp;
  /** Default: once. */
  readonly times?: number;
  readonly kind: 'status' | 'reset' | 'half body' | 'html' | 'lost answer' | 'latency';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly milliseconds?: number;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const now = () => new Date().toISOString().slice(0, 19);
const ok = (body: unknown): Reply => ({ status: 200, body });
const refused = (status: number, message: string): Reply => ({ status, body: { message } });

/**
 * A REANA that runs nothing: a test moves its runs, breaks its answers and counts what it was asked. It answers in the shapes
 * of REANA 0.9 and passes the gateway's contract as the embedded server does.
 */
export class FakeReana {
  readonly token = 'fake-token-that-must-not-show';
  readonly runs = new Map<string, FakeRun>();
  readonly requests: { readonly method: string; readonly path: string; readonly query: URLSearchParams }[] = [];
  /** What happens when a run is started; default: it stays queued until the test moves it. */
  onStart: (run: FakeRun) => void = () => undefined;
  private faults: (Fault & { left: number })[] = [];
  private server: Server;

  static async start(): Promise<FakeReana> {
    const fake = new FakeReana();
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

  move(id: string, status: Status, jobs?: readonly FakeJob[]): void {
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
    const url = new URL(request.url ?? '/', 'http://fake');
    const [method, path] = [request.method ?? 'GET', url.pathname];
    this.requests.push({ method, path, query: url.searchParams });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = this.faults.find((one) => one.left > 0 && (one.method ?? method) === method && one.path.test(path));
    if (fault) fault.left -= 1;
    if (fault && (await this.misbehave(fault, response))) return;
    const reply = this.reply(method, path, url.searchParams, Buffer.concat(chunks));
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
    else if (fault.kind === 'half body') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"items":[');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    }
    return !['latency', 'lost answer'].includes(fault.kind);
  }

  private reply(method: string, path: string, query: URLSearchParams, body: Buffer): Reply {
    if (query.get('access_token') !== this.token) return refused(403, 'Token not valid.');
    if (path === '/api/you')
      return ok({ email: 'a@example.org', reana_server_version: '0.9.4', reana_token: { value: this.token } });
    if (path === '/api/workflows') return method === 'POST' ? this.create(query, body) : this.list(query);
    const [, address = '', action = '', file = ''] = /^\/api\/workflows\/([^/]+)\/([a-z]+)(?:\/(.+))?$/.exec(path) ?? [];
    const run = this.runs.get(address);
    if (!run)
      return refused(
        action === 'start' || action === 'specification' ? 403 : 404,
        `REANA_WORKON is set to ${address}, but that workflow does not exist. Please set your REANA_WORKON environment variable appropriately.`,
      );
    if (action === 'start') return this.startRun(run);
    if (action === 'status') return this.changeStatus(run, query.get('status') ?? '');
    if (action === 'logs')
      return ok({ workflow_id: run.id, workflow_name: `${run.name}.${run.number}`, user: 'u', logs: logsOf(run) });
    if (action === 'specification') return ok({ specification: run.specification, parameters: {} });
    if (method === 'POST') return this.upload(run, query.get('file_name') ?? '', body);
    return this.workspace(run, decodeURIComponent(file));
  }

  private create(query: URLSearchParams, body: Buffer): Reply {
    const name = query.get('workflow_name') ?? '';
    if (name.includes('.')) return refused(403, 'Workflow name cannot contain dots.');
    const number = 1 + Math.max(0, ...[...this.runs.values()].filter((run) => run.name === name).map((run) => run.number));
    const run: FakeRun = {
      id: randomUUID(),
      name,
      number,
      specification: JSON.parse(body.toString()),
      created: now(),
      files: new Map(),
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
      body: { message: 'Workflow workspace created', workflow_id: run.id, workflow_name: `${name}.${number}` },
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

  private changeStatus(run: FakeRun, status: string): Reply {
    if (status === 'stop') {
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

  private upload(run: FakeRun, name: string, body: Buffer): Reply {
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

function itemOf(run: FakeRun): object {
  const counted = (jobs: readonly FakeJob[]) => ({ total: jobs.length, job_ids: [] });
  return {
    id: run.id,
    name: `${run.name}.${run.number}`,
    status: run.status,
    user: 'u',
    created: run.created,
    launcher_url: null,
    size: { raw: -1, human_readable: '' },
    progress: {
      run_started_at: run.started,
      run_finished_at: run.finished,
      run_stopped_at: run.stopped,
      total: { total: 1, job_ids: [] },
      running: counted(run.jobs),
      finished: counted(run.jobs.filter(({ status }) => status === 'finished')),
      failed: counted(run.jobs.filter(({ status }) => status === 'failed')),
    },
  };
}

function logsOf(run: FakeRun): string {
  const jobs = run.jobs.map((job) => [
    job.id,
    {
      workflow_uuid: run.id,
      job_name: job.name,
      compute_backend: 'Kubernetes',
      backend_job_id: `reana-run-job-${job.id}`,
      docker_img: job.image ?? 'docker.io/library/alpine:3.20',
      cmd: job.command ?? 'true',
      status: job.status ?? 'finished',
      logs: job.logs ?? '',
      started_at: run.started,
      finished_at: job.status === 'running' ? null : run.finished,
    },
  ]);
  return JSON.stringify({ workflow_logs: run.engine, job_logs: Object.fromEntries(jobs) as unknown, engine_specific: null });
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const isFile = Buffer.isBuffer(body);
  response.writeHead(status, { 'content-type': isFile ? 'application/octet-stream' : 'application/json' });
  response.end(isFile ? body : JSON.stringify(body));
}
