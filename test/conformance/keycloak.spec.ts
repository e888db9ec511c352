import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { INestApplication } from '@nestjs/common';
import request from 'supertest';
import type { App } from 'supertest/types';
import { startGuardedApp } from '../fakes/guarded-app';
import { describeIdentityContract, IssuerClient, type StartedIssuer } from './identity-contract';

const STARTING_MS = 600_000; // the first start downloads 177 MB
const SECRETS: Record<string, string> = { 'reprov-service': 'reprov-service-test-secret', stranger: 'stranger-test-secret' };
const run = promisify(execFile);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A Keycloak of our own on a free port; or the one of TEST_KEYCLOAK_URL, which stays. */
async function startKeycloak(): Promise<StartedIssuer & { readonly url: string }> {
  const given = process.env['TEST_KEYCLOAK_URL'];
  if (given !== undefined) return { url: given, issuer: `${given}/realms/prov`, stop: () => Promise.resolve() };
  const port = await freePort();
  const script = join(__dirname, 'keycloak.sh');
  const options = { env: { ...process.env, KEYCLOAK_PORT: String(port) } };
  await run(script, ['start'], options);
  const url = `http://127.0.0.1:${port}`;
  return { url, issuer: `${url}/realms/prov`, stop: () => run(script, ['stop'], options).then(() => undefined) };
}

describe('a real Keycloak', () => {
  let keycloak: Awaited<ReturnType<typeof startKeycloak>>;
  let app: INestApplication<App>;
  const endings: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    keycloak = await startKeycloak();
    endings.unshift(keycloak.stop);
    app = await startGuardedApp(keycloak.url);
    endings.unshift(() => app.close());
  }, STARTING_MS);
  afterAll(async () => {
    for (const end of endings) await end();
  }, STARTING_MS);

  describeIdentityContract('Keycloak 26', () => Promise.resolve({ issuer: keycloak.issuer, stop: () => Promise.resolve() }));

  it.each<[string, string, number | undefined, string, number[]]>([
    ['a user', 'api', 1, 'access_token', [200, 200]],
    ['an administrator', 'api', 2, 'access_token', [200, 200]],
    ['the service account, which has no role', 'reprov-service', undefined, 'access_token', [200, 403]],
    ['a client without the audience', 'stranger', 2, 'access_token', [401, 401]],
    ['an ID token', 'api', 2, 'id_token', [401, 401]],
    ['a refresh token', 'api', 2, 'refresh_token', [401, 401]],
  ])('lets our guard answer %s rightly', async (_name, client, user, kind, expected) => {
    const realm = new IssuerClient(keycloak.issuer);
    const named = { client_id: client, ...(SECRETS[client] !== undefined && { client_secret: SECRETS[client] }) };
    const service = { grant_type: 'client_credentials', ...named };
    const tokens = user === undefined ? (await realm.post('token', service)).body : await realm.logIn(user, named);
    const ask = async (path: string): Promise<number> =>
      (await request(app.getHttpServer()).get(path).set('authorization', `Bearer ${tokens[kind]!}`)).status;
    expect([await ask('/users/current'), await ask('/probe/list')]).toEqual(expected);
  });

  it('names the groups of a user as our tenants', async () => {
    const token = (await new IssuerClient(keycloak.issuer).logIn(3))['access_token']!;
    const { body } = (await request(app.getHttpServer()).get('/users/current').set('authorization', `Bearer ${token}`)) as {
      body: unknown;
    };
    expect(body).toMatchObject({ username: 'user_3', group: 'group_1', groups: ['group_1', 'group_2'], roles: ['reprov_user'] });
  });
});
