/** What kind of refusal an error is; the kind decides the HTTP status, whoever renders it. */
export const STATUS_OF_KIND = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method: 405,
  conflict: 409,
  gone: 410,
  precondition: 412,
  too_large: 413,
  unsupported_media: 415,
  range: 416,
  unprocessable: 422,
  limit: 429,
  upstream: 502,
  unavailable: 503,
  storage_full: 507,
} as const;

export type ErrorKind = keyof typeof STATUS_OF_KIND;

/**
 * What the service refuses or cannot do. `code` is stable (`room.reason`), `message` is a sentence a user can act on,
 * `details` are shown to the client where the route's shape has room for them; `retryAfterSeconds` becomes `Retry-After`.
 */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  readonly retryAfterSeconds?: number;

  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A request that is wrong in itself: parameters, types, form. */
export class InvalidInputError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'http.invalid_input';
}

/** The address exists, but not for this method. */
export class MethodNotAllowedError extends DomainError {
  readonly kind = 'method';
  readonly code = 'http.method_not_allowed';
}

/** A file of the request that cannot be taken: empty, not text where text is needed, or under a name that leads somewhere else. */
export class InvalidFileError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'http.invalid_file';
}
