import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import request from 'supertest';
import type { App } from 'supertest/types';
import { IssuerClient } from '../../test/conformance/identity-contract';
import { startGuardedApp } from '../../test/fakes/guarded-app';
import { startDevIssuer } from '../embedded/identity/dev-issuer';
import { DEV_USERS } from '../embedded/identity/dev-realm';

const user = (number: number, groups: string[], roles: string[]) => ({
  sub: `sub-${number}`,
  password: `password_${number}`,
  groups,
  roles,
});
const USERS = {
  ...DEV_USERS,
  user_6: user(6, [], ['reprov_user']),
  user_7: user(7, ['/group_1'], []),
  user_8: user(8, ['/z', '/a/b', '/ä'], ['reprov_admin']),
};

describe('access guard', () => {
  let issuer: { issuer: string; server: Server };
  let app: INestApplication<App>;
  const tokens = new Map<string, string>();

  const tokenOf = async (name: string): Promise<string> => {
    const realm = new IssuerClient(issuer.issuer);
    const service = { client_id: 'reprov-service', client_secret: 'reprov-service-test-secret' };
    if (name === 'service')
      return (await realm.post('token', { grant_type: 'client_credentials', ...service })).body['access_token']!;
    return (await realm.logIn(Number(name.replace('user_', ''))))['access_token']!;
  };
  const ask = (path: string, name?: string, group?: string) => {
    const call = request(app.getHttpServer()).get(path);
    if (name !== undefined) void call.set('authorization', `Bearer ${tokens.get(name) ?? name}`);
    if (group !== undefined) void call.set('x-group', group);
    return call;
  };

  beforeAll(async () => {
    issuer = await startDevIssuer({ users: USERS });
    app = await startGuardedApp(new URL(issuer.issuer).origin);
    for (const name of [...Object.keys(USERS), 'service']) tokens.set(name, await tokenOf(name));
  });
  afterAll(async () => {
    await app.close();
    issuer.server.closeAllConnections();
    issuer.server.close();
  });

  it.each<[string, string | undefined, string, number, string | undefined]>([
    ['/probe/open', undefined, 'a public route without a token', 200, undefined],
    ['/probe/open', 'nonsense', 'a public route with a bad token', 200, undefined],
    ['/probe/undeclared', undefined, 'an undeclared route without a token', 401, 'auth.unauthenticated'],
    ['/probe/undeclared', 'user_2', 'an undeclared route to an administrator', 403, 'auth.forbidden'],
    ['/probe/list', undefined, 'a route without a token', 401, 'auth.unauthenticated'],
    ['/probe/list', 'nonsense', 'a route with a bad token', 401, 'auth.unauthenticated'],
    ['/probe/list', 'user_1', 'a route to a user', 200, undefined],
    ['/probe/list', 'user_8', 'a route to somebody who is only administrator', 200, undefined],
    ['/probe/list', 'user_7', 'a route to somebody without a role', 403, 'auth.forbidden'],
    ['/probe/list', 'user_6', 'a route to somebody without a group', 403, 'auth.no_group'],
    ['/probe/list', 'service', 'a route to a service account, which has no claim of groups', 403, 'auth.forbidden'],
    ['/open-by-class/but-not-this', undefined, 'a declared route of a public controller', 401, 'auth.unauthenticated'],
    ['/open-by-class/but-not-this', 'user_1', 'a declared route of a public controller, to a user', 200, undefined],
    ['/users/current', undefined, 'who am I without a token', 401, 'auth.unauthenticated'],
    ['/users/current', 'user_6', 'who am I to somebody without a group', 200, undefined],
    ['/users/current', 'user_7', 'who am I to somebody without a role', 200, undefined],
    ['/users/current', 'service', 'who am I to a service account', 200, undefined],
  ])('%s %s: answers %s with %d', async (path, name, _case, status, code) => {
    const answer = await ask(path, name);
    expect([answer.status, (answer.body as { code?: string }).code]).toEqual([status, code]);
  });

  it.each<[string, string | undefined, string | null]>([
    ['user_3', undefined, 'group_1'],
    ['user_3', '', 'group_1'],
    ['user_3', 'group_2', 'group_2'],
    ['user_3', '/group_2', 'group_2'],
    ['user_8', undefined, 'a/b'],
    ['user_8', 'z', 'z'],
    ['user_8', Buffer.from('ä').toString('latin1'), 'ä'],
    ['user_6', undefined, null],
  ])('works for %s with X-Group %s in %s', async (name, header, group) => {
    const answer = await ask('/users/current', name, header);
    expect([answer.status, (answer.body as { group: unknown }).group]).toEqual([200, group]);
  });

  it.each([
    ['user_1', 'group_2'],
    ['user_3', 'Group_1'],
    ['user_2', 'group_10'],
    ['user_6', 'group_1'],
  ])('refuses %s in %s', async (name, group) => {
    const answer = await ask('/users/current', name, group);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'auth.not_in_group']);
  });

  it('says who the caller is', async () => {
    const body = (await ask('/users/current', 'user_3', 'group_2')).body as unknown;
    expect(body).toEqual({
      id: expect.any(Number) as number,
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      username: 'user_3',
      group: 'group_2',
      groups: ['group_1', 'group_2'],
      roles: ['reprov_user'],
    });
    expect((await ask('/probe/list', 'user_3', 'group_2')).body).toEqual(body);
  });
});
