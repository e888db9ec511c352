import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { DelegateBackoff, handleWhen, retry, type IRetryBackoffContext } from 'cockatiel';
import { Agent, request, type Dispatcher } from 'undici';
import { ReanaUnavailableError } from './reana.errors';

const MIB = 1024 * 1024;

export interface ReanaClientOptions {
  readonly serverUrl: string;
  readonly accessToken: string;
  /** Sent with each request: REANA counts its rate limit by it. */
  readonly userAgent: string;
  readonly connectMilliseconds: number;
  /** Longest silence in an answer. */
  readonly idleMilliseconds: number;
  /** Whole time of a request that only steers. */
  readonly controlMilliseconds: number;
  /** Whole time of a request that carries a file. */
  readonly transferMilliseconds: number;
  /** The first wait before a read is repeated; it doubles, with jitter. */
  readonly backOffMilliseconds: number;
  /** A wait that REANA asks for and that is longer than this is left to the caller. */
  readonly longestWaitMilliseconds: number;
  readonly maxBodyBytes: number;
}

export const CLIENT_DEFAULTS = {
  connectMilliseconds: 10_000,
  idleMilliseconds: 60_000,
  controlMilliseconds: 30_000,
  transferMilliseconds: 3_600_000,
  backOffMilliseconds: 1000,
  longestWaitMilliseconds: 5000,
  maxBodyBytes: 64 * MIB,
} as const;

export interface ReanaRequest {
  /** What it is for, as it reads after "REANA did not": `create the run`. */
  readonly purpose: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Encoded, below `/api`: `/workflows`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly upload?: { readonly body: Readable; readonly size: number };
}

/** What REANA said: done, or a refusal (4xx) whose text the gateway understands. */
export interface ReanaAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The body as it came, the token removed. */
  readonly text: string;
  /** REANA's `message`, made safe to be shown; empty without one. */
  readonly message: string;
}

/**
 * HTTP to REANA: time-outs, retries of reads, size caps, redaction. REANA takes its token in the query, so no error and no
 * log line made here holds a query; the library's own errors stay out as well.
 */
export class ReanaClient {
  private readonly logger = new Logger(ReanaClient.name);
  private readonly agent: Agent;
  private readonly secrets: readonly string[];
  /** REANA asked (429) to be left alone until then; its limit counts all our requests together. */
  private quietUntil = 0;

  constructor(private readonly options: ReanaClientOptions) {
    this.agent = new Agent({ connect: { timeout: options.connectMilliseconds }, connections: 16 });
    this.secrets = [...new Set([options.accessToken, encodeURIComponent(options.accessToken)])];
  }

  /** A read, repeated when that can help. */
  async read(what: ReanaRequest): Promise<ReanaAnswer> {
    return this.retrying(async () => this.answer(what, await this.send(what)));
  }

  /** A write, sent once: whether it may be sent again is the caller's knowledge. */
  async write(what: ReanaRequest): Promise<ReanaAnswer> {
    return this.answer(what, await this.send(what));
  }

