import { DomainError } from '../common/errors/domain-error';
import { quotedAddress as quoted } from '../common/http/public-address';

export class UrlNotAllowedError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'catalogue.url_not_allowed';

  constructor(url: string, fault: string) {
    super(`The address ${quoted(url)} cannot be used. ${fault}`);
  }
}

/** Begins with the words that clients of the service's predecessor know. */
export class EntityNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'catalogue.entity_not_found';

  constructor(url: string, fault: string) {
    super(`Invalid entity id in placeholder: ${quoted(url)}. ${fault}`);
  }
}

export class NoDistributionError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'catalogue.no_distribution';

  constructor(url: string, fault: string) {
    super(`There is nothing to fetch for the catalogue entry ${quoted(url)}. ${fault}`);
  }
}

export interface DistributionChoice {
  readonly index: number;
  readonly name: string | null;
  readonly size_kb: number | null;
}

export class AmbiguousDistributionError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'catalogue.ambiguous_distribution';

  constructor(url: string, choices: readonly DistributionChoice[]) {
    const list = choices.map(
      ({ index, name, size_kb: size }) => `${index} (${name ?? 'no name'}, ${size === null ? 'size unknown' : `${size} kB`})`,
    );
    super(
      `The catalogue entry ${quoted(url)} has several files: ${list.join(', ')}. Say which by adding #distribution=<number> or ` +
        '#distribution=<name> to the address in valueFromPlatform.',
      { distributions: choices },
    );
  }
}

export class CatalogueUnavailableError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'catalogue.unavailable';
  override readonly retryAfterSeconds = 30;

  constructor(url: string, fault: string, options?: ErrorOptions) {
    super(`The catalogue entry ${quoted(url)} cannot be fetched at the moment. ${fault} Please try again later.`, {}, options);
  }
}

export class ContentTooLargeError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'catalogue.too_large';

  constructor(url: string, fault: string) {
    super(`The catalogue entry ${quoted(url)} is too large. ${fault}`);
  }
}

/** The bytes are not those the catalogue describes, or nobody can tell. */
export class ChecksumMismatchError extends DomainError {
  readonly kind = 'upstream';
  readonly code = 'catalogue.checksum_mismatch';

  constructor(url: string, fault: string) {
    super(`The file of the catalogue entry ${quoted(url)} cannot be trusted. ${fault} Tell the owner of the entry.`);
  }
}
