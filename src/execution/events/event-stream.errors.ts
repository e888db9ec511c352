import { DomainError } from '../../common/errors/domain-error';

/** This process takes no more streams: too many are open, or it is about to end. */
export class NoStreamLeftError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'execution.no_stream_left';
  override readonly retryAfterSeconds = 10;

  constructor() {
    super('The service can follow no more executions at the moment. Try again in a few seconds.');
  }
}

export class TooManyStreamsError extends DomainError {
  readonly kind = 'limit';
  readonly code = 'execution.too_many_streams';
  override readonly retryAfterSeconds = 10;

  constructor(most: number) {
    super(`You follow ${most} executions already, which is the limit. Close one of these connections first.`);
  }
}
