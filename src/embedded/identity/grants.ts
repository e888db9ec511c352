import { createHash, randomUUID } from 'node:crypto';
import { DEVICE_GRANT, type DevClient, type DevRealm, type LogIn } from './dev-realm';
import { authenticated } from './log-in';
import { invalidGrant, Refusal } from './refusal';
import { refreshPayload, serviceAnswer, sessionAnswer } from './tokens';

interface Asking {
  readonly name: string;
  readonly client: DevClient;
  readonly form: URLSearchParams;
}

type Grant = (realm: DevRealm, asking: Asking) => Promise<object>;

const GRANTS = new Map<string, Grant>([
  ['password', byPassword],
  ['refresh_token', byRefreshToken],
  ['authorization_code', byCode],
  ['client_credentials', (realm, { name, client }) => serviceAnswer(realm, name, client)],
  [DEVICE_GRANT, byDevice],
]);

const NOT_FOR_THIS_CLIENT: Readonly<Record<string, string>> = {
  password: 'Client not allowed for direct access grants',
  client_credentials: 'Client not enabled to retrieve service account',
};

/** The token endpoint: tokens for whatever proof the form carries. */
export async function answerGrant(realm: DevRealm, asking: Asking): Promise<object> {
  const kind = asking.form.get('grant_type');
  if (kind === null) throw new Refusal(400, 'invalid_request', 'Missing form parameter: grant_type');
  const grant = GRANTS.get(kind);
  if (grant === undefined) throw new Refusal(400, 'unsupported_grant_type', 'Unsupported grant_type');
  if (asking.client.grants.includes(kind)) return grant(realm, asking);
  const status = kind === 'client_credentials' ? 401 : 400;
  throw new Refusal(status, 'unauthorized_client', NOT_FOR_THIS_CLIENT[kind] ?? 'Client not allowed for this flow');
}

async function byPassword(realm: DevRealm, { name: client, form }: Asking): Promise<object> {
  const name = authenticated(realm, form);
  if (name === undefined) throw invalidGrant('Invalid user credentials');
  return openSession(realm, { name, client, scope: form.get('scope') ?? '' });
}

async function byCode(realm: DevRealm, { name: client, form }: Asking): Promise<object> {
  const key = form.get('code') ?? '';
  const code = realm.codes.get(key);
  realm.codes.delete(key); // good for one use
  if (code === undefined || code.until < Date.now() || code.client !== client) throw invalidGrant('Code not valid');
  if (code.redirectUri !== form.get('redirect_uri')) throw invalidGrant('Incorrect redirect_uri');
  checkVerifier(code.challenge, form);
  return openSession(realm, code);
}

async function byDevice(realm: DevRealm, { name: client, form }: Asking): Promise<object> {
  const key = form.get('device_code') ?? '';
  const device = realm.devices.get(key);
  if (device === undefined || device.client !== client) throw invalidGrant('Device code not valid');
  if (device.until < Date.now()) throw new Refusal(400, 'expired_token', 'Device code is expired');
  checkVerifier(device.challenge, form);
  const { name, scope } = device;
  if (name === undefined) throw new Refusal(400, 'authorization_pending', 'The authorization request is still pending');
  realm.devices.delete(key);
  return openSession(realm, { name, client, scope });
}

/** PKCE (RFC 7636, section 4.6) with S256. */
function checkVerifier(challenge: string, form: URLSearchParams): void {
  const proof = createHash('sha256').update(form.get('code_verifier') ?? '');
  if (proof.digest('base64url') !== challenge) throw invalidGrant('PKCE verification failed: Code mismatch');
}

/** Each refresh token is good for one use; an old one used again ends the session. */
async function byRefreshToken(realm: DevRealm, { name: client, form }: Asking): Promise<object> {
  const payload = await refreshPayload(realm, form.get('refresh_token') ?? '');
  if (payload === undefined) throw invalidGrant('Invalid refresh token');
  if (payload['azp'] !== client) throw invalidGrant("Invalid refresh token. Token client and authorized client don't match");
  const session = realm.sessions.get(String(payload['sid']));
  if (session === undefined) throw invalidGrant('Session not active');
  if (session.refreshId !== payload.jti) {
    realm.sessions.delete(session.sid);
    throw invalidGrant('Maximum allowed refresh token reuse exceeded');
  }
  return sessionAnswer(realm, session);
}

function openSession(realm: DevRealm, { name, client, scope, nonce }: LogIn): Promise<object> {
  const session = { sid: randomUUID(), refreshId: '', name, client, scope, ...(nonce !== undefined && { nonce }) };
  realm.sessions.set(session.sid, session);
  return sessionAnswer(realm, session);
}

/** Ends the session of the refresh token. */
export async function logOut(realm: DevRealm, { name, form }: Asking): Promise<void> {
  const payload = await refreshPayload(realm, form.get('refresh_token') ?? '');
  if (payload?.['azp'] !== name) throw invalidGrant('Invalid refresh token');
  realm.sessions.delete(String(payload['sid']));
}
