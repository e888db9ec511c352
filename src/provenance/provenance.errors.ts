import { DomainError } from '../common/errors/domain-error';
import type { ExecutionStatus } from '../execution/execution-status';

/** No request's error: the service does not start. */
export class BaseIriChangedError extends Error {
  constructor(settled: string, given: string) {
    super(
      `PROV_BASE_IRI is ${given}, but the records of this database are named under ${settled}. Set it back to ${settled}, or start with a new database.`,
    );
  }
}

/** Of an address by name and run number; the text is that of the first service. */
export class RunNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'provenance.not_found';

  constructor(cause: unknown) {
    super('Invalid reana_name and reana_run_number combination', {}, { cause });
  }
}

/** 403, as the first service answered it; a client whose first answer was lost finds the seal in `data`. */
export class AlreadyCapturedError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'provenance.already_captured';

  constructor(seal: Readonly<Record<string, unknown>>) {
    super('Provenance was captured before', { data: seal });
  }
}

export class NotEndedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'provenance.not_ended';

  constructor(executionId: number, status: ExecutionStatus) {
    super(
      `Execution ${executionId} is ${status}. Its provenance can be captured when it has ended; exports and pictures work before.`,
    );
  }
}

export class TooManyNodesError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'provenance.picture_too_large';

  constructor(nodes: number, limit: number) {
    super(
      `The picture would have ${nodes} nodes, more than the ${limit} that are drawn. Ask with detail=steps, or export the record.`,
      {
        nodes,
        limit,
      },
    );
  }
}

export class PictureUnavailableError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'provenance.picture_unavailable';
  override readonly retryAfterSeconds = 60;

  constructor(limitSeconds: number, cause: unknown) {
    super(
      `The picture could not be drawn within ${limitSeconds} s and the memory it may take. Ask with detail=steps, try again later, or export the record.`,
      {},
      { cause },
    );
  }
}
