import { DomainError } from '../common/errors/domain-error';

export class ExecutionNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'execution.not_found';

  constructor(which: string) {
    super(`There is no execution ${which} in your groups.`);
  }
}

/** 403, as the first service answered it. */
export class OneAddressError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'execution.one_address';

  constructor() {
    super('Give either registry_id or reana_name: not both, and not none.');
  }
}

/** REANA refused the run, or was away, while the client waited: the execution has ended and will not be started later. */
export class NotStartedError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'execution.not_started';
  override readonly retryAfterSeconds = 10;

  constructor(executionId: number, reason: string) {
    super(
      `The workflow was not started. ${reason} Execution ${executionId} has ended as failed; execute again to try once more.`,
      {
        data: { execution_id: executionId },
      },
    );
  }
}

/** REANA hands a document over as one argument of a command, whose length is limited. */
export class SpecificationTooLargeError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'execution.spec_too_large';

  constructor(bytes: number, largestBytes: number) {
    super(
      `The workflow has ${bytes} bytes when packed for REANA, which takes ${largestBytes} at most. Split it, or shorten expressions and documentation.`,
      { bytes, largest_bytes: largestBytes },
    );
  }
}

export class InvalidIdempotencyKeyError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'execution.invalid_idempotency_key';

  constructor() {
    super('Idempotency-Key must have 1 to 255 printable ASCII characters.');
  }
}

export class IdempotencyMismatchError extends DomainError {
  readonly kind = 'unprocessable';
  readonly code = 'execution.idempotency_mismatch';

  constructor(executionId: number) {
    super(`This Idempotency-Key was used for another request, which started execution ${executionId}. Take a new key.`, {
      execution_id: executionId,
    });
  }
}

export class AlreadyOverError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'execution.already_over';

  constructor(executionId: number, status: string) {
    super(`Execution ${executionId} is over (${status}); it cannot be stopped any more.`);
  }
}

export class NotFinishedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'execution.not_finished';

  constructor(executionId: number, status: string) {
    super(`Execution ${executionId} is ${status}, not finished. Ask with partial=true for what is there.`);
  }
}

export class WorkspaceGoneError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'execution.workspace_gone';

  constructor(executionId: number) {
    super(`The workspace of execution ${executionId} is gone at REANA, and not all of its outputs were kept here.`);
  }
}

/** An output that is to become an input, of an execution that still goes on. */
export class OutputNotReadyError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'execution.output_not_ready';

  constructor(executionId: number, status: string) {
    super(`Execution ${executionId} is ${status}; its outputs can be taken as inputs once it is over.`);
  }
}

export class StepNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'execution.step_not_found';

  constructor(executionId: number, name: string) {
    super(
      `Execution ${executionId} has no step ${JSON.stringify(name)}. GET /workflow_execution/${executionId} names its steps.`,
    );
  }
}

export class ExecutionFileNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'execution.file_not_found';

  constructor(executionId: number, path: string) {
    super(
      `Execution ${executionId} has no input or output ${JSON.stringify(path)}. GET /workflow_execution/${executionId}/files names its files.`,
    );
  }
}

/** Some of it was deleted, the rest is marked: the same request again goes on. */
export class DeletionIncompleteError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'execution.deletion_incomplete';
  override readonly retryAfterSeconds = 10;

  constructor(left: readonly number[], reason: string) {
    super(
      `${left.length} of the executions could not be deleted yet (${left.slice(0, 10).join(', ')}). ${reason} Repeat the request to go on.`,
      {
        data: { execution_ids: left },
      },
    );
  }
}

/** Asked for once more the run might be made twice. */
export class CreateUnderWayError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'execution.create_under_way';

  constructor() {
    super('REANA may still be about to create the run, its answer was lost. It is looked for before another one is asked for.');
  }
}
