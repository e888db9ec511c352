import { randomBytes } from 'node:crypto';
import { request, type IncomingMessage, type Server } from 'node:http';
import { decodeProtectedHeader } from 'jose';
import {
  challengeOf,
  describeIdentityContract,
  IssuerClient,
  REDIRECT_URI,
  WEB_ORIGIN,
  type Answer,
} from '../../../test/conformance/identity-contract';
import { startDevIssuer } from './dev-issuer';

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

describeIdentityContract('development issuer', async () => {
  const { issuer, server } = await startDevIssuer({ allowedOrigins: [WEB_ORIGIN] });
  return { issuer, stop: () => closed(server) };
});

describe('development issuer', () => {
  let realm: IssuerClient;
  let server: Server;

  beforeAll(async () => {
    const started = await startDevIssuer();
    realm = new IssuerClient(started.issuer);
    server = started.server;
  });
  afterAll(() => closed(server));

  const send = (path: string, headers: Answer, method = 'GET'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const call = request(`${realm.issuer}${path}`, { headers, method }, (response) => resolve(response.resume()));
      call.on('error', reject).end();
    });
  const signIn = (page: string, form: Answer): Promise<Response> =>
    fetch(page, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...form, username: 'user_1', password: 'password_1' }),
    });

  it('gives a token for a code with the right PKCE verifier, once', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const proof = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
    const query = new URLSearchParams({
      client_id: 'api',
      redirect_uri: REDIRECT_URI,
      state: 's',
      nonce: 'n',
      scope: 'openid',
      ...proof,
    });
    const newCode = async (): Promise<string> => {
      const response = await signIn(`${realm.issuer}/protocol/openid-connect/auth?${query.toString()}`, {});
      const target = new URL(response.headers.get('location')!);
      expect([target.searchParams.get('state'), target.searchParams.get('iss')]).toEqual(['s', realm.issuer]);
      return target.searchParams.get('code')!;
    };
    const code = await newCode();
    const exchange = { grant_type: 'authorization_code', client_id: 'api', redirect_uri: REDIRECT_URI, code_verifier: verifier };
    const first = await realm.post('token', { ...exchange, code });
    expect(await realm.claims(first.body['id_token'])).toMatchObject({ nonce: 'n', preferred_username: 'user_1' });
    expect((await realm.post('token', { ...exchange, code })).status).toBe(400);
    expect((await realm.post('token', { ...exchange, code: await newCode(), code_verifier: 'other' })).status).toBe(400);
  });

  it('finishes the device flow after the sign-in, once', async () => {
    const proof = { code_challenge: challengeOf('v'), code_challenge_method: 'S256' };
    const { body } = await realm.post('auth/device', { client_id: 'api', ...proof });
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'api',
      device_code: body['device_code']!,
    };
    const poll = async (verifier: string): Promise<number> =>
      (await realm.post('token', { ...form, code_verifier: verifier })).status;
    await signIn(body['verification_uri']!, { user_code: 'ZZZZ-ZZZZ' });
    expect(await poll('v')).toBe(400);
    await signIn(body['verification_uri_complete']!, {});
    expect([await poll('other'), await poll('v'), await poll('v')]).toEqual([400, 200, 400]);
  });

  it('refuses other host names and, without configured origins, every web page', async () => {
    const { host, port } = new URL(realm.issuer);
    const certs = '/protocol/openid-connect/certs';
    const statuses = [];
    for (const name of [host, `localhost:${port}`, `evil.example:${port}`, 'evil.example', '127.0.0.1']) {
      statuses.push((await send(certs, { host: name })).statusCode);
    }
    expect(statuses).toEqual([200, 403, 403, 403, 403]);
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const response = await send(certs, { origin: 'http://evil.example' }, method);
      expect([response.statusCode, response.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    }
  });

  it('listens on loopback only and takes new key names at every start', async () => {
    expect(server.address()).toMatchObject({ address: '127.0.0.1' });
    const other = await startDevIssuer();
    const kid = async (issuer: string) => decodeProtectedHeader((await new IssuerClient(issuer).logIn(1))['access_token']!).kid;
    expect(await kid(other.issuer)).not.toBe(await kid(realm.issuer));
    await closed(other.server);
  });

  it('refuses to start in production', async () => {
    jest.replaceProperty(process, 'env', { ...process.env, NODE_ENV: 'production' });
    await expect(startDevIssuer()).rejects.toThrow('must not run in production');
    jest.restoreAllMocks();
  });
});
