import { randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export interface DevUser {
  readonly sub: string;
  readonly password: string;
  readonly lastName?: string;
  /** As in the claim, with the leading slash: `/group_1`. */
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

export interface DevClient {
  /** Only confidential clients have one. */
  readonly secret?: string;
  readonly grants: readonly string[];
  readonly audience: string | readonly string[];
  /** Whether its tokens tell the groups. */
  readonly tellsGroups?: boolean;
  readonly serviceAccount?: { readonly sub: string; readonly roles: readonly string[] };
  /** May ask about tokens that are not made for it. */
  readonly introspectsAll?: boolean;
}

/** The clients of docker/keycloak/realm-prov.json with the secrets of realm-prov-users.json; others are refused. */
export const CLIENTS: Readonly<Record<string, DevClient>> = {
  api: {
    grants: ['password', 'authorization_code', 'refresh_token', DEVICE_GRANT],
    audience: ['api', 'account'],
    tellsGroups: true,
  },
  'reprov-service': {
    secret: 'reprov-service-test-secret',
    grants: ['client_credentials'],
    audience: ['api', 'account'],
    serviceAccount: { sub: '00000000-0000-4000-8000-000000000101', roles: [] },
    introspectsAll: true,
  },
  stranger: { secret: 'stranger-test-secret', grants: ['password', 'refresh_token'], audience: 'account' },
};

const seedUser = (number: number, groups: string[], roles: string[]): DevUser => ({
  sub: `00000000-0000-4000-8000-00000000000${number}`,
  password: `password_${number}`,
  lastName: ['One', 'Two', 'Three', 'Four', 'Five'][number - 1] ?? '',
  groups,
  roles,
});

/** `user_1` … `user_5` of the two groups, the same as in docker/keycloak/realm-prov-users.json. */
export const DEV_USERS: Readonly<Record<string, DevUser>> = {
  user_1: seedUser(1, ['/group_1'], ['reprov_user']),
  user_2: seedUser(2, ['/group_1'], ['reprov_user', 'reprov_admin']),
  user_3: seedUser(3, ['/group_1', '/group_2'], ['reprov_user']),
  user_4: seedUser(4, ['/group_2'], ['reprov_user']),
  user_5: seedUser(5, ['/group_2'], ['reprov_user', 'reprov_admin']),
};

/** A user who proved his password to a client. */
export interface LogIn {
  readonly name: string;
  readonly client: string;
  readonly scope: string;
  readonly nonce?: string;
}

export interface Session extends LogIn {
  readonly sid: string;
  /** The id of the one refresh token that is still good. */
  refreshId: string;
}

export interface AuthorizationCode extends LogIn {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly until: number;
}

export interface DeviceRequest extends Omit<LogIn, 'name'> {
  /** Set when somebody signed in for the device. */
  name?: string;
  readonly userCode: string;
  readonly challenge: string;
  readonly until: number;
}

export interface RealmKeys {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly refreshKey: Uint8Array;
  readonly kid: string;
  readonly jwk: JWK;
}

/** All the issuer knows; it forgets everything when it ends. */
export interface DevRealm {
  readonly issuer: string;
  readonly origin: string;
  readonly allowedOrigins: readonly string[];
  readonly users: Readonly<Record<string, DevUser>>;
  readonly keys: RealmKeys;
  readonly codes: Map<string, AuthorizationCode>;
  readonly devices: Map<string, DeviceRequest>;
  readonly sessions: Map<string, Session>;
}

export async function newKeys(): Promise<RealmKeys> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const kid = randomUUID(); // a new name for new keys, or an API that kept the old ones would not fetch them
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
  return { publicKey, privateKey, refreshKey: randomBytes(64), kid, jwk };
}

/** `Object.hasOwn` keeps names such as __proto__ out. */
export function clientNamed(name: string): DevClient | undefined {
  return Object.hasOwn(CLIENTS, name) ? CLIENTS[name] : undefined;
}

export function userNamed(realm: DevRealm, name: string): DevUser | undefined {
  return Object.hasOwn(realm.users, name) ? realm.users[name] : undefined;
}
