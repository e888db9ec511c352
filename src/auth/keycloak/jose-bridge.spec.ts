import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTHeaderParameters } from 'jose';
import { KeycloakConnectModule, RoleGuard, Roles, TokenValidation } from 'nest-keycloak-connect';
import request from 'supertest';
import type { App } from 'supertest/types';
import { FakeRealm, type Mode } from '../../../test/fakes/fake-realm';
import { ErrorFilter } from '../../common/errors/error.filter';
import { Public } from '../../common/http/public.decorator';
import { JoseBridge } from './jose-bridge';
import { KeycloakAuthGuard } from './keycloak-auth.guard';
import { TOKEN_RULES, type TokenRules } from './token-rules';
import { VerifiedTokens } from './verified-tokens';

@Controller()
class ProbeController {
  @Get('public') @Public() open(): string {
    return 'ok';
  }
  @Get('me') me(): string {
    return 'ok';
  }
  @Get('user') @Roles('realm:reprov_user') user(): string {
    return 'ok';
  }
  @Get('admin') @Roles('realm:reprov_admin') admin(): string {
    return 'ok';
  }
}

/** Moves the clock of tokens, guard and bridge; timers and sockets stay real. */
function startClock(): (seconds: number) => void {
  const start = Date.now();
  const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const;
  jest.useFakeTimers({ now: start, doNotFake: [...timers, 'nextTick', 'queueMicrotask', 'hrtime', 'performance'] });
  return (seconds) => jest.setSystemTime(start + seconds * 1000);
}

async function statusOf(app: INestApplication<App>, path: string, token?: string): Promise<number> {
  const call = request(app.getHttpServer()).get(path);
  return (await (token === undefined ? call : call.set('authorization', `Bearer ${token}`))).status;
}

async function startApp(rules: TokenRules): Promise<INestApplication<App>> {
  @Module({
    imports: [
      KeycloakConnectModule.registerAsync({
        imports: [],
        useFactory: () => ({
          authServerUrl: 'http://keycloak.invalid',
          realm: 'prov',
          clientId: 'api',
          secret: '',
          bearerOnly: true,
          tokenValidation: TokenValidation.OFFLINE,
        }),
      }),
    ],
    controllers: [ProbeController],
    providers: [
      JoseBridge,
      VerifiedTokens,
      { provide: TOKEN_RULES, useValue: rules },
      { provide: APP_FILTER, useClass: ErrorFilter },
      { provide: APP_GUARD, useClass: KeycloakAuthGuard },
      { provide: APP_GUARD, useClass: RoleGuard },
    ],
  })
  class ProbeModule {}
  const testing = await Test.createTestingModule({ imports: [ProbeModule] }).compile();
  const app = testing.createNestApplication<INestApplication<App>>({ logger: false });
  return app.init();
}

