import { readClaims } from './token-claims';

describe('token claims', () => {
  it.each<[string, unknown, string[]]>([
    ['paths', ['/group_2', '/group_1'], ['group_1', 'group_2']],
    ['nested paths', ['/a/b', '/a'], ['a', 'a/b']],
    ['names without a slash', ['group_1'], ['group_1']],
    ['the same group twice', ['/a', 'a'], ['a']],
    ['no claim', undefined, []],
    ['null', null, []],
    ['a text', '/group_1', []],
    ['an object', { 0: '/group_1' }, []],
    ['things that are no text', [1, null, { path: '/x' }, ['/y'], '/z'], ['z']],
    ['empty names', ['/', ''], []],
    ['a path too long for any database', [`/${'x'.repeat(192)}`, `/${'y'.repeat(191)}`], ['y'.repeat(191)]],
  ])('read groups from %s', (_case, groups, expected) => {
    expect(readClaims({ sub: 's', groups }).groups).toEqual(expected);
  });

  it.each<[string, unknown, string[]]>([
    ['both roles among others', { roles: ['offline_access', 'reprov_admin', 'reprov_user'] }, ['reprov_user', 'reprov_admin']],
    ['a role of another case', { roles: ['REPROV_ADMIN'] }, []],
    ['no claim', undefined, []],
    ['null', null, []],
    ['a list', ['reprov_user'], []],
    ['a text', { roles: 'reprov_user' }, []],
  ])('read roles from %s', (_case, access, expected) => {
    expect(readClaims({ sub: 's', realm_access: access }).roles).toEqual(expected);
  });

  it.each<[unknown, string]>([
    ['user_1', 'user_1'],
    [undefined, 's'],
    ['', 's'],
    [7, 's'],
    ['n'.repeat(300), 'n'.repeat(255)],
  ])('read the name %p as %s', (name, expected) => {
    expect(readClaims({ sub: 's', preferred_username: name }).username).toBe(expected);
  });
});
