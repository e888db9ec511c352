import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';

const STARTING_MS = 600_000;

export interface StartedIssuer {
  readonly issuer: string;
  readonly stop: () => Promise<void>;
}

export type Answer = Record<string, string>;

export const WEB_ORIGIN = 'http://localhost:8000';
export const REDIRECT_URI = 'http://127.0.0.1:8000/callback';
const SERVICE = { client_id: 'reprov-service', client_secret: 'reprov-service-test-secret' };
const STRANGER = { client_id: 'stranger', client_secret: 'stranger-test-secret' };

/** Speaks to an issuer as a client of it does. */
export class IssuerClient {
  constructor(readonly issuer: string) {}

  async post(path: string, form: Answer): Promise<{ status: number; body: Answer }> {
    const url = `${this.issuer}/protocol/openid-connect/${path}`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer };
  }

  async logIn(user: number, client: Answer = { client_id: 'api' }): Promise<Answer> {
    const person = { username: `user_${user}`, password: `password_${user}` };
    return (await this.post('token', { grant_type: 'password', scope: 'openid', ...client, ...person })).body;
  }

  async claims(token: string | undefined): Promise<JWTPayload> {
    const keys = createRemoteJWKSet(new URL(`${this.issuer}/protocol/openid-connect/certs`));
    return (await jwtVerify(token ?? '', keys, { issuer: this.issuer })).payload;
  }
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** What the development issuer and a real Keycloak have in common, as far as our clients and our guard can see. */
export function describeIdentityContract(name: string, start: () => Promise<StartedIssuer>): void {
  describe(`identity contract: ${name}`, () => {
    let realm: IssuerClient;
    let stop: () => Promise<void>;

    beforeAll(async () => {
      const started = await start();
      realm = new IssuerClient(started.issuer);
      stop = started.stop;
    }, STARTING_MS);
    afterAll(() => stop(), STARTING_MS);

    it.each<[number, string[], string[]]>([
      [1, ['/group_1'], ['reprov_user']],
      [2, ['/group_1'], ['reprov_admin', 'reprov_user']],
      [3, ['/group_1', '/group_2'], ['reprov_user']],
      [4, ['/group_2'], ['reprov_user']],
      [5, ['/group_2'], ['reprov_admin', 'reprov_user']],
    ])('gives user_%d the right groups and roles', async (user, groups, roles) => {
      const claims = await realm.claims((await realm.logIn(user))['access_token']);
      const { realm_access: access } = claims as { realm_access: { roles: string[] } };
      expect(claims).toMatchObject({
        typ: 'Bearer',
        azp: 'api',
        aud: ['api', 'account'],
        preferred_username: `user_${user}`,
        groups,
      });
      expect(access.roles.filter((role) => role.startsWith('reprov')).sort()).toEqual(roles);
      expect(access.roles).toEqual(expect.arrayContaining(['default-roles-prov', 'offline_access', 'uma_authorization']));
    });

    it('gives exactly the claims of Keycloak', async () => {
      const names = async (token: string | undefined): Promise<string> =>
        Object.keys(await realm.claims(token))
          .sort()
          .join(' ');
      const person = await realm.logIn(1);
      const service = (await realm.post('token', { grant_type: 'client_credentials', ...SERVICE })).body;
      expect(await names(person['access_token'])).toBe(
        'acr allowed-origins aud azp email email_verified exp family_name given_name groups iat iss jti name ' +
          'preferred_username realm_access resource_access scope sid sub typ',
      );
      expect(await names(service['access_token'])).toBe(
        'acr aud azp clientAddress clientHost client_id email_verified exp iat iss jti preferred_username ' +
          'realm_access resource_access scope sub typ',
      );
      expect(await realm.claims(service['access_token'])).toMatchObject({ aud: ['api', 'account'], azp: 'reprov-service' });
      expect(await realm.claims((await realm.logIn(1, STRANGER))['access_token'])).toMatchObject({
        aud: 'account',
        azp: 'stranger',
      });
      expect(await realm.claims(person['id_token'])).toMatchObject({ typ: 'ID', aud: 'api', sid: person['session_state'] });
      expect(decodeProtectedHeader(person['refresh_token']!).alg).toBe('HS512');
      expect(JSON.parse(Buffer.from(person['refresh_token']!.split('.')[1]!, 'base64url').toString())).toMatchObject({
        typ: 'Refresh',
        azp: 'api',
        aud: realm.issuer,
      });
    });

    it.each<[string, Answer, number, string]>([
      ['a wrong password', { grant_type: 'password', client_id: 'api', username: 'user_4', password: 'x' }, 400, 'invalid_grant'],
      [
        'an unknown user',
        { grant_type: 'password', client_id: 'api', username: '__proto__', password: 'x' },
        400,
        'invalid_grant',
      ],
      ['an unknown client', { grant_type: 'password', client_id: 'swagger' }, 401, 'invalid_client'],
      ['no client', { grant_type: 'password' }, 401, 'invalid_client'],
      ['a wrong secret', { grant_type: 'client_credentials', ...SERVICE, client_secret: 'x' }, 401, 'unauthorized_client'],
      ['no secret', { grant_type: 'client_credentials', client_id: 'reprov-service' }, 401, 'unauthorized_client'],
      [
        'a service account of a public client',
        { grant_type: 'client_credentials', client_id: 'api' },
        401,
        'unauthorized_client',
      ],
      ['a password for the service', { grant_type: 'password', ...SERVICE }, 400, 'unauthorized_client'],
      ['no grant type', { client_id: 'api' }, 400, 'invalid_request'],
      ['an unknown grant type', { grant_type: 'constructor', client_id: 'api' }, 400, 'unsupported_grant_type'],
      ['no refresh token', { grant_type: 'refresh_token', client_id: 'api', refresh_token: 'x' }, 400, 'invalid_grant'],
      [
        'no code',
        { grant_type: 'authorization_code', client_id: 'api', code: 'x', redirect_uri: REDIRECT_URI },
        400,
        'invalid_grant',
      ],
    ])('refuses %s', async (_case, form, status, error) => {
      const answer = await realm.post('token', form);
      expect([answer.status, answer.body['error']]).toEqual([status, error]);
    });

    it('rotates refresh tokens; an old one used again ends the session', async () => {
      const form = { grant_type: 'refresh_token', client_id: 'api' };
      const first = await realm.logIn(2);
      const foreign = await realm.post('token', { ...form, ...STRANGER, refresh_token: first['refresh_token']! });
      const second = await realm.post('token', { ...form, refresh_token: first['refresh_token']! });
      const again = await realm.post('token', { ...form, refresh_token: first['refresh_token']! });
      const third = await realm.post('token', { ...form, refresh_token: second.body['refresh_token']! });
      expect([foreign.status, second.status, again.status, third.status]).toEqual([400, 200, 400, 400]);
      expect(second.body['session_state']).toBe(first['session_state']);
      expect(third.body['error']).toBe('invalid_grant');
    });

    it('introspects for confidential clients, and knows ended sessions', async () => {
      const tokens = await realm.logIn(3);
      const ask = (client: Answer, token: string) => realm.post('token/introspect', { ...client, token });
      const access = tokens['access_token']!;
      expect((await ask(SERVICE, access)).body).toMatchObject({ active: true, client_id: 'api', username: 'user_3' });
      expect((await ask(STRANGER, access)).body).toEqual({ active: false });
      expect((await ask(SERVICE, `${access}x`)).body).toEqual({ active: false });
      expect([(await ask({ client_id: 'api' }, access)).status, (await ask({}, access)).status]).toEqual([403, 401]);
      const end = await realm.post('logout', { client_id: 'api', refresh_token: tokens['refresh_token']! });
      expect(end.status).toBe(204);
      expect((await ask(SERVICE, access)).body).toEqual({ active: false });
    });

    it('answers userinfo for tokens with scope openid', async () => {
      const ask = async (token: string): Promise<[number, string]> => {
        const headers = { authorization: `Bearer ${token}` };
        const response = await fetch(`${realm.issuer}/protocol/openid-connect/userinfo`, { headers });
        return [response.status, await response.text()];
      };
      const [status, text] = await ask((await realm.logIn(3))['access_token']!);
      expect([status, JSON.parse(text)]).toMatchObject([200, { preferred_username: 'user_3', groups: ['/group_1', '/group_2'] }]);
      expect((await ask((await realm.logIn(3, { client_id: 'api', scope: 'email' }))['access_token']!))[0]).toBe(403);
      expect((await ask('x'))[0]).toBe(401);
    });

    it.each<[string, Answer, number, string | undefined]>([
      ['without PKCE', { client_id: 'api', redirect_uri: REDIRECT_URI }, 302, 'invalid_request'],
      ['to a foreign address', { client_id: 'api', redirect_uri: 'https://example.org/' }, 400, undefined],
      ['for an unknown client', { client_id: 'nobody', redirect_uri: REDIRECT_URI }, 400, undefined],
    ])('refuses a log-in %s', async (_case, query, status, error) => {
      const all = new URLSearchParams({ response_type: 'code', state: 's', ...query });
      const response = await fetch(`${realm.issuer}/protocol/openid-connect/auth?${all.toString()}`, { redirect: 'manual' });
      const target = response.headers.get('location');
      expect(response.status).toBe(status);
      expect(target === null ? undefined : new URL(target).searchParams.get('error')).toBe(error);
    });

    it('starts the device flow with PKCE only', async () => {
      const proof = { code_challenge: challengeOf('v'), code_challenge_method: 'S256' };
      expect((await realm.post('auth/device', { client_id: 'api' })).status).toBe(400);
      const { body } = await realm.post('auth/device', { client_id: 'api', ...proof });
      expect(body).toMatchObject({ expires_in: 600, interval: 5, verification_uri: `${realm.issuer}/device` });
      const poll = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'api', code_verifier: 'v' };
      const answer = await realm.post('token', { ...poll, device_code: body['device_code']! });
      expect([answer.status, answer.body['error']]).toEqual([400, 'authorization_pending']);
    });

    it('answers pages of its web origins only', async () => {
      const ask = async (origin: string): Promise<[number, string | null]> => {
        const body = new URLSearchParams({
          grant_type: 'password',
          client_id: 'api',
          username: 'user_5',
          password: 'password_5',
        });
        const url = `${realm.issuer}/protocol/openid-connect/token`;
        const response = await fetch(url, { method: 'POST', body, headers: { origin } });
        return [response.status, response.headers.get('access-control-allow-origin')];
      };
      expect(await ask(WEB_ORIGIN)).toEqual([200, WEB_ORIGIN]);
      expect(await ask('http://other.example')).toEqual([403, null]);
    });
  });
}
