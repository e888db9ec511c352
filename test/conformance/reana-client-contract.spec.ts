import { request as httpRequest } from 'node:http';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unzip } from '../factories/archive';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { REANA_CLIENT_VENV, REANA_OPENAPI, installReanaClient } from './reana-client-program';
import { ReanaRequests, aSpecification } from './reana-client-requests';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly 'x-nullable'?: boolean;
}
type Operation = { readonly responses: Readonly<Record<string, { readonly schema?: Schema }>> };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** Method and path, what is expected, and the body where there is one: an optional parameter would be taken for Jest's `done`. */
type Row<Expected extends unknown[]> = [method: string, path: string, ...expected: Expected, body?: unknown];

let server: EmbeddedReana;
let requests: ReanaRequests;
let document: Document;
let run: string;

beforeAll(async () => {
  await installReanaClient();
  server = await startEmbeddedReana();
  requests = new ReanaRequests(server);
  const lib = join(REANA_CLIENT_VENV, 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python')) ?? '';
  document = JSON.parse(readFileSync(join(lib, python, 'site-packages', REANA_OPENAPI), 'utf8')) as Document;
  run = await requests.start('contract');
  await requests.over(run);
}, 330_000);
afterAll(() => server?.stop());

/** Where a value is not what the document declares; Swagger 2.0 knows null only as x-nullable. */
function faults(schema: Schema, value: unknown, place: string): string[] {
  if (value === null) return schema['x-nullable'] === true ? [] : [`${place} is null`];
  const type = Array.isArray(value) ? 'array' : typeof value;
  const declared = schema.type === 'integer' ? 'number' : schema.type;
  if (declared !== undefined && type !== declared) return [`${place} is ${type}, not ${schema.type}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${place} is not one of ${schema.enum.join(', ')}`];
  if (Array.isArray(value)) return value.flatMap((one, index) => faults(schema.items ?? {}, one, `${place}[${index}]`));
  if (type !== 'object') return [];
  return Object.entries(value as object).flatMap(([name, member]) => {
    const inner = schema.properties?.[name] ?? schema.additionalProperties;
    return inner ? faults(inner, member, `${place}.${name}`) : [];
  });
}

const send = (method: string, path: string, body?: unknown) => requests.send(method, path.replace('RUN', run), body);
const WF = '/api/workflows/{workflow_id_or_name}';

describe('answers of the embedded REANA server', () => {
  it.each<Row<[template: string, status: number]>>([
    ['GET', '/ping', '/api/ping', 200],
    ['GET', '/you', '/api/you', 200],
    ['GET', '/info', '/api/info', 200],
    ['GET', '/workflows', '/api/workflows', 200],
    ['GET', '/workflows?verbose=true&page=1&size=5', '/api/workflows', 200],
    ['POST', '/workflows?workflow_name=other', '/api/workflows', 201, aSpecification()],
    ['POST', '/workflows/other/start', `${WF}/start`, 200, { inp: { class: 'File', location: 'a.txt' } }],
    ['GET', '/workflows/RUN/status', `${WF}/status`, 200],
    ['PUT', '/workflows/other/status?status=stop', `${WF}/status`, 200],
    ['PUT', '/workflows/other/status?status=deleted', `${WF}/status`, 200, { workspace: true }],
    ['GET', '/workflows/RUN/logs', `${WF}/logs`, 200],
    ['GET', '/workflows/RUN/specification', `${WF}/specification`, 200],
    ['GET', '/workflows/RUN/parameters', `${WF}/parameters`, 200],
    ['GET', '/workflows/RUN/retention_rules', `${WF}/retention_rules`, 200],
    ['POST', '/workflows/RUN/workspace?file_name=x/y.txt', `${WF}/workspace`, 200, Buffer.from('y')],
    ['GET', '/workflows/RUN/workspace?file_name=**/*.txt', `${WF}/workspace`, 200],
    ['PUT', '/workflows/move_files/RUN?source=x/y.txt&target=z.txt', '/api/workflows/move_files/{workflow_id_or_name}', 200],
    ['DELETE', '/workflows/RUN/workspace/z%2Etxt', `${WF}/workspace/{file_name}`, 200],
    ['GET', '/workflows/RUN/disk_usage', `${WF}/disk_usage`, 200],
    ['GET', '/workflows/RUN/diff/RUN', '/api/workflows/{workflow_id_or_name_a}/diff/{workflow_id_or_name_b}', 200],
    ['POST', '/workflows/RUN/prune', `${WF}/prune`, 200],
    ['POST', '/secrets/', '/api/secrets/', 201, { KEY: { value: 'eA==', type: 'env' } }],
    ['GET', '/secrets', '/api/secrets', 200],
    ['DELETE', '/secrets/', '/api/secrets/', 200, ['KEY']],
  ])('%s %s is as the OpenAPI document of REANA 0.9 says', async (...[method, path, template, status, body]) => {
    const answer = await send(method, path.replace('RUN', run), body);

    expect(answer.status).toBe(status);
    const schema = document.paths[template]?.[method.toLowerCase()]?.responses[status]?.schema;
    expect(schema).toBeDefined();
    expect(faults(schema ?? {}, answer.body, 'body')).toEqual([]);
  });

  const missing = expect.stringMatching(/^REANA_WORKON is set to nothing\.1, but that workflow does not exist\./) as string;
  it.each<Row<[status: number, message: string | undefined]>>([
    ['GET', '/workflows/nothing.1/status', 404, missing],
    ['GET', '/workflows/nothing.1/logs', 404, missing],
    ['GET', '/workflows/nothing.1/workspace', 404, missing],
    ['GET', '/workflows/nothing.1/specification', 403, missing],
    ['GET', '/workflows/nothing.1/disk_usage', 403, missing],
    ['POST', '/workflows/nothing.1/start', 403, missing],
    ['POST', '/workflows/RUN/start', 403, 'Workflow contract.1 is already finished and cannot be started again.'],
    ['PUT', '/workflows/RUN/status?status=stop', 409, expect.stringContaining('is not running.') as string],
    ['PUT', '/workflows/RUN/status?status=foo', 400, expect.stringContaining('Status foo is not one of: ') as string],
    ['PUT', '/workflows/RUN/status', 400, expect.any(String) as string],
    ['GET', '/workflows?page=0', 400, "Field 'page': Must be at least 1."],
    ['GET', '/workflows?status=sleeping', 400, 'Malformed request.'],
    ['GET', '/workflows?search=plain', 400, expect.any(String) as string],
    ['POST', '/workflows?workflow_name=a.b', 403, expect.any(String) as string, aSpecification()],
    ['POST', '/workflows?workflow_name=%C3%A9', 400, expect.any(String) as string, aSpecification()],
    ['POST', '/workflows?workflow_name=n', 400, "'workflow'", {}],
    ['POST', '/workflows/RUN/workspace?file_name=../x', 400, "'..' is not a valid path component", Buffer.from('x')],
    ['POST', '/workflows/RUN/workspace', 400, 'No file_name provided', Buffer.from('x')],
    ['POST', '/workflows/RUN/workspace?file_name=x', 400, expect.any(String) as string, {}],
    ['GET', '/workflows/RUN/workspace/nothing.txt', 404, 'nothing.txt does not exist.'],
    ['GET', '/workflows/RUN/workspace/..%2F..%2Ftoken', 400, "'..' is not a valid path component"],
    ['GET', '/workflows/RUN/workspace/a%00b', 400, 'A path must not hold a NUL character.'],
    ['DELETE', '/workflows/RUN/workspace/..%2Ftoken', 400, "'..' is not a valid path component"],
    ['POST', '/workflows/RUN/workspace?file_name=a%00b', 400, 'A path must not hold a NUL character.', Buffer.from('x')],
    ['POST', '/workflows/RUN/workspace?file_name=outputs', 400, 'outputs is a directory.', Buffer.from('x')],
    ['POST', '/workflows/RUN/workspace?file_name=data/a.txt/x', 400, 'data/a.txt is not a directory.', Buffer.from('x')],
    ['PUT', '/workflows/move_files/RUN?source=data/a.txt&target=../x', 400, "'..' is not a valid path component"],
    ['PUT', '/workflows/move_files/RUN?source=data/a.txt', 400, expect.any(String) as string],
    ['POST', '/workflows/RUN/start', 403, expect.any(String) as string, { restart: 'no' }],
    ['PUT', '/workflows/move_files/RUN?source=nothing&target=x', 409, expect.any(String) as string],
    ['DELETE', '/secrets/', 404, undefined, ['NOTHING']],
    ['GET', '/gitlab', 404, 'There is no such route.'],
  ])('%s %s is refused with %i', async (...[method, path, status, message, body]) => {
    const answer = await send(method, path, body);

    expect(answer.status).toBe(status);
    expect(answer.body.message).toEqual(message);
  });

  it('tell what REANA 0.9.4 tells of itself, and how commands are confined', async () => {
    expect((await send('GET', '/ping')).body).toEqual({ message: 'OK', status: '200' });
    expect((await send('GET', '/you')).body).toMatchObject({ reana_server_version: '0.9.4', reana_token: { status: 'active' } });
    const { body } = await send('GET', '/info');
    const kubernetes = ['cpu_request', 'cpu_limit', 'memory_request', 'memory_limit'];
    expect(Object.keys(body).sort()).toEqual(
      [
        'compute_backends',
        'default_kubernetes_jobs_timeout',
        'default_workspace',
        'embedded_sandbox',
        'maximum_interactive_session_inactivity_period',
        'maximum_kubernetes_jobs_timeout',
        'maximum_workspace_retention_period',
        'workspaces_available',
        ...kubernetes.flatMap((name) => [`default_kubernetes_${name}`, `kubernetes_max_${name}`]),
      ].sort(),
    );
    expect(body.embedded_sandbox).toMatchObject({ value: server.sandbox });
  });

  it('take files under any name, with slashes as they are or encoded', async () => {
    const names = ['p/ä b.txt', "p/it's $(x) 100%.txt", 'p/new\nline', 'p/a?b#c&d+e', 'p/sub/.hidden', 'p/empty'];
    for (const name of names) {
      const content = Buffer.from(name.endsWith('empty') ? '' : name);
      await send('POST', `/workflows/RUN/workspace?file_name=${encodeURIComponent(`/${name}`)}`, content);
      for (const path of [encodeURIComponent(name), name.split('/').map(encodeURIComponent).join('/')]) {
        const response = await fetch(requests.address(`/workflows/${run}/workspace/${path}`));
        expect([response.status, await response.text()]).toEqual([200, content.toString()]);
      }
    }
    const { items } = (await send('GET', '/workflows/RUN/workspace?file_name=p')).body as {
      items: { name: string; size: object }[];
    };
    expect(items.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(items.find(({ name }) => name === 'p/empty')).toMatchObject({ size: { raw: 0, human_readable: '0 Bytes' } });
    const archive = await unzip(await fetch(requests.address(`/workflows/${run}/workspace/p`)));
    expect(Object.keys(archive).sort()).toEqual([...names].sort());
    expect((await send('DELETE', '/workflows/RUN/workspace/p')).body).toMatchObject({ failed: {} });
    expect((await send('GET', '/workflows/RUN/workspace?file_name=p')).body).toMatchObject({ items: [], total: 0 });
  });

  it('hold the rules of names, paging and parameters', async () => {
    for (let left = 3; left > 0; left -= 1) await send('POST', '/workflows?workflow_name=paged', aSpecification());
    const page = await send('GET', '/workflows?workflow_id_or_name=paged&size=2&page=1');
    expect(page.body).toMatchObject({ total: 3, from_idx: 0, to_idx: 2, has_next: true, has_prev: false });
    expect(page.body.items).toMatchObject([{ name: 'paged.3', size: { raw: -1 } }, { name: 'paged.2' }]);
    expect((await send('GET', '/workflows?status=created,running&search={"name":["AGE"]}')).body).toMatchObject({ total: 3 });
    expect((await send('GET', '/workflows/paged/status')).body.name).toBe('paged.3');
    const start = { input_parameters: { unknown: 1 } };
    expect((await send('POST', '/workflows/paged.1/start', start)).body.message).toBe(
      'Input parameter "unknown" is not present in reana.yaml',
    );
    await send('PUT', '/workflows/paged.3/status?status=deleted', {});
    expect((await send('GET', '/workflows/paged.3/workspace')).status).toBe(404);
    expect((await send('POST', '/workflows?workflow_name=paged', aSpecification())).body.workflow_name).toBe('paged.4');
  });
});

describe('access to the embedded REANA server', () => {
  const raw = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      httpRequest({ hostname, port, path, headers }, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject)
        .end();
    });

  it.each([
    ['no token', '/api/you', {}, 401],
    ['a wrong token', '/api/you?access_token=x', {}, 403],
    ['no token for ping', '/api/ping', {}, 200],
    ['the name of another host', '/api/ping', { host: 'example.org' }, 403],
    ['a name of this host', '/api/ping', { host: 'localhost:1' }, 200],
    ['a web page of somebody else', '/api/ping', { origin: 'https://example.org' }, 403],
    ['a sandboxed web page', '/api/ping', { origin: 'null' }, 403],
  ])('with %s: %s %j -> %i', async (_what, path, headers, status) => {
    expect(await raw(path, headers)).toBe(status);
  });

  it('takes the token as Bearer too', async () => {
    expect(await raw('/api/you', { authorization: `Bearer ${server.token}` })).toBe(200);
  });
});
