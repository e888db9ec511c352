import { ApiClient } from '../factories/api-client';
import { startService, type RunningService } from '../factories/running-service';
import { MetricsServer } from '../../src/common/metrics/metrics.module';

describe('the surface of the service', () => {
  let service: RunningService;
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${service.url}${path}`, { redirect: 'manual', headers });

  beforeAll(async () => {
    service = await startService({ variables: { EXTERNAL_SERVER_URL: 'https://reprov.example.org' } });
  });
  afterAll(() => service.stop());

  it('says healthy, in a word or with its parts', async () => {
    const word = await get('/health', { accept: '*/*' });
    expect([word.status, await word.text()]).toEqual([200, 'healthy']);
    const parts = await get('/health', { accept: 'application/json' });
    expect(await parts.json()).toMatchObject({ status: 'healthy', parts: { database: 'up' } });
    expect([(await get('/health/live')).status, (await get('/health/ready')).status]).toEqual([200, 200]);
  });

  it('leads from the bare address to the documentation', async () => {
    const answer = await get('/');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/docs']);
    expect(await (await get('/docs')).text()).toContain('swagger-ui');
    expect(await (await get('/docs/swagger-ui-init.js')).text()).toMatch(/usePkceWithAuthorizationCodeGrant": true/);
  });

  it('describes itself with unique operation ids and described fields', async () => {
    const document = (await (await get('/openapi.json')).json()) as {
      openapi: string;
      servers: object[];
      paths: Record<string, Record<string, { operationId: string; tags?: string[]; summary?: string }>>;
    };
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect([document.openapi, document.servers]).toEqual([
      expect.stringMatching(/^3\.0/),
      [{ url: 'https://reprov.example.org' }],
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ tags, summary }) => !tags?.length || !summary)).toEqual([]);
  });

  it('serves metrics apart from the API, by route and not by id', async () => {
    await get('/workflow_registry/123456');
    const metrics = await (await fetch(service.app.get(MetricsServer).url!)).text();
    expect(metrics).toMatch(/reprov_http_request_duration_seconds_count\{[^}]*route="\/health"/);
    expect(metrics).not.toContain('123456');
    expect((await get('/metrics')).status).toBe(404);
  });

  it.each([
    ['/nowhere', 'application/problem+json', { status: 404, code: 'http.404', title: 'Not Found', instance: '/nowhere' }],
    ['/provenance/nowhere', 'application/json', { success: false, code: 404, error_code: 'http.404', data: null }],
    ['/users/current', 'application/problem+json', { status: 401, code: 'auth.unauthenticated' }],
    ['/workflow_registry', 'application/json', { code: 401, error_code: 'auth.unauthenticated' }],
  ])('answers errors of %s as %s', async (path, type, body) => {
    const answer = await get(path);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(await answer.json()).toMatchObject(body);
  });

  it('gives every answer a request id, the caller’s when it is harmless', async () => {
    expect((await get('/health', { 'x-request-id': 'mine-1' })).headers.get('x-request-id')).toBe('mine-1');
    expect((await get('/health', { 'x-request-id': 'no good!' })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sends the headers that keep browsers out of trouble, and does not name its framework', async () => {
    const { headers } = await get('/health');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect([headers.get('x-powered-by'), headers.get('access-control-allow-origin')]).toEqual([null, null]);
  });

  it.each(['DELETE', 'POST', 'PUT', 'PATCH'])('answers 405 with Allow to %s /users/current', async (method) => {
    const answer = await fetch(`${service.url}/users/current`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('refuses JSON that is none', async () => {
    const client = new ApiClient(service.url, await service.tokenOf('user_1'), { 'content-type': 'application/json' });
    const answer = await client.raw('POST', '/workflow_registry/validate', '{"a":');
    expect(answer.status).toBe(400);
  });

  it.each([
    ['user_1', { username: 'user_1', group: 'group_1', groups: ['group_1'], roles: ['reprov_user'] }],
    ['user_3', { username: 'user_3', group: 'group_1', groups: ['group_1', 'group_2'] }],
    ['user_5', { username: 'user_5', group: 'group_2', roles: ['reprov_user', 'reprov_admin'] }],
  ])('tells %s who he is', async (user, expected) => {
    const answer = await new ApiClient(service.url, await service.tokenOf(user)).raw('GET', '/users/current');
    expect(await answer.json()).toMatchObject(expected);
  });
});
