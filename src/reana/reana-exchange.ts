import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { Agent, Dispatcher, FormData } from 'undici';
import { readBody, sizeOf, wholeText, type ReanaBody } from './reana-body';
import { ReanaUnavailableError } from './reana.errors';

/** A longer body takes too long to be parsed at once. */
const PARSED_BYTES = 512 * 1024;

export interface ExchangeOptions {
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
  readonly maxBodyBytes: number;
}

export interface ReanaRequest {
  /** What it is for, as it reads after "REANA did not": `create the run`. */
  readonly purpose: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Encoded, below `/api`: `/workflows`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: FormData;
  readonly upload?: { readonly body: Readable; readonly size: number };
  /** A long answer is left to be read piece by piece. */
  readonly inPieces?: boolean;
}

/** What REANA said: done, or a refusal (4xx) whose text the gateway understands. */
export interface ReanaAnswer {
  readonly status: number;
  /** Undefined: it is long, and left in `pieces`. */
  readonly body: unknown;
  /** The body as it came, the token removed. */
  readonly pieces: ReanaBody;
  /** REANA's `message`, made safe to be shown; empty without one. */
  readonly message: string;
}

/**
 * One request to REANA and its answer: time-outs, size caps, redaction. REANA takes its token in the query, so no error and no
 * log line made here holds a query; the library's own errors stay out as well.
 */
export class ReanaExchange {
  private readonly logger = new Logger(ReanaExchange.name);
  private agent: Agent | undefined;
  private readonly secrets: readonly string[];

  constructor(private readonly options: ExchangeOptions) {
    this.secrets = [...new Set([options.accessToken, encodeURIComponent(options.accessToken)])];
  }

  async ask(what: ReanaRequest): Promise<ReanaAnswer> {
    return this.answer(what, await this.send(what));
  }

  /** A file as a stream, once its answer has begun. A refusal (4xx) comes as an answer. */
  async open(what: ReanaRequest): Promise<Readable | ReanaAnswer> {
    const response = await this.send(what, true);
    return response.statusCode < 300 ? this.guarded(what, response.body) : this.answer(what, response);
  }

  async close(): Promise<void> {
    await this.agent?.destroy();
  }

  redact(text: string): string {
    const plain = this.secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
    return plain.replace(/(access_token(?:=|%3D))[^&\s"'\\]+/gi, '$1[redacted]');
  }

  private async send(what: ReanaRequest, isFile = what.upload !== undefined): Promise<Dispatcher.ResponseData> {
    const total = isFile ? this.options.transferMilliseconds : this.options.controlMilliseconds;
    const { Agent: Connections, request } = await import('undici'); // late: loading it would be a twentieth of a start
    // without a limit of connections: a request whose turn has come is sent then, and does not wait for another one's answer
    this.agent ??= new Connections({ connect: { timeout: this.options.connectMilliseconds } });
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
    const pieces = await this.pieces(what, response);
    if (what.inPieces === true && status < 300 && sizeOf(pieces) > PARSED_BYTES)
      return { status, body: undefined, pieces, message: '' };
    const body = parseJson(wholeText(pieces));
    const message = this.safeMessage(body);
    if (status === 429 || status >= 500) {
      const why = status === 429 ? 'it got too many requests' : `it answered ${status}${message && `: ${message}`}`;
      const retryAfterSeconds = secondsOf(headers) ?? (status === 429 ? 1 : undefined);
      const asked = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
      throw this.unavailable(what, why, { retryable: true, status, ...asked, away: isAway(what, status) });
    }
    if (status === 413) return { status, body: null, pieces, message: message || 'it takes nothing of that size' };
    if (body === undefined)
      throw this.unavailable(what, 'its answer is not JSON', { retryable: true, status, away: isAway(what, status) });
    return { status, body, pieces, message };
  }

  private async pieces(what: ReanaRequest, { body }: Dispatcher.ResponseData): Promise<ReanaBody> {
    const limits = { maxBytes: this.options.maxBodyBytes, redact: (text: string) => this.redact(text) };
    let pieces: ReanaBody | null;
    try {
      pieces = await readBody(body as AsyncIterable<Buffer>, limits);
    } catch (error) {
      throw this.failed(what, error);
    }
    if (pieces !== null) return pieces;
    throw this.unavailable(what, `its answer is larger than ${limits.maxBytes} bytes`, { retryable: false });
  }

  /** The stream of a file, whose failures are told like all others. */
  private guarded(what: ReanaRequest, body: Readable): Readable {
    const fail = (error: unknown) => this.failed(what, error);
    const file = Readable.from(
      (async function* () {
        try {
          yield* body as AsyncIterable<Buffer>;
        } catch (error) {
          throw fail(error);
        }
      })(),
      { objectMode: false },
    );
    return file.once('close', () => void body.on('error', () => undefined).destroy()); // be it that nobody has read a byte
  }

  private failed(what: ReanaRequest, error: unknown): ReanaUnavailableError {
    const { code = '', name = '' } = (error ?? {}) as { readonly code?: string; readonly name?: string };
    if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH')
      return this.unavailable(what, 'the file that was sent did not have the size that was told', { retryable: false });
    const timedOut = name === 'TimeoutError' || ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes(code);
    const why = timedOut ? 'it did not answer in time' : `the connection failed (${code || name || 'unknown'})`;
    return this.unavailable(what, why, { retryable: true, neverSent: NEVER_SENT.includes(code), away: true });
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
  readonly away?: boolean;
}

/** REANA answers 500 for faults of one run and its files too, and a page of HTML for an odd path: these say nothing about REANA. */
function isAway({ path }: ReanaRequest, status: number): boolean {
  if (status === 429) return false;
  const isAboutOneRun = path.startsWith('/workflows/');
  return !isAboutOneRun || status < 300 || status > 500;
}

function bodyOf({ json, form, upload }: ReanaRequest): Readable | Buffer | FormData | string | null {
  if (upload) return upload.size === 0 ? Buffer.alloc(0) : upload.body;
  return form ?? (json === undefined ? null : JSON.stringify(json));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `Retry-After`: seconds, or a date, which is compared with the time that the server itself names. */
function secondsOf(headers: Dispatcher.ResponseData['headers']): number | undefined {
  const [value, date] = [headers['retry-after'], headers['date']].map((one) => (Array.isArray(one) ? one[0] : one));
  if (value === undefined) return undefined;
  const now = Date.parse(date ?? '') || Date.now();
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}
