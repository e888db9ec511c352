import type { Readable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { z } from 'zod';
import { createdRun, fileList, logsAnswer, runList, specificationAnswer, whoAmI } from './reana-answers';
import type { ReanaAnswer, ReanaClient, ReanaRequest } from './reana.client';
import { ReanaUnavailableError } from './reana.errors';
import {
  ReanaGateway,
  type ReanaFile,
  type ReanaLogs,
  type ReanaRun,
  type ReanaServer,
  type ReanaSpecification,
} from './reana.gateway';

const ACTIVE = 'created,queued,pending,running';
const SERVER_KNOWN_MILLISECONDS = 5 * 60_000;

/** REANA 0.9.x over HTTP. Runs are addressed by UUID only: a bare name means the latest run, even a deleted one. */
@Injectable()
export class HttpReanaGateway extends ReanaGateway implements OnApplicationShutdown {
  private known: { readonly server: ReanaServer; readonly until: number } | null = null;

  constructor(
    private readonly client: ReanaClient,
    private readonly serverUrl: string,
  ) {
    super();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  async server(): Promise<ReanaServer> {
    if (this.known && this.known.until > Date.now()) return this.known.server;
    const what = get('say who it is', '/you');
    const { reana_server_version } = parsed(what, whoAmI, this.accepted(what, await this.client.read(what)));
    const server = { version: reana_server_version, url: this.serverUrl };
    this.known = { server, until: Date.now() + SERVER_KNOWN_MILLISECONDS };
    return server;
  }

  async listActiveRuns(): Promise<ReanaRun[]> {
    return this.list('list the active runs', { status: ACTIVE });
  }

  async findRun(id: string): Promise<ReanaRun | null> {
    const runs = await this.list('tell the state of the run', { workflow_id_or_name: id });
    return runs.find((run) => run.id === id) ?? null;
  }

  async listRunsNamed(name: string, newest?: number): Promise<ReanaRun[]> {
    const page = newest === undefined ? {} : { page: '1', size: String(newest) };
    const runs = await this.list('list the runs of the workflow', { workflow_id_or_name: name, ...page });
    return runs.filter((run) => run.name === name);
  }

  async createRun(name: string, specification: ReanaSpecification): Promise<{ id: string; name: string; runNumber: string }> {
    const what: ReanaRequest = {
      purpose: 'create the run',
      method: 'POST',
      path: '/workflows',
      query: { workflow_name: name },
      json: specification,
    };
    return parsed(what, createdRun, this.accepted(what, await this.client.write(what)));
  }

  async uploadFile(id: string, path: string, body: Readable, size: number): Promise<void> {
    const what: ReanaRequest = {
      purpose: `take the file ${path}`,
      method: 'POST',
      path: `${pathOf(id)}/workspace`,
      query: { file_name: path },
      upload: { body, size },
    };
    try {
      this.accepted(what, await this.client.write(what));
    } finally {
      body.destroy();
    }
  }

  async startRun(id: string): Promise<void> {
    const what: ReanaRequest = {
      purpose: 'start the run',
      method: 'POST',
      path: `${pathOf(id)}/start`,
      json: { input_parameters: {}, operational_options: {} },
    };
    const answer = await this.client.write(what);
    if (!/is already \w+ and cannot be started/.test(answer.message)) this.accepted(what, answer);
  }

  async stopRun(id: string): Promise<boolean> {
    const what = this.statusChange(id, 'stop', {});
    const answer = await this.client.write(what);
    if (answer.status === 409 || isMissing(answer)) return false;
    this.accepted(what, answer);
    return true;
  }

  async deleteRun(id: string): Promise<void> {
    const what = this.statusChange(id, 'deleted', { all_runs: false, workspace: true });
    const answer = await this.client.write(what);
    if (!isMissing(answer)) this.accepted(what, answer);
  }

  async readLogs(id: string): Promise<ReanaLogs> {
    const what = get('give the logs of the run', `${pathOf(id)}/logs`);
    const answer = this.accepted(what, await this.client.read(what));
    return { ...parsed(what, logsAnswer, answer), raw: answer.text };
  }

  async readSpecification(id: string): Promise<unknown> {
    const what = get('give the specification of the run', `${pathOf(id)}/specification`);
    const answer = await this.client.read(what);
    return isMissing(answer) ? null : (parsed(what, specificationAnswer, this.accepted(what, answer)).specification ?? null);
  }

  async listFiles(id: string): Promise<ReanaFile[] | null> {
    const what = get('list the files of the run', `${pathOf(id)}/workspace`);
    const answer = await this.client.read(what);
    return answer.status === 404 ? null : parsed(what, fileList, this.accepted(what, answer));
  }

  async readFile(id: string, path: string): Promise<Readable | null> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const what = get(`give the file ${path}`, `${pathOf(id)}/workspace/${encoded}`);
    const answer = await this.fileOrAnswer(id, what);
    if (answer === null || !('status' in answer)) return answer;
    if (answer.status !== 404) this.accepted(what, answer);
    return null;
  }

  /** REANA answers 500 for a file of a workspace that is gone: the listing tells that from real trouble. */
  private async fileOrAnswer(id: string, what: ReanaRequest): Promise<Readable | ReanaAnswer | null> {
    try {
      return await this.client.download(what);
    } catch (error) {
      const mayBeGone = error instanceof ReanaUnavailableError && error.reason.status === 500;
      if (mayBeGone && (await this.listFiles(id)) === null) return null;
      throw error;
    }
  }

  private async list(purpose: string, query: Readonly<Record<string, string>>): Promise<ReanaRun[]> {
    const what: ReanaRequest = {
      purpose,
      method: 'GET',
      path: '/workflows',
      query: { type: 'batch', include_progress: 'true', ...query },
    };
    const answer = await this.client.read(what);
    return isMissing(answer) ? [] : parsed(what, runList, this.accepted(what, answer));
  }

  private statusChange(id: string, status: 'stop' | 'deleted', json: object): ReanaRequest {
    const purpose = status === 'stop' ? 'stop the run' : 'delete the run';
    return { purpose, method: 'PUT', path: `${pathOf(id)}/status`, query: { status }, json };
  }

  /** A refusal becomes an error that says what REANA said; trying the same again cannot help. */
  private accepted({ purpose }: ReanaRequest, answer: ReanaAnswer): ReanaAnswer {
    if (answer.status < 300) return answer;
    const why = answer.message || `it answered ${answer.status}`;
    throw new ReanaUnavailableError(`REANA did not ${purpose}: ${why.replace(/\.$/, '')}.`, {
      retryable: false,
      unclear: false,
      status: answer.status,
    });
  }
}

function get(purpose: string, path: string): ReanaRequest {
  return { purpose, method: 'GET', path };
}

function pathOf(id: string): string {
  return `/workflows/${encodeURIComponent(id)}`;
}

/** The routes disagree on the status (403, 404) of a run that does not exist; the text is the same everywhere. */
function isMissing({ status, message }: ReanaAnswer): boolean {
  return (status === 403 || status === 404) && /REANA_WORKON is set to .* does not exist/.test(message);
}

function parsed<Schema extends z.ZodType>(
  { purpose, method }: ReanaRequest,
  schema: Schema,
  answer: ReanaAnswer,
): z.output<Schema> {
  const result = schema.safeParse(answer.body);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new ReanaUnavailableError(`REANA did not ${purpose}: its answer is not what REANA 0.9 promises (${where}).`, {
    retryable: true,
    unclear: method !== 'GET',
    status: answer.status,
  });
}
