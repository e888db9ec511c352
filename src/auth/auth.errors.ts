import { DomainError } from '../common/errors/domain-error';

/** Never says what was wrong with the token: that would help only whoever forges one. */
export class UnauthenticatedError extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.unauthenticated';

  constructor() {
    super('Please log in: send a valid access token as "Authorization: Bearer <token>".');
  }
}

export class ForbiddenError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'auth.forbidden';

  constructor(message = 'Your roles do not allow this. Ask an administrator of your group.') {
    super(message);
  }
}

export class NotInGroupError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'auth.not_in_group';

  constructor(groups: readonly string[]) {
    super('The header X-Group names a group that you are not in. Leave it out, or name one of your groups.', { groups });
  }
}

export class NoGroupError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'auth.no_group';

  constructor() {
    super('You are in no group, and everything here belongs to one. Ask your administrator to add you to a group.');
  }
}

/** The issuer's keys are needed and cannot be had: nobody can tell now whether the token is good. */
export class IssuerUnavailableError extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'auth.issuer_unavailable';
  override readonly retryAfterSeconds = 5;

  constructor() {
    super('The identity provider cannot be reached, so your access token cannot be checked. Please try again in some seconds.');
  }
}
