import { DomainError } from '../common/errors/domain-error';
import { quotedAddress } from '../common/http/public-address';

export class InputAddressNotAllowedError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'input.url_not_allowed';

  constructor(address: string, fault: string) {
    super(`The file ${quotedAddress(address)} cannot be fetched. ${fault}`);
  }
}

export class InputNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'input.not_found';

  constructor(address: string, status: number) {
    super(`There is no file at ${quotedAddress(address)} (status ${status}). Correct the address in the job.`);
  }
}

/** The host gives an answer that asking again will not change. */
export class InputRefusedError extends DomainError {
  readonly kind = 'upstream';
  readonly code = 'input.refused';

  constructor(address: string, status: number) {
    super(
      `The host of ${quotedAddress(address)} does not give the file (status ${status}). It must be readable without a login; else attach it.`,
    );
  }
}

export class InputUnavailableError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'input.unavailable';
  override readonly retryAfterSeconds = 30;

  constructor(address: string, fault: string, options?: ErrorOptions) {
    super(`The file ${quotedAddress(address)} cannot be fetched at the moment. ${fault}`, {}, options);
  }
}

export class InputTooLargeError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'input.too_large';

  constructor(address: string, fault: string) {
    super(`The file ${quotedAddress(address)} is too large. ${fault}`);
  }
}

export class InputChecksumMismatchError extends DomainError {
  readonly kind = 'upstream';
  readonly code = 'input.checksum_mismatch';

  constructor(address: string, fault: string) {
    super(`The file ${quotedAddress(address)} is not the one that the job means. ${fault}`);
  }
}

export class InputSizeMismatchError extends DomainError {
  readonly kind = 'upstream';
  readonly code = 'input.size_mismatch';

  constructor(address: string, expected: number, actual: number) {
    super(
      `The file ${quotedAddress(address)} is not the one that the job means. It should have ${expected} bytes, it has ${actual}.`,
    );
  }
}
