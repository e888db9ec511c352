import { ForbiddenError, NoGroupError } from './auth.errors';
import { Role, type Principal } from './principal';

export enum Permission {
  UserRead = 'user.read',
  WorkflowRead = 'workflow.read',
  WorkflowRegister = 'workflow.register',
  WorkflowUpdate = 'workflow.update',
  WorkflowDelete = 'workflow.delete',
  ExecutionRead = 'execution.read',
  ExecutionStart = 'execution.start',
  ExecutionStop = 'execution.stop',
  ExecutionDelete = 'execution.delete',
  ProvenanceRead = 'provenance.read',
  ProvenanceCapture = 'provenance.capture',
}

/** Whose objects a permission reaches. */
enum Reach {
  /** Nobody's but the caller himself: no group is needed. */
  Self,
  /** Everything of the caller's groups. */
  Group,
  /** The caller's own; for an administrator everything of his groups. */
  Owner,
}

interface Rule {
  /** One of them is enough; empty: every valid token. */
  readonly roles: readonly Role[];
  readonly reach: Reach;
}

const MEMBERS = [Role.User, Role.Admin];

/** Who may do what: the one table. */
const RULES: Readonly<Record<Permission, Rule>> = {
  [Permission.UserRead]: { roles: [], reach: Reach.Self },
  [Permission.WorkflowRead]: { roles: MEMBERS, reach: Reach.Group },
  [Permission.WorkflowRegister]: { roles: MEMBERS, reach: Reach.Group },
  [Permission.WorkflowUpdate]: { roles: MEMBERS, reach: Reach.Group },
  [Permission.WorkflowDelete]: { roles: MEMBERS, reach: Reach.Owner },
  [Permission.ExecutionRead]: { roles: MEMBERS, reach: Reach.Group },
  [Permission.ExecutionStart]: { roles: MEMBERS, reach: Reach.Group },
  [Permission.ExecutionStop]: { roles: MEMBERS, reach: Reach.Owner },
  [Permission.ExecutionDelete]: { roles: MEMBERS, reach: Reach.Owner },
  [Permission.ProvenanceRead]: { roles: MEMBERS, reach: Reach.Group },
  [Permission.ProvenanceCapture]: { roles: MEMBERS, reach: Reach.Group },
};

/** Something that belongs to a group and was made by one of its members. */
export interface OwnedObject {
  readonly ownerId: number;
  readonly groupName: string;
}

/** Whether the roles allow it at all, before any object is looked at. */
export function isGranted(permission: Permission, roles: readonly Role[]): boolean {
  const needed = RULES[permission].roles;
  return needed.length === 0 || needed.some((role) => roles.includes(role));
}

export function needsGroup(permission: Permission): boolean {
  return RULES[permission].reach !== Reach.Self;
}

/** Stop, delete and the like: the owner, or an administrator of the object's group; each only while in that group. */
export function mayChange(user: Principal, object: OwnedObject): boolean {
  return user.groups.includes(object.groupName) && (object.ownerId === user.id || user.roles.includes(Role.Admin));
}

/** Whether the caller may do it to this object. */
export function may(user: Principal, permission: Permission, object: OwnedObject): boolean {
  if (!isGranted(permission, user.roles)) return false;
  return RULES[permission].reach === Reach.Owner ? mayChange(user, object) : user.groups.includes(object.groupName);
}

/** For objects that the caller can see: those of other groups do not exist for him and are 404 before this is asked. */
export function requirePermission(user: Principal, permission: Permission, object: OwnedObject): void {
  if (!may(user, permission, object)) throw new ForbiddenError('Only its owner or an administrator of its group may do this.');
}

/** The group for lists and new objects. */
export function requireGroup(user: Principal): string {
  if (user.group === null) throw new NoGroupError();
  return user.group;
}