describe('keycloak-jose bridge', () => {
  const realm = new FakeRealm();
  let app: INestApplication<App>;
  const rules = (): TokenRules => ({
    jwksUrl: `${realm.issuer}/certs`,
    issuers: [realm.issuer, 'http://outside/realms/prov'],
    audiences: ['api'],
  });
  const status = (path: string, token?: string): Promise<number> => statusOf(app, path, token);
  const restart = async (changes: Partial<TokenRules>): Promise<void> => {
    await app.close();
    app = await startApp({ ...rules(), ...changes });
  };
  const now = (): number => Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    await realm.start();
  });
  afterAll(async () => {
    await realm.stop();
  });
  beforeEach(async () => {
    realm.mode = 'ok';
    app = await startApp(rules());
  });
  afterEach(async () => {
    jest.useRealTimers();
    await app.close();
  });

  it('lets public routes through and asks for a token elsewhere', async () => {
    expect([await status('/public'), await status('/me'), await status('/me', 'abc'), await status('/me', 'a.b.c')]).toEqual([
      200, 401, 401, 401,
    ]);
  });

  it('checks realm roles', async () => {
    const token = await realm.token();
    expect([await status('/me', token), await status('/user', token), await status('/admin', token)]).toEqual([200, 200, 403]);
  });

  it.each<[string, (now: number) => Record<string, unknown>, Partial<JWTHeaderParameters>, number]>([
    ['a single audience', () => ({ aud: 'api' }), {}, 200],
    ['another audience', () => ({ aud: ['account'] }), {}, 401],
    ['the second accepted issuer', () => ({ iss: 'http://outside/realms/prov' }), {}, 200],
    ['a foreign issuer', () => ({ iss: 'http://localhost/realms/prov' }), {}, 401],
    ['expired within the tolerance', (now) => ({ exp: now - 3 }), {}, 200],
    ['expired', (now) => ({ exp: now - 60 }), {}, 401],
    ['not yet valid', (now) => ({ nbf: now + 3600 }), {}, 401],
    ['no exp claim', () => ({ exp: undefined }), {}, 401],
    ['no iat claim', () => ({ iat: undefined }), {}, 401],
    ['no sub claim', () => ({ sub: undefined }), {}, 401],
    ['an empty sub claim', () => ({ sub: '' }), {}, 401],
    ['a sub of 256 characters', () => ({ sub: 'x'.repeat(256) }), {}, 401],
    ['no azp claim', () => ({ azp: undefined }), {}, 401],
    ['issued 3 s ahead', (now) => ({ iat: now + 3 }), {}, 200],
    ['issued a minute ahead', (now) => ({ iat: now + 60 }), {}, 401],
    ['a life of 24 h', (now) => ({ iat: now - 60, exp: now - 60 + 86_400 }), {}, 200],
    ['a life of a second more', (now) => ({ iat: now - 60, exp: now - 60 + 86_401 }), {}, 401],
    ['any client of the realm', () => ({ azp: 'other' }), {}, 200],
    ['no typ claim', () => ({ typ: undefined }), {}, 401],
    ['an ID token', () => ({ typ: 'ID' }), {}, 401],
    ['a refresh token', () => ({ typ: 'Refresh' }), {}, 401],
    ['ES256', () => ({}), { alg: 'ES256' }, 200],
    ['PS256', () => ({}), { alg: 'PS256' }, 200],
    ['an unknown key id', () => ({}), { kid: 'other' }, 401],
    ['a key id that is a path', () => ({}), { kid: '../../../../dev/null' }, 401],
    ['a key id that is SQL', () => ({}), { kid: "x' UNION SELECT 'key" }, 401],
  ])('answers %s rightly', async (_name, claims, header, expected) => {
    expect(await status('/me', await realm.token(claims(now()), header))).toBe(expected);
  });

  it('refuses changed claims', async () => {
    const [header, payload, signature] = (await realm.token()).split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, realm_access: { roles: ['reprov_admin'] } })).toString('base64url');
    expect(await status('/admin', `${header}.${changed}.${signature}`)).toBe(401);
  });

  it('refuses unsigned tokens and the public key used as a shared secret', async () => {
    const unsigned = new UnsecuredJWT(realm.claims()).encode();
    const spki = await exportSPKI(realm.publicKeys.get('RS256')!);
    const header = { alg: 'HS256', kid: 'RS256', typ: 'JWT' };
    const confused = await new SignJWT(realm.claims()).setProtectedHeader(header).sign(new TextEncoder().encode(spki));
    expect([await status('/me', unsigned), await status('/me', confused)]).toEqual([401, 401]);
  });

  it.each(['jku', 'x5u', 'jwk'])('never follows the header %s of a token', async (name) => {
    const asked: string[] = [];
    const attacker = createServer((call, response) => {
      asked.push(call.url ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const address = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}/keys`;
    const value = name === 'jwk' ? { ...(await exportJWK(publicKey)), kid: 'theirs' } : address;
    const header = { alg: 'RS256', kid: 'theirs', [name]: value };
    const token = await new SignJWT(realm.claims()).setProtectedHeader(header).sign(privateKey);
    expect(await status('/me', token)).toBe(401);
    expect(asked).toEqual([]);
    await new Promise((resolve) => attacker.close(resolve));
  });

  it('refuses two Authorization headers, and answers a header of 1 MB without looking at it', async () => {
    const token = await realm.token();
    await app.listen(0, '127.0.0.1');
    const { port } = new URL(await app.getUrl());
    const send = (authorization: string[]): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const call = get({ host: '127.0.0.1', port, path: '/me', headers: { authorization } as never }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        call.on('error', reject);
      });
    expect(await send([`Bearer ${token}`])).toBe(200);
    expect(await send([`Bearer ${token}`, 'Bearer other'])).toBe(401);
    expect(await send([`Bearer ${'x'.repeat(1_000_000)}`])).toBe(431);
  });

  it('says in the answer how to log in, and not what was wrong', async () => {
    const answer = await request(app.getHttpServer())
      .get('/me')
      .set('authorization', `Bearer ${await realm.token({ aud: 'other' })}`);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.body).toMatchObject({ status: 401, code: 'auth.unauthenticated', extra_info: {} });
    expect(answer.text).not.toMatch(/aud|claim/);
  });

  it('checks the signature of a token once, until it ends', async () => {
    const setClock = startClock();
    const token = await realm.token({ exp: now() + 60 });
    const verify = jest.spyOn(globalThis.crypto.subtle, 'verify');
    for (let index = 0; index < 5; index += 1) expect(await status('/user', token)).toBe(200);
    expect(verify).toHaveBeenCalledTimes(1);
    setClock(70);
    expect(await status('/user', token)).toBe(401);
    verify.mockRestore();
  });

  it('writes no token to the log', async () => {
    const written: unknown[] = [];
    const write = (...message: unknown[]): void => void written.push(...message);
    const logger = { log: write, error: write, warn: write, debug: write, verbose: write, fatal: write };
    app.useLogger(logger);
    const bad = await realm.token({ aud: 'other' });
    const good = await realm.token();
    for (const path of ['/public', '/me', '/user']) for (const token of [bad, good]) await status(path, token);
    app.useLogger(false);
    const text = JSON.stringify(written);
    expect(text).toContain('Cannot validate access token');
    for (const token of [bad, good]) for (const part of token.split('.').slice(1)) expect(text).not.toContain(part);
  });

  it('takes only the tokens of listed clients', async () => {
    await restart({ clients: ['api', 'reprov-service'] });
    const answers = ['api', 'reprov-service', 'stranger', ['api']].map(async (azp) => status('/me', await realm.token({ azp })));
    expect(await Promise.all(answers)).toEqual([200, 200, 401, 401]);
  });

  it('takes a shorter longest life', async () => {
    await restart({ maxLifeHours: 1 });
    expect(await status('/me', await realm.token({ exp: now() + 3600 }))).toBe(200);
    expect(await status('/me', await realm.token({ exp: now() + 3700 }))).toBe(401);
  });

  it.each<[Mode]>([['error'], ['empty'], ['hang']])('goes on with known keys for 24 h when a reload meets: %s', async (mode) => {
    await restart({ fetchLimitMs: 200 });
    const setClock = startClock();
    await status('/me', await realm.token());
    realm.mode = mode;
    const answers: number[] = [];
    for (const hours of [0.1, 0.2, 1, 23.9, 24.1]) {
      setClock(hours * 3600);
      answers.push(await status('/user', await realm.token()));
    }
    expect(answers).toEqual([200, 200, 200, 200, 503]);
    realm.mode = 'ok';
    expect(await status('/user', await realm.token())).toBe(200);
  });

  it('goes on with known keys as long as it is told', async () => {
    await restart({ staleKeysHours: 1 });
    const setClock = startClock();
    await status('/me', await realm.token());
    realm.mode = 'error';
    setClock(3500);
    expect(await status('/me', await realm.token())).toBe(200);
    setClock(3700);
    expect(await status('/me', await realm.token())).toBe(503);
  });

  it('lets nobody wait once the provider is known to hang', async () => {
    await restart({ fetchLimitMs: 500 });
    const setClock = startClock();
    await status('/me', await realm.token());
    realm.mode = 'hang';
    setClock(700);
    expect(await status('/me', await realm.token())).toBe(200);
    setClock(706);
    const before = process.hrtime.bigint();
    expect(await status('/me', await realm.token())).toBe(200);
    expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(400);
  });

  it('asks once in 5 s for unknown key ids, however many come', async () => {
    const setClock = startClock();
    await status('/me', await realm.token());
    const before = realm.keyRequests;
    const wave = async (): Promise<number> => {
      for (let index = 0; index < 10; index += 1) {
        expect(await status('/me', await realm.token({}, { kid: `random-${Math.random()}` }))).toBe(401);
      }
      return realm.keyRequests - before;
    };
    const counts: number[] = [];
    for (const seconds of [4, 5, 9, 10]) {
      setClock(seconds);
      counts.push(await wave());
    }
    expect(counts).toEqual([0, 1, 1, 2]);
  });

  it('asks once in 30 s for the same unknown key id', async () => {
    const setClock = startClock();
    await status('/me', await realm.token());
    const before = realm.keyRequests;
    const counts: number[] = [];
    for (const seconds of [6, 12, 18, 35, 36]) {
      setClock(seconds);
      expect(await status('/me', await realm.token({}, { kid: 'gone' }))).toBe(401);
      counts.push(realm.keyRequests - before);
    }
    expect(counts).toEqual([1, 1, 1, 1, 2]);
  });

  it('takes a new key 5 s after the last fetch', async () => {
    const setClock = startClock();
    await status('/me', await realm.token());
    await realm.addKey('new', 'RS256');
    expect(await status('/me', await realm.token({}, { kid: 'new' }))).toBe(401);
    setClock(5);
    expect(await status('/me', await realm.token({}, { kid: 'new' }))).toBe(200);
  });

  it('says 503 for an unknown key while the provider is away, and asks it once in 5 s', async () => {
    const setClock = startClock();
    await status('/me', await realm.token());
    realm.mode = 'error';
    setClock(6);
    const before = realm.keyRequests;
    const answers = ['one', 'two', 'RS256'].map((kid) => async () => status('/me', await realm.token({}, { kid })));
    expect([await answers[0]!(), await answers[1]!(), await answers[2]!()]).toEqual([503, 503, 200]);
    expect(realm.keyRequests - before).toBe(1);
  });

  it.each(['error', 'hang'] as const)('says 503 when the first key fetch meets: %s, and recovers', async (mode) => {
    realm.mode = mode;
    const before = Date.now();
    expect(await status('/me', await realm.token())).toBe(503);
    expect(Date.now() - before).toBeLessThan(3_000);
    realm.mode = 'ok';
    expect(await status('/me', await realm.token())).toBe(200);
  });

  it('says 503 when the provider refuses connections', async () => {
    await restart({ jwksUrl: 'http://127.0.0.1:1/certs' });
    expect(await status('/me', await realm.token())).toBe(503);
  });

  it('fetches the keys once for 50 requests at the same time', async () => {
    const before = realm.keyRequests;
    const token = await realm.token();
    await app.listen(0, '127.0.0.1');
    const answers = await Promise.all(Array.from({ length: 50 }, () => status('/me', token)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(realm.keyRequests - before).toBe(1);
  });
});
