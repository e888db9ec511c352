import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { clientNamed, userNamed, type DevClient, type DevRealm, type LogIn, type Session } from './dev-realm';
import { Refusal } from './refusal';

export const ACCESS_SECONDS = 300;
export const REFRESH_SECONDS = 1800;

type Json = Record<string, unknown>;

/** Access, refresh and, with scope openid, ID token of a session; the refresh token before is no longer good. */
export async function sessionAnswer(realm: DevRealm, session: Session): Promise<Json> {
  session.refreshId = randomUUID();
  const openid = session.scope.split(' ').includes('openid');
  const scope = `${openid ? 'openid ' : ''}profile email`;
  const common = { azp: session.client, sid: session.sid, sub: userNamed(realm, session.name)?.sub };
  const refresh = { ...common, typ: 'Refresh', iss: realm.issuer, aud: realm.issuer, scope, jti: session.refreshId };
  return {
    access_token: await accessToken(realm, session, { ...common, scope }),
    expires_in: ACCESS_SECONDS,
    refresh_expires_in: REFRESH_SECONDS,
    refresh_token: await signedWith(
      realm.keys.refreshKey,
      { alg: 'HS512', typ: 'JWT' },
      { seconds: REFRESH_SECONDS, claims: refresh },
    ),
    token_type: 'Bearer',
    ...(openid && { id_token: await idToken(realm, session, common) }),
    'not-before-policy': 0,
    session_state: session.sid,
    scope,
  };
}

function accessToken(realm: DevRealm, { name, client }: LogIn, common: Json): Promise<string> {
  const { audience } = clientNamed(client) ?? {};
  const origins = client === 'api' && { 'allowed-origins': realm.allowedOrigins };
  const roles = userNamed(realm, name)?.roles ?? [];
  return sign(realm, { typ: 'Bearer', ...common, ...profile(realm, name, client), ...rights(roles), ...origins, aud: audience });
}

function idToken(realm: DevRealm, { name, client, nonce }: LogIn, common: Json): Promise<string> {
  return sign(realm, { typ: 'ID', ...common, ...profile(realm, name, client), acr: '1', aud: client, nonce });
}

/** A service account has neither session nor refresh token. */
export async function serviceAnswer(realm: DevRealm, name: string, client: DevClient): Promise<Json> {
  const scope = 'profile email';
  const access = {
    typ: 'Bearer',
    azp: name,
    aud: client.audience,
    scope,
    client_id: name,
    clientHost: '127.0.0.1',
    clientAddress: '127.0.0.1',
    sub: client.serviceAccount?.sub,
    preferred_username: `service-account-${name}`,
    email_verified: false,
    ...rights(client.serviceAccount?.roles ?? []),
  };
  const lasting = { expires_in: ACCESS_SECONDS, refresh_expires_in: 0, token_type: 'Bearer', 'not-before-policy': 0, scope };
  return { access_token: await sign(realm, access), ...lasting };
}

/** What every token of a person tells; the groups only to the clients that have that mapper. */
function profile(realm: DevRealm, name: string, client: string): Json {
  const { lastName = '', groups = [] } = userNamed(realm, name) ?? {};
  return {
    email_verified: true,
    name: `User ${lastName}`.trim(),
    preferred_username: name,
    given_name: 'User',
    family_name: lastName,
    email: `${name}@example.org`,
    ...(clientNamed(client)?.tellsGroups === true && { groups }),
  };
}

function rights(roles: readonly string[]): Json {
  return {
    acr: '1',
    realm_access: { roles: [...roles, 'offline_access', 'uma_authorization', 'default-roles-prov'] },
    resource_access: { account: { roles: ['manage-account', 'manage-account-links', 'view-profile'] } },
  };
}

export async function introspect(realm: DevRealm, asking: { name: string; client: DevClient }, token: string): Promise<Json> {
  const payload = await accessPayload(realm, token);
  if (payload === undefined) return { active: false };
  if (asking.client.introspectsAll !== true && ![payload.aud].flat().includes(asking.name)) return { active: false };
  const { azp, preferred_username: username } = payload;
  return { active: true, ...payload, client_id: azp, username, token_type: 'Bearer' };
}

export async function userInfo(realm: DevRealm, authorization = ''): Promise<Json> {
  const payload = await accessPayload(realm, authorization.replace(/^Bearer /i, ''));
  if (payload === undefined) throw new Refusal(401);
  const { scope, azp, preferred_username: name, sub } = payload;
  if (!String(scope).split(' ').includes('openid')) throw new Refusal(403);
  return { sub, ...profile(realm, String(name), String(azp)) };
}

/** Access tokens of an ended session are no longer good here, though their signature is. */
async function accessPayload(realm: DevRealm, token: string): Promise<JWTPayload | undefined> {
  const payload = await payloadOf(token, realm.keys.publicKey, { issuer: realm.issuer });
  const ended = typeof payload?.['sid'] === 'string' && !realm.sessions.has(payload['sid']);
  return payload?.['typ'] === 'Bearer' && !ended ? payload : undefined;
}

export async function refreshPayload(realm: DevRealm, token: string): Promise<JWTPayload | undefined> {
  const rules = { issuer: realm.issuer, audience: realm.issuer, algorithms: ['HS512'] };
  const payload = await payloadOf(token, realm.keys.refreshKey, rules);
  return payload?.['typ'] === 'Refresh' ? payload : undefined;
}

async function payloadOf(token: string, key: CryptoKey | Uint8Array, rules: JWTVerifyOptions): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, key, rules)).payload;
  } catch {
    return undefined;
  }
}

function sign(realm: DevRealm, claims: Json): Promise<string> {
  const header = { alg: 'RS256', typ: 'JWT', kid: realm.keys.kid };
  const all = { iss: realm.issuer, jti: randomUUID(), ...claims };
  return signedWith(realm.keys.privateKey, header, { seconds: ACCESS_SECONDS, claims: all });
}

function signedWith(
  key: CryptoKey | Uint8Array,
  header: JWTHeaderParameters,
  token: { readonly seconds: number; readonly claims: Json },
): Promise<string> {
  return new SignJWT(token.claims).setProtectedHeader(header).setIssuedAt().setExpirationTime(`${token.seconds}s`).sign(key);
}
