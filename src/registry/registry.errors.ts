import type { CwlFinding } from '../cwl';
import { DomainError } from '../common/errors/domain-error';

export class WorkflowNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'registry.not_found';

  constructor(registryId: number) {
    super(`There is no workflow ${registryId} in your groups.`, { registry_id: registryId });
  }
}

export class RevisionNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'registry.revision_not_found';

  constructor(registryId: number, ordinal: number) {
    super(`The workflow ${registryId} has no revision ${ordinal}.`, { registry_id: registryId, revision: ordinal });
  }
}

export class WorkflowFileNotFoundError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'registry.file_not_found';

  constructor(registryId: number, path: string) {
    super(`The workflow ${registryId} has no file ${path}.`, { registry_id: registryId, path });
  }
}

/** 400, as the first service answered it. */
export class DuplicateWorkflowError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'registry.duplicate';

  constructor(name: string, version: string) {
    super(`Your group has a workflow ${name} of version ${version} already. Choose another version, or update that one.`, {
      name,
      version,
    });
  }
}

export class MissingSpecError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'registry.spec_missing';

  constructor() {
    super('spec_file is missing: send the CWL document as a file of the form.');
  }
}

export class NothingToUpdateError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'registry.nothing_to_update';

  constructor() {
    super('Nothing was given to update: send name, version, spec_file, input_file or files.');
  }
}

/** Two updates of one entry at the same moment: the second would undo the first without having seen it. */
export class ConcurrentUpdateError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'registry.concurrent_update';

  constructor(registryId: number) {
    super(`Somebody else updated the workflow ${registryId} at the same moment. Look at it, then try again.`, {
      registry_id: registryId,
    });
  }
}

/** Where a finding stands, as a person would say it. */
function place({ file, line, column }: CwlFinding): string {
  if (line === null) return file;
  return column === null ? `${file}, line ${line}` : `${file}, line ${line}, column ${column}`;
}

function summary(findings: readonly CwlFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'The document is not accepted.';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const field = first.field === null ? '' : `${first.field}: `;
  return `${place(first)}: ${field}${first.message}${more}`;
}

export class InvalidWorkflowError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'registry.invalid_workflow';

  constructor(findings: readonly CwlFinding[]) {
    super(summary(findings), { findings });
  }
}

export class InvalidJobError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'registry.invalid_job';

  constructor(findings: readonly CwlFinding[]) {
    super(summary(findings), { findings });
  }
}

/** So many large documents are waiting to be read that one more would wait too long. */
export class ReadingBusyError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'registry.busy';
  override readonly retryAfterSeconds = 5;

  constructor() {
    super('Too many large documents are being checked at the moment. Try again in a few seconds.');
  }
}
