/** What a caller of the library did wrong; stable, to be tested by programs. */
export type ProvErrorCode =
  | 'prov.bad_prefix'
  | 'prov.prefix_conflict'
  | 'prov.unknown_prefix'
  | 'prov.bad_name'
  | 'prov.bad_time'
  | 'prov.bad_value'
  | 'prov.missing_argument'
  | 'prov.reserved_attribute'
  | 'prov.duplicate_value'
  | 'prov.duplicate_id'
  | 'prov.duplicate_bundle';

/** A statement that cannot be made or written; `code` says which rule it breaks, `message` which text. */
export class ProvError extends Error {
  constructor(
    readonly code: ProvErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ProvError';
  }
}
