import type { Readable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ZodError, type z } from 'zod';
import { readLongFileList, readLongLogs } from './long-answers';
import { createdRun, fileList, logsAnswer, pingAnswer, runList, specificationAnswer, whoAmI } from './reana-answers';
import type { ReanaBody } from './reana-body';
import { bundleOf, withSource } from './reana-bundle';
import type { ReanaAnswer, ReanaRequest } from './reana-exchange';
import type { ReanaClient } from './reana.client';
import { ReanaUnavailableError } from './reana.errors';
import {
  ReanaGateway,
  type ReanaFile,
  type ReanaLogs,
  type ReanaRun,
  type ReanaServer,
  type ReanaSpecification,
} from './reana.gateway';
import { Remembered } from './remembered';

const ACTIVE = 'created,queued,pending,running';
const SERVER_KNOWN_MILLISECONDS = 5 * 60_000;

/** What REANA says of itself since 0.95 when it takes a run as a bundle of files. */
const BUNDLES = 'workflow-specification-bundles-v1';
/** No address can be made of it: `..` would lead to another one, and half a character has no encoding. */
const ODD_PATH = /(^|\/)\.{1,2}(\/|$)|\p{Cs}/u;
/** How REANA refuses a form of create that it does not know. */
const NOT_THIS_FORM = [400, 404, 415];

/** REANA 0.9.x and 0.95 over HTTP. Runs are addressed by UUID only: a bare name means the latest run, even a deleted one. */
@Injectable()
export class HttpReanaGateway extends ReanaGateway implements OnApplicationShutdown {
  private readonly asked = new Remembered(SERVER_KNOWN_MILLISECONDS, () => this.askServer());
  private readonly takesBundles = new Remembered(SERVER_KNOWN_MILLISECONDS, () => this.askForBundles());

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
    return this.asked.get();
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

  /** A server that was replaced by another release since it was asked gets the other form. */
  async createRun(name: string, specification: ReanaSpecification): Promise<{ id: string; name: string; runNumber: string }> {
    const asBundle = await this.takesBundles.get();
    const what = await creation(name, specification, asBundle);
    const answer = await this.client.write(what);
    if (!NOT_THIS_FORM.includes(answer.status)) return parsed(what, createdRun, this.accepted(what, answer));
    this.takesBundles.forget();
    if ((await this.takesBundles.get()) === asBundle) return parsed(what, createdRun, this.accepted(what, answer));
    const other = await creation(name, specification, !asBundle);
    return parsed(other, createdRun, this.accepted(other, await this.client.write(other)));
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
    const what = { ...get('give the logs of the run', `${pathOf(id)}/logs`), inPieces: true };
    const answer = this.accepted(what, await this.client.read(what));
    const logs = isLong(answer) ? await long(what, answer, readLongLogs) : parsed(what, logsAnswer, answer);
    return { ...logs, raw: answer.pieces };
  }

  async readSpecification(id: string): Promise<unknown> {
    const what = get('give the specification of the run', `${pathOf(id)}/specification`);
    const answer = await this.client.read(what);
    if (isMissing(answer)) return null;
    const { specification } = parsed(what, specificationAnswer, this.accepted(what, answer));
    return withSource(specification ?? null, (path) => this.readFile(id, path));
  }

  async listFiles(id: string): Promise<ReanaFile[] | null> {
    const what = { ...get('list the files of the run', `${pathOf(id)}/workspace`), inPieces: true };
    const answer = await this.client.read(what);
    if (answer.status === 404) return null;
    this.accepted(what, answer);
    return isLong(answer) ? long(what, answer, readLongFileList) : parsed(what, fileList, answer);
  }

  async readFile(id: string, path: string): Promise<Readable | null> {
    if (ODD_PATH.test(path)) return null;
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

  private async askServer(): Promise<ReanaServer> {
    const what = get('say who it is', '/you');
    const { reana_server_version } = parsed(what, whoAmI, this.accepted(what, await this.client.read(what)));
    return { version: reana_server_version, url: this.serverUrl };
  }

  /** A server that does not say what it can is 0.9. */
  private async askForBundles(): Promise<boolean> {
    const what = get('create the run', '/ping');
    const answer = await this.client.read(what);
    return answer.status < 300 && parsed(what, pingAnswer, answer).api_capabilities.includes(BUNDLES);
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

  /** A refusal becomes an error that says what REANA said; trying the same again cannot help, with one exception. */
  private accepted({ purpose, form }: ReanaRequest, answer: ReanaAnswer): ReanaAnswer {
    if (answer.status < 300) return answer;
    const isBusy = form !== undefined && answer.status === 409; // 0.95: another change of this workflow is under way
    const why = answer.message || `it answered ${answer.status}`;
    throw new ReanaUnavailableError(`REANA did not ${purpose}: ${why.replace(/\.$/, '')}.`, {
      retryable: isBusy,
      unclear: false,
      status: answer.status,
    });
  }
}

async function creation(name: string, specification: ReanaSpecification, asBundle: boolean): Promise<ReanaRequest> {
  const body = asBundle ? { form: await bundleOf(specification) } : { json: specification };
  return { purpose: 'create the run', method: 'POST', path: '/workflows', query: { workflow_name: name }, ...body };
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

function parsed<Schema extends z.ZodType>(what: ReanaRequest, schema: Schema, answer: ReanaAnswer): z.output<Schema> {
  const result = schema.safeParse(answer.body);
  if (result.success) return result.data;
  throw unexpected(what, answer, result.error);
}

function isLong({ body }: ReanaAnswer): boolean {
  return body === undefined;
}

async function long<Result>(
  what: ReanaRequest,
  answer: ReanaAnswer,
  read: (body: ReanaBody) => Promise<Result>,
): Promise<Result> {
  try {
    return await read(answer.pieces);
  } catch (error) {
    throw error instanceof ZodError || error instanceof SyntaxError ? unexpected(what, answer, error) : error;
  }
}

function unexpected({ purpose, method }: ReanaRequest, { status }: ReanaAnswer, error: ZodError | SyntaxError) {
  const where = error instanceof ZodError && error.issues[0]?.path.join('.');
  const why = where === false ? 'is not JSON' : `is not what REANA promises (${where ?? ''})`;
  return new ReanaUnavailableError(`REANA did not ${purpose}: its answer ${why}.`, {
    retryable: true,
    unclear: method !== 'GET',
    status,
  });
}
