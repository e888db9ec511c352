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
    },
    options?: ErrorOptions,
  ) {
    super(message, {}, options);
    this.retryAfterSeconds = reason.retryAfterSeconds ?? 10;
  }
}
