import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { DelegateBackoff, handleWhen, retry, type IRetryBackoffContext } from 'cockatiel';
import { LineTooLongError, type RequestLine } from './budget/request-line';
import { CircuitOpenError, ReanaCircuit, type CircuitOptions } from './reana-circuit';
import { ReanaExchange, type ExchangeOptions, type ReanaAnswer, type ReanaRequest } from './reana-exchange';
import { ReanaNotAskedError, ReanaUnavailableError } from './reana.errors';

const MIB = 1024 * 1024;
const LONGEST_QUIET_SECONDS = 3600;

export interface ReanaClientOptions extends ExchangeOptions, CircuitOptions {
  /** The first wait before a read is repeated; it doubles, with jitter. */
  readonly backOffMilliseconds: number;
  /** A wait that REANA asks for and that is longer than this is left to the caller. */
  readonly longestWaitMilliseconds: number;
}

export const CLIENT_DEFAULTS = {
  connectMilliseconds: 10_000,
  idleMilliseconds: 60_000,
  controlMilliseconds: 30_000,
  transferMilliseconds: 3_600_000,
  backOffMilliseconds: 1000,
  longestWaitMilliseconds: 5000,
  maxBodyBytes: 256 * MIB, // the logs of a run come in one answer: 6 kB for each measured job
  failuresToOpen: 5,
  openMilliseconds: 1000,
  longestOpenMilliseconds: 15_000,
} as const;

/** Small, and it needs REANA's database, as nearly everything does. */
const LOOK: ReanaRequest = {
  purpose: 'answer',
  method: 'GET',
  path: '/workflows',
  query: { type: 'batch', page: '1', size: '1' },
};

/** REANA has asked this process to be left alone. */
class QuietError extends Error {
  constructor(readonly waitMilliseconds: number) {
    super('REANA wants no requests');
  }
}

/** When a request is sent to REANA, and how often: in its turn, not while REANA is away, and again if it only read. */
export class ReanaClient {
  private readonly logger = new Logger(ReanaClient.name);
  private readonly exchange: ReanaExchange;
  private readonly circuit: ReanaCircuit;
  /** REANA asked (429) to be left alone until then; its limit counts all our requests together. By the clock of `performance`. */
  private quietUntil = 0;

  constructor(
    private readonly options: ReanaClientOptions,
    private readonly line: RequestLine,
  ) {
    this.exchange = new ReanaExchange(options);
    this.circuit = new ReanaCircuit(options, {
      turn: () => this.turn(),
      look: () => this.obeying(() => this.exchange.ask(LOOK)),
      dismiss: (error) => line.dismiss(error),
    });
  }

  /** A read, repeated when that can help. */
  async read(what: ReanaRequest): Promise<ReanaAnswer> {
    return this.retrying(() => this.sent(what, () => this.exchange.ask(what)));
  }

  /** A write, sent once: whether it may be sent again is the caller's knowledge. */
  async write(what: ReanaRequest): Promise<ReanaAnswer> {
    return this.sent(what, () => this.exchange.ask(what));
  }

  /** A file: repeated until the answer begins, never in the middle. A refusal (4xx) comes as an answer. */
  async download(what: ReanaRequest): Promise<Readable | ReanaAnswer> {
    return this.retrying(() => this.sent(what, () => this.exchange.open(what)));
  }

  async close(): Promise<void> {
    await this.exchange.close();
  }

  private retrying<Result>(call: () => Promise<Result>): Promise<Result> {
    const policy = retry(
      handleWhen((error) => error instanceof ReanaUnavailableError && this.isWorthWaiting(error)),
      { maxAttempts: 3, backoff: new DelegateBackoff((context) => this.backOff(context)) },
    );
    return policy.execute(call);
  }

  private isWorthWaiting(error: ReanaUnavailableError): boolean {
    const { retryable, retryAfterSeconds = 0 } = error.reason;
    if (!retryable || error instanceof ReanaNotAskedError) return false;
    return retryAfterSeconds * 1000 <= this.options.longestWaitMilliseconds;
  }

  /** 1, 2, 4 seconds, each between half and all of it; what REANA asks for goes first. */
  private backOff({ attempt, result }: IRetryBackoffContext<unknown>): number {
    const error = 'error' in result ? result.error : undefined;
    const asked = error instanceof ReanaUnavailableError ? (error.reason.retryAfterSeconds ?? 0) * 1000 : 0;
    const full = this.options.backOffMilliseconds * 2 ** (attempt - 1);
    return Math.max(asked, full * (0.5 + Math.random() / 2));
  }

  private async sent<Result>({ purpose }: ReanaRequest, call: () => Promise<Result>): Promise<Result> {
    try {
      await this.circuit.check();
      await this.turn();
      return await this.circuit.send(() => this.obeying(call));
    } catch (error) {
      throw notAsked(purpose, error) ?? error;
    }
  }

  /** Waits until one more request may be sent. */
  private async turn(): Promise<void> {
    do {
      const wait = this.quietUntil - performance.now();
      if (wait > this.options.longestWaitMilliseconds) throw new QuietError(wait);
      if (wait > 0) await sleep(wait, undefined, { ref: false });
      await this.line.take();
    } while (this.quietUntil > performance.now()); // a 429 came meanwhile
  }

  /** What REANA asks for holds for all processes. */
  private async obeying<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof ReanaUnavailableError && error.reason.status === 429) await this.keepQuiet(error.retryAfterSeconds);
      throw error;
    }
  }

  private async keepQuiet(seconds: number): Promise<void> {
    const milliseconds = Math.min(seconds, LONGEST_QUIET_SECONDS) * 1000;
    this.quietUntil = Math.max(this.quietUntil, performance.now() + milliseconds);
    await this.line.postpone(milliseconds).catch((error: unknown) => this.logger.warn(error)); // the caller gets REANA's answer
  }
}

/** Null: REANA was asked, or something else went wrong. */
function notAsked(purpose: string, error: unknown): ReanaNotAskedError | null {
  const not = (why: string, wait: number) => new ReanaNotAskedError(purpose, why, wait);
  if (error instanceof QuietError) return not('it wants no more requests; the next may be sent', error.waitMilliseconds);
  if (error instanceof LineTooLongError) return not('too many requests wait for it; it is free', error.waitMilliseconds);
  if (!(error instanceof CircuitOpenError)) return null;
  const away = Math.ceil(error.awayMilliseconds / 1000);
  return not(`it has been away for ${away} s; the next look at it is`, error.waitMilliseconds);
}
