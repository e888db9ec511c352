import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';

export type Mode = 'ok' | 'error' | 'empty' | 'hang';

/** A realm that only publishes keys, can fail, hang and change its keys, and signs whatever it is told to. */
export class FakeRealm {
  mode: Mode = 'ok';
  readonly publicKeys = new Map<string, CryptoKey>();
  issuer = '';
  keyRequests = 0;
  private server: Server;
  private published: JWK[] = [];
  private readonly privateKeys = new Map<string, CryptoKey>();

  async start(): Promise<void> {
    for (const alg of ['RS256', 'PS256', 'ES256']) await this.addKey(alg, alg);
    this.server = createServer((_request, response) => {
      this.keyRequests += 1;
      if (this.mode === 'hang') return;
      response.statusCode = this.mode === 'error' ? 500 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(this.mode === 'error' ? 'oops' : JSON.stringify({ keys: this.mode === 'ok' ? this.published : [] }));
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.issuer = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/realms/prov`;
  }

  async addKey(kid: string, alg: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    this.privateKeys.set(kid, privateKey);
    this.publicKeys.set(kid, publicKey);
    this.published = [...this.published, { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  token(claims: Record<string, unknown> = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    const { alg = 'RS256', kid = alg } = header;
    const key = this.privateKeys.get(kid) ?? this.privateKeys.get(alg)!;
    return new SignJWT(this.claims(claims)).setProtectedHeader({ typ: 'JWT', ...header, alg, kid }).sign(key);
  }

  claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    const standard = {
      iss: this.issuer,
      aud: ['account', 'api'],
      sub: 'u1',
      azp: 'api',
      typ: 'Bearer',
      iat: now,
      exp: now + 300,
    };
    const roles = { realm_access: { roles: ['reprov_user'] }, groups: ['/group_1'] };
    return { ...standard, ...roles, ...changes };
  }
}
