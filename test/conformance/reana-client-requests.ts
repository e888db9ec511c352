import { setTimeout as sleep } from 'node:timers/promises';

/** What `reana-client create` posts for a one-step project: the packed document, and the job in place of its file. */
export function aSpecification(script = 'tr a-z A-Z', requirements: object[] = []) {
  const tool = {
    class: 'CommandLineTool',
    id: '#tool.cwl',
    requirements: [{ class: 'DockerRequirement', dockerPull: 'debian:12' }, ...requirements],
    baseCommand: ['sh', '-c', script],
    stdin: '$(inputs.file.path)',
    stdout: 'upper.txt',
    inputs: [{ id: '#tool.cwl/file', type: 'File' }],
    outputs: [{ id: '#tool.cwl/result', type: 'File', outputBinding: { glob: 'upper.txt' } }],
  };
  const workflow = {
    class: 'Workflow',
    id: '#main',
    inputs: [{ id: '#main/inp', type: 'File' }],
    outputs: [{ id: '#main/result', type: 'File', outputSource: '#main/up/result' }],
    steps: [{ id: '#main/up', run: '#tool.cwl', in: [{ id: '#main/up/file', source: '#main/inp' }], out: ['#main/up/result'] }],
  };
  return {
    version: '0.9.0',
    inputs: { files: ['data/a.txt'], parameters: { inp: { class: 'File', location: 'data/a.txt' } } },
    workflow: { type: 'cwl', file: 'wf/main.cwl', specification: { cwlVersion: 'v1.2', $graph: [workflow, tool] } },
    outputs: { files: ['outputs/upper.txt'] },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface LoggedRun {
  readonly workflow_logs: string;
  readonly job_logs: Record<string, { job_name: string; status: string; logs: string; cmd: string; docker_img: string }>;
}

const OVER = ['finished', 'failed', 'stopped'];

/** Plain requests to a REANA server, for what a test needs around the client. */
export class ReanaRequests {
  constructor(private readonly server: { readonly url: string; readonly token: string }) {}

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const isJson = body !== undefined && !(body instanceof Uint8Array);
    const response = await fetch(this.address(path), {
      method,
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as Uint8Array<ArrayBuffer>) }),
      headers: { 'content-type': isJson ? 'application/json' : 'application/octet-stream' },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  address(path: string): string {
    return `${this.server.url}/api${path}${path.includes('?') ? '&' : '?'}access_token=${this.server.token}`;
  }

  /** Created, uploaded and started; its UUID. */
  async start(name: string, specification: object = aSpecification()): Promise<string> {
    const created = await this.send('POST', `/workflows?workflow_name=${name}`, specification);
    const id = String(created.body.workflow_id);
    await this.send('POST', `/workflows/${id}/workspace?file_name=data/a.txt`, Buffer.from('hello\n'));
    const started = await this.send('POST', `/workflows/${id}/start`, {});
    if (started.status !== 200) throw new Error(`start: ${started.status} ${JSON.stringify(started.body)}`);
    return id;
  }

  async status(id: string): Promise<string> {
    return String((await this.send('GET', `/workflows/${id}/status`)).body.status);
  }

  /** The status in which the run ended. */
  async over(id: string, statuses = OVER): Promise<string> {
    for (let status = await this.status(id); ; status = await this.status(id)) {
      if (statuses.includes(status)) return status;
      await sleep(25);
    }
  }

  async logs(id: string): Promise<LoggedRun> {
    return JSON.parse(String((await this.send('GET', `/workflows/${id}/logs`)).body.logs)) as LoggedRun;
  }
}
