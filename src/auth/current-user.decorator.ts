import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { UnauthenticatedError } from './auth.errors';
import type { AuthenticatedRequest } from './authenticated-request';
import type { Principal } from './principal';

/** The caller; only on routes that are `@Authenticated`. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (principal === undefined) throw new UnauthenticatedError();
  return principal;
});
