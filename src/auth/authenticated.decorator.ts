import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader, ApiSecurity } from '@nestjs/swagger';
import { ACCESS } from '../common/http/public.decorator';
import { needsGroup, type Permission } from './permission';

/** The name of the security scheme in the OpenAPI document. */
const SECURITY_SCHEME = 'keycloak';

const groupHeader = ApiHeader({
  name: 'X-Group',
  required: false,
  description: 'One of your groups, for lists and new objects; without it the alphabetically first.',
  schema: { type: 'string', example: 'group_1' },
});

/** Lets callers in whose token is valid and whose roles grant the permission. */
export function Authenticated(permission: Permission): MethodDecorator & ClassDecorator {
  const decorators = [SetMetadata(ACCESS, permission), ApiSecurity(SECURITY_SCHEME)];
  return applyDecorators(...decorators, ...(needsGroup(permission) ? [groupHeader] : []));
}
