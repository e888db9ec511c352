import { DomainError } from '../../common/errors/domain-error';

/** A request that is wrong in itself: parameter, path, specification. */
export class BadRequestError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'embedded.bad_request';
}

export class NotSignedInError extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'embedded.not_signed_in';

  constructor() {
    super('User not signed in');
  }
}

export class BadTokenError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'embedded.bad_token';

  constructor() {
    super('Token not valid.');
  }
}

/** A caller that cannot be a program of this machine's user, such as a web page of somebody else. */
export class ForeignCallerError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'embedded.foreign_caller';
}

/** What REANA refuses although the caller is known: wrong name, wrong state, quota. */
export class RefusedError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'embedded.refused';
}

/** A workspace would hold more than it may. */
export class QuotaError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'embedded.quota';

  constructor() {
    super('The workspace quota would be exceeded: delete files, or raise EMBEDDED_REANA_WORKSPACE_BYTES.');
  }
}

/** The disk has no room left for what was sent. */
export class StorageFullError extends DomainError {
  readonly kind = 'storage_full';
  readonly code = 'embedded.storage_full';

  constructor(cause: unknown) {
    super('The disk of the server is full: delete runs that are no longer needed, or make room.', {}, { cause });
  }
}

/** Somebody has removed what the server keeps everything in. */
export class FolderGoneError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'embedded.folder_gone';

  constructor() {
    super('The folder of this server has vanished, so that it can keep nothing: restart the server.');
  }
}

/** The run is in a state that does not allow it, or something is in the way. */
export class ConflictError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'embedded.conflict';
}

export class NotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'embedded.not_found';
}

const missingRun = (reference: string): string =>
  `REANA_WORKON is set to ${reference}, but that workflow does not exist. Please set your REANA_WORKON environment variable appropriately.`;

export class RunNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'embedded.run_not_found';

  constructor(readonly reference: string) {
    super(missingRun(reference));
  }
}

/** Some routes of REANA answer 403 where others answer 404; the text is the same. */
export class RunForbiddenError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'embedded.run_not_found';

  constructor(reference: string) {
    super(missingRun(reference));
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Is there no room, in the file system or in the database? */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(codeOf(error));
}

/** Could the database not write, for a cause that may pass? */
export function isStorageFault(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|BUSY|READONLY)/.test(codeOf(error));
}
