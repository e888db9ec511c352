import { randomInt, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { clientNamed, DEVICE_GRANT, userNamed, type DevClient, type DevRealm } from './dev-realm';
import { Refusal } from './refusal';

const CODE_SECONDS = 60;
const DEVICE_SECONDS = 600;
const DEVICE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** The user's name if the password in the form is right. */
export function authenticated(realm: DevRealm, form: URLSearchParams): string | undefined {
  const name = form.get('username') ?? '';
  return userNamed(realm, name)?.password === form.get('password') ? name : undefined;
}

/** The log-in page of the authorization code flow (RFC 6749, section 4.1), PKCE only; then back to the client with a code. */
export function authorize(
  realm: DevRealm,
  asked: { query: URLSearchParams; form: URLSearchParams },
  response: ServerResponse,
): void {
  const { client_id: client = '', redirect_uri: redirectUri = '', scope = '', ...query } = Object.fromEntries(asked.query);
  if (clientNamed(client)?.grants.includes('authorization_code') !== true)
    throw new Refusal(400, 'invalid_client', 'Client not found.');
  if (!isLoopback(redirectUri)) throw new Refusal(400, 'invalid_redirect_uri', 'Invalid parameter: redirect_uri');
  const goBack = (answer: Record<string, string>): void => {
    const target = new URL(redirectUri);
    const all = { ...answer, ...(query['state'] !== undefined && { state: query['state'] }), iss: realm.issuer };
    for (const [name, value] of Object.entries(all)) target.searchParams.set(name, value);
    response.writeHead(302, { location: target.href }).end();
  };
  const challenge = query['code_challenge'] ?? '';
  if (query['code_challenge_method'] !== 'S256' || challenge === '')
    return goBack({ error: 'invalid_request', error_description: 'Missing parameter: code_challenge_method' });
  const name = authenticated(realm, asked.form);
  if (name === undefined) return askForPassword(response);
  const code = randomUUID();
  const until = Date.now() + CODE_SECONDS * 1000;
  const nonce = query['nonce'];
  realm.codes.set(code, { name, client, redirectUri, scope, challenge, until, ...(nonce !== undefined && { nonce }) });
  goBack({ code });
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname);
}

/** The device flow's first step (RFC 8628, section 3.1), with PKCE as the realm asks for. */
export function startDevice(realm: DevRealm, asking: { name: string; client: DevClient }, form: URLSearchParams): object {
  if (!asking.client.grants.includes(DEVICE_GRANT))
    throw new Refusal(401, 'unauthorized_client', 'Client not allowed for this flow');
  const { scope = '', code_challenge: challenge = '', code_challenge_method: method } = Object.fromEntries(form);
  if (method !== 'S256' || challenge === '')
    throw new Refusal(400, 'invalid_request', 'Missing parameter: code_challenge_method');
  const letters = Array.from({ length: 8 }, () => DEVICE_LETTERS[randomInt(DEVICE_LETTERS.length)]).join('');
  const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  const deviceCode = randomUUID();
  realm.devices.set(deviceCode, { userCode, client: asking.name, scope, challenge, until: Date.now() + DEVICE_SECONDS * 1000 });
  return {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: `${realm.issuer}/device`,
    verification_uri_complete: `${realm.issuer}/device?user_code=${userCode}`,
    expires_in: DEVICE_SECONDS,
    interval: 5,
  };
}

export function approveDevice(
  realm: DevRealm,
  asked: { query: URLSearchParams; form: URLSearchParams },
  response: ServerResponse,
): void {
  const userCode = asked.form.get('user_code') ?? asked.query.get('user_code') ?? '';
  const device = [...realm.devices.values()].find((each) => each.userCode === userCode && each.until > Date.now());
  const name = authenticated(realm, asked.form);
  if (device === undefined || name === undefined) {
    const shown = /^[A-Z]{4}-[A-Z]{4}$/.test(userCode) ? userCode : '';
    return askForPassword(response, `<label>Code <input name="user_code" value="${shown}"></label> `);
  }
  device.name = name;
  sendPage(response, '<p>Signed in. You may close this page.</p>');
}

function askForPassword(response: ServerResponse, more = ''): void {
  const name = '<label>User name <input name="username" autofocus></label>';
  const password = '<label>Password <input name="password" type="password"></label>';
  sendPage(response, `<form method="post">${more}${name} ${password} <button>Sign in</button></form>`);
}

function sendPage(response: ServerResponse, content: string): void {
  const page = `<!doctype html><html lang="en"><title>Sign in (development)</title>${content}</html>`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' }).end(page);
}