  /** A file: repeated until the answer begins, never in the middle. A refusal (4xx) comes as an answer. */
  async download(what: ReanaRequest): Promise<Readable | ReanaAnswer> {
    return this.retrying(async () => {
      const response = await this.send(what, true);
      return response.statusCode < 300 ? this.guarded(what, response.body) : this.answer(what, response);
    });
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  redact(text: string): string {
    const plain = this.secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
    return plain.replace(/(access_token(?:=|%3D))[^&\s"'\\]+/gi, '$1[redacted]');
  }

  private retrying<Result>(call: () => Promise<Result>): Promise<Result> {
    const policy = retry(
      handleWhen((error) => error instanceof ReanaUnavailableError && error.reason.retryable && this.isWorthWaiting(error)),
      { maxAttempts: 3, backoff: new DelegateBackoff((context) => this.backOff(context)) },
    );
    return policy.execute(call);
  }

  private isWorthWaiting({ reason }: ReanaUnavailableError): boolean {
    return (reason.retryAfterSeconds ?? 0) * 1000 <= this.options.longestWaitMilliseconds;
  }

  /** 1, 2, 4 seconds, each between half and all of it; what REANA asks for goes first. */
  private backOff({ attempt, result }: IRetryBackoffContext<unknown>): number {
    const error = 'error' in result ? result.error : undefined;
    const asked = error instanceof ReanaUnavailableError ? (error.reason.retryAfterSeconds ?? 0) * 1000 : 0;
    const full = this.options.backOffMilliseconds * 2 ** (attempt - 1);
    return Math.max(asked, full * (0.5 + Math.random() / 2));
  }

  private async send(what: ReanaRequest, isFile = what.upload !== undefined): Promise<Dispatcher.ResponseData> {
    await this.keepQuiet(what);
    const total = isFile ? this.options.transferMilliseconds : this.options.controlMilliseconds;
    try {
      return await request(this.url(what), {
        method: what.method,
        dispatcher: this.agent,
        headers: this.headers(what),
        body: bodyOf(what),
        signal: AbortSignal.timeout(total),
        headersTimeout: this.options.idleMilliseconds,
        bodyTimeout: this.options.idleMilliseconds,
      });
    } catch (error) {
      throw this.failed(what, error);
    }
  }

  private async keepQuiet(what: ReanaRequest): Promise<void> {
    const wait = this.quietUntil - Date.now();
    if (wait <= 0) return;
    if (wait > this.options.longestWaitMilliseconds) {
      const retryAfterSeconds = Math.ceil(wait / 1000);
      throw this.unavailable(what, 'it has asked to be sent fewer requests', { retryable: true, status: 429, retryAfterSeconds });
    }
    await sleep(wait);
  }

  private url({ path, query }: ReanaRequest): URL {
    const url = new URL(`${this.options.serverUrl}/api${path}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    url.searchParams.set('access_token', this.options.accessToken);
    return url;
  }

  private headers({ json, upload }: ReanaRequest): Record<string, string> {
    const common = { 'user-agent': this.options.userAgent, accept: '*/*' };
    if (upload) return { ...common, 'content-type': 'application/octet-stream', 'content-length': String(upload.size) };
    return json === undefined ? common : { ...common, 'content-type': 'application/json' };
  }

  private async answer(what: ReanaRequest, response: Dispatcher.ResponseData): Promise<ReanaAnswer> {
    const { statusCode: status, headers } = response;
    const text = this.redact(await this.text(what, response));
    const body = parseJson(text);
    const message = this.safeMessage(body);
    if (status === 429) throw this.tooMany(what, headers['retry-after']);
    if (status >= 500) {
      const retryAfterSeconds = secondsOf(headers['retry-after']);
      throw this.unavailable(what, `it answered ${status}${message && `: ${message}`}`, {
        retryable: true,
        status,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      });
    }
    if (body === undefined) throw this.unavailable(what, 'its answer is not JSON', { retryable: true, status });
    return { status, body, text, message };
  }

  private tooMany(what: ReanaRequest, header: string | string[] | undefined): ReanaUnavailableError {
    const retryAfterSeconds = secondsOf(header) ?? 1;
    this.quietUntil = Math.max(this.quietUntil, Date.now() + retryAfterSeconds * 1000);
    return this.unavailable(what, 'it got too many requests', { retryable: true, status: 429, retryAfterSeconds });
  }

  private async text(what: ReanaRequest, { body }: Dispatcher.ResponseData): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > this.options.maxBodyBytes) break;
        chunks.push(chunk);
      }
    } catch (error) {
      throw this.failed(what, error);
    }
    if (size > this.options.maxBodyBytes)
      throw this.unavailable(what, `its answer is larger than ${this.options.maxBodyBytes} bytes`, { retryable: false });
    return Buffer.concat(chunks).toString('utf8');
  }

  /** The stream of a file, whose failures are told like all others. */
  private guarded(what: ReanaRequest, body: Readable): Readable {
    const fail = (error: unknown) => this.failed(what, error);
    return Readable.from(
      (async function* () {
        try {
          yield* body as AsyncIterable<Buffer>;
        } catch (error) {
          throw fail(error);
        } finally {
          body.destroy();
        }
      })(),
      { objectMode: false },
    );
  }

  private failed(what: ReanaRequest, error: unknown): ReanaUnavailableError {
    const { code = '', name = '' } = (error ?? {}) as { readonly code?: string; readonly name?: string };
    if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH')
      return this.unavailable(what, 'the file that was sent did not have the size that was told', { retryable: false });
    const timedOut = name === 'TimeoutError' || ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes(code);
    const why = timedOut ? 'it did not answer in time' : `the connection failed (${code || name || 'unknown'})`;
    return this.unavailable(what, why, { retryable: true, neverSent: NEVER_SENT.includes(code) });
  }

  private unavailable(what: ReanaRequest, why: string, { neverSent = false, ...reason }: Failure): ReanaUnavailableError {
    const refused = reason.status !== undefined && reason.status >= 400 && reason.status < 500;
    const unclear = what.method !== 'GET' && reason.retryable && !refused && !neverSent;
    const error = new ReanaUnavailableError(`REANA did not ${what.purpose}: ${why}.`, { ...reason, unclear });
    this.logger.warn(`${error.message} (${what.method} /api${what.path})`);
    return error;
  }

  /** REANA's own words, without addresses and secrets, short enough for a sentence. */
  private safeMessage(body: unknown): string {
    const message: unknown = body !== null && typeof body === 'object' ? Reflect.get(body, 'message') : undefined;
    if (typeof message !== 'string') return '';
    const printable = message.replace(/https?:\/\/\S+/g, '[address]').replace(/[\p{Cc}\s]+/gu, ' ');
    return printable.trim().slice(0, 300);
  }
}

/** Failures before a request was on its way: REANA cannot have acted on it. */
const NEVER_SENT = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];

interface Failure {
  readonly retryable: boolean;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly neverSent?: boolean;
}

function bodyOf({ json, upload }: ReanaRequest): Readable | Buffer | string | null {
  if (upload) return upload.size === 0 ? Buffer.alloc(0) : upload.body;
  return json === undefined ? null : JSON.stringify(json);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `Retry-After`: seconds, or a date. */
function secondsOf(header: string | string[] | undefined): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}
