import { Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { PUBLIC } from '../common/http/public.decorator';
import { accessOf } from './access';
import { ForbiddenError, NoGroupError, NotInGroupError, UnauthenticatedError } from './auth.errors';
import type { AuthenticatedRequest } from './authenticated-request';
import { isGranted, needsGroup } from './permission';
import { groupNameOf, readClaims } from './token-claims';
import { UserService } from './user.service';

/** Refuses every route that declares no access, checks the roles, and says who is asking and for which group. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly logger = new Logger(AccessGuard.name);

  constructor(private readonly users: UserService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context);
    if (access === PUBLIC) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (request.user === undefined) throw new UnauthenticatedError();
    if (access === undefined) {
      this.logger.error(`${context.getClass().name}.${context.getHandler().name} declares no access and is refused`);
      throw new ForbiddenError();
    }
    const { subject, username, groups, roles } = readClaims(request.user);
    if (!isGranted(access, roles)) throw new ForbiddenError();
    const group = pickGroup(groups, request.header('x-group'));
    if (group === null && needsGroup(access)) throw new NoGroupError();
    const { id, uuid } = await this.users.findOrCreate(subject, username);
    request.principal = { id, uuid, username, group, groups, roles };
    return true;
  }
}

/** The group that the header names, else the first. Node gives header bytes as latin1; clients send names as UTF-8. */
function pickGroup(groups: readonly string[], header = ''): string | null {
  if (header === '') return groups[0] ?? null;
  const names = [header, Buffer.from(header, 'latin1').toString()].map(groupNameOf);
  const picked = groups.find((group) => names.includes(group));
  if (picked === undefined) throw new NotInGroupError(groups);
  return picked;
}
