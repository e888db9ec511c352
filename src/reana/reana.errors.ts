import { DomainError } from '../common/errors/domain-error';

/** REANA refused, or could not be reached, or answered something else than it promises. */
export class ReanaUnavailableError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'reana.unavailable';
  override readonly retryAfterSeconds: number;

  constructor(
    message: string,
    readonly reason: {
      /** Trying again later can help: network, 429, 5xx. */
      readonly retryable: boolean;
      /** It is not known whether REANA did what was asked. */
      readonly unclear: boolean;
      readonly status?: number;
      readonly retryAfterSeconds?: number;
      /** REANA as a whole seems to be away: it is not just about what was asked. */
      readonly away?: boolean;
    },
    options?: ErrorOptions,
  ) {
    super(message, {}, options);
    this.retryAfterSeconds = reason.retryAfterSeconds ?? 10;
  }
}

/** REANA was not even asked: it is away, wants to be left alone, or too many requests wait for it already. */
export class ReanaNotAskedError extends ReanaUnavailableError {
  /** `why` reads before "in 5 s". */
  constructor(purpose: string, why: string, waitMilliseconds: number) {
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMilliseconds / 1000));
    super(`REANA was not asked to ${purpose}: ${why} in ${retryAfterSeconds} s.`, {
      retryable: true,
      unclear: false,
      retryAfterSeconds,
    });
  }
}
