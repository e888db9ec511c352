import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientNamed, DEV_USERS, DEVICE_GRANT, newKeys, type DevClient, type DevRealm, type DevUser } from './dev-realm';
import { answerGrant, logOut } from './grants';
import { approveDevice, authorize, startDevice } from './log-in';
import { Refusal } from './refusal';
import { introspect, userInfo } from './tokens';

const PROTOCOL = '/protocol/openid-connect';
const BODY_LIMIT = 65_536;

/**
 * A small identity provider with Keycloak's addresses, clients, claims and error answers. Loopback only; not in production;
 * keys new at every start; no lock-out after wrong passwords.
 */
export async function startDevIssuer({
  port = 0,
  allowedOrigins = [],
  users = DEV_USERS,
}: {
  readonly port?: number;
  /** Web origins that may call it from a page; none by default. */
  readonly allowedOrigins?: readonly string[];
  readonly users?: Readonly<Record<string, DevUser>>;
} = {}): Promise<{ readonly issuer: string; readonly server: Server }> {
  if (process.env['NODE_ENV'] === 'production') throw new Error('the development issuer must not run in production');
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const memory = { codes: new Map(), devices: new Map(), sessions: new Map() };
  const realm: DevRealm = { issuer: `${origin}/realms/prov`, origin, allowedOrigins, users, keys: await newKeys(), ...memory };
  server.on('request', (request, response) => {
    handle(realm, request, response).catch((error: unknown) => {
      if (error instanceof Refusal) send(response, error.status, error.body);
      else send(response, 500, { error: 'server_error' });
    });
  });
  return { issuer: realm.issuer, server };
}

async function handle(realm: DevRealm, request: IncomingMessage, response: ServerResponse): Promise<void> {
  refuseForeign(realm, request, response);
  if (request.method === 'OPTIONS') return send(response, 200);
  const url = new URL(request.url ?? '/', realm.origin);
  const form = new URLSearchParams(await bodyOf(request));
  const asked = { query: url.searchParams, form };
  const path = /^\/realms\/prov(\/.*)$/.exec(url.pathname)?.[1];
  switch (`${request.method} ${path}`) {
    case 'GET /.well-known/openid-configuration':
      return send(response, 200, discovery(realm.issuer));
    case `GET ${PROTOCOL}/certs`:
      return send(response, 200, { keys: [realm.keys.jwk] });
    case `GET ${PROTOCOL}/auth`:
    case `POST ${PROTOCOL}/auth`:
      return authorize(realm, asked, response);
    case `POST ${PROTOCOL}/auth/device`:
      return send(response, 200, startDevice(realm, clientOf(request, form), form));
    case 'GET /device':
    case 'POST /device':
      return approveDevice(realm, asked, response);
    case `POST ${PROTOCOL}/token`:
      return send(response, 200, await answerGrant(realm, { ...clientOf(request, form), form }));
    case `POST ${PROTOCOL}/token/introspect`:
      return send(response, 200, await introspect(realm, introspectorOf(request, form), form.get('token') ?? ''));
    case `GET ${PROTOCOL}/userinfo`:
    case `POST ${PROTOCOL}/userinfo`:
      return send(response, 200, await userInfo(realm, request.headers.authorization));
    case `POST ${PROTOCOL}/logout`:
      await logOut(realm, { ...clientOf(request, form), form });
      return send(response, 204);
    default:
      throw new Refusal(404, 'not_found', 'no such address');
  }
}

/** Web pages reach loopback too: a foreign Host is DNS rebinding, a foreign Origin another site's page. */
function refuseForeign(realm: DevRealm, request: IncomingMessage, response: ServerResponse): void {
  if (`http://${request.headers.host}` !== realm.origin) throw new Refusal(403, 'invalid_request', 'Host is not this issuer');
  const { origin } = request.headers;
  if (origin === undefined || origin === realm.origin) return;
  if (!realm.allowedOrigins.includes(origin)) throw new Refusal(403, 'invalid_request', 'Origin is not allowed');
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-headers', 'authorization, content-type');
  response.setHeader('vary', 'origin');
}

function discovery(issuer: string): object {
  const at = (path: string): string => `${issuer}${PROTOCOL}${path}`;
  return {
    issuer,
    authorization_endpoint: at('/auth'),
    token_endpoint: at('/token'),
    jwks_uri: at('/certs'),
    userinfo_endpoint: at('/userinfo'),
    introspection_endpoint: at('/token/introspect'),
    end_session_endpoint: at('/logout'),
    device_authorization_endpoint: at('/auth/device'),
    grant_types_supported: ['authorization_code', 'password', 'refresh_token', 'client_credentials', DEVICE_GRANT],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256'],
    subject_types_supported: ['public'],
  };
}

/** The known client that sent this form, with its secret where it has one. */
function clientOf(request: IncomingMessage, form: URLSearchParams): { name: string; client: DevClient } {
  const [, basic] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [name = '', secret] =
    basic === undefined
      ? [form.get('client_id') ?? '', form.get('client_secret') ?? undefined]
      : Buffer.from(basic, 'base64').toString().split(':', 2);
  const wrong = 'Invalid client or Invalid client credentials';
  const client = clientNamed(name);
  if (client === undefined) throw new Refusal(401, 'invalid_client', wrong);
  if (client.secret !== undefined && client.secret !== secret) throw new Refusal(401, 'unauthorized_client', wrong);
  return { name, client };
}

function introspectorOf(request: IncomingMessage, form: URLSearchParams): { name: string; client: DevClient } {
  const asking = clientOf(request, form);
  if (asking.client.secret === undefined) throw new Refusal(403, 'invalid_request', 'Client not allowed.');
  return asking;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Refusal(413, 'invalid_request', 'body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, { 'cache-control': 'no-store', ...(body && { 'content-type': 'application/json' }) });
  response.end(body && JSON.stringify(body));
}
