import { ForbiddenError, NoGroupError } from './auth.errors';
import { isGranted, may, mayChange, needsGroup, Permission, requireGroup, requirePermission } from './permission';
import { Role, type Principal } from './principal';

const person = (id: number, groups: string[], roles: Role[]): Principal => ({
  id,
  uuid: `uuid-${id}`,
  username: `user_${id}`,
  group: groups[0] ?? null,
  groups,
  roles,
});
const PEOPLE = {
  owner: person(1, ['g1'], [Role.User]),
  member: person(2, ['g1'], [Role.User]),
  admin: person(3, ['g1'], [Role.User, Role.Admin]),
  stranger: person(4, ['g2'], [Role.User]),
  strangeAdmin: person(5, ['g2'], [Role.User, Role.Admin]),
  gone: person(1, ['g2'], [Role.User]), // the owner, who left the group
  bare: person(1, ['g1'], []), // the owner, who lost his roles
};
type Person = keyof typeof PEOPLE;
const OBJECT = { ownerId: 1, groupName: 'g1' };
const GROUP: Person[] = ['owner', 'member', 'admin'];
const OWNER: Person[] = ['owner', 'admin'];

const MAY: Record<Permission, Person[]> = {
  [Permission.UserRead]: [...GROUP, 'bare'],
  [Permission.WorkflowRead]: GROUP,
  [Permission.WorkflowRegister]: GROUP,
  [Permission.WorkflowUpdate]: GROUP,
  [Permission.WorkflowDelete]: OWNER,
  [Permission.ExecutionRead]: GROUP,
  [Permission.ExecutionStart]: GROUP,
  [Permission.ExecutionStop]: OWNER,
  [Permission.ExecutionDelete]: OWNER,
  [Permission.ProvenanceRead]: GROUP,
  [Permission.ProvenanceCapture]: GROUP,
};

describe('permissions', () => {
  const everybody = Object.keys(PEOPLE) as Person[];
  const cases = Object.values(Permission).flatMap((permission) =>
    everybody.map((name): [Permission, Person, boolean] => [permission, name, MAY[permission].includes(name)]),
  );

  it.each(cases)('%s by %s: %s', (permission, name, allowed) => {
    expect(may(PEOPLE[name], permission, OBJECT)).toBe(allowed);
    const ask = (): void => requirePermission(PEOPLE[name], permission, OBJECT);
    if (allowed) expect(ask).not.toThrow();
    else expect(ask).toThrow(ForbiddenError);
  });

  it('let only the owner and administrators of the group change an object', () => {
    expect(everybody.filter((name) => mayChange(PEOPLE[name], OBJECT))).toEqual(['owner', 'admin', 'bare']);
  });

  it('need one of the two roles and a group, except to see oneself', () => {
    const others = Object.values(Permission).filter((permission) => permission !== Permission.UserRead);
    expect(others.some((permission) => isGranted(permission, []) || !needsGroup(permission))).toBe(false);
    expect(others.every((permission) => isGranted(permission, [Role.Admin]) && isGranted(permission, [Role.User]))).toBe(true);
    expect([isGranted(Permission.UserRead, []), needsGroup(Permission.UserRead)]).toEqual([true, false]);
  });

  it('give the picked group, or say that there is none', () => {
    expect(requireGroup(PEOPLE.owner)).toBe('g1');
    expect(() => requireGroup(person(9, [], [Role.User]))).toThrow(NoGroupError);
  });
});
