import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../factories/api-client';
import { eventsOf, told } from '../factories/event-reader';
import { untilExecution, untilOver, type StartedView } from '../factories/executions';
import { buildService, freePort, killServices, runService, spawnService, spawnServiceWith } from '../factories/service-process';
import { createSurroundings, type Surroundings } from '../factories/surroundings';
import { databaseKind } from '../factories/test-database';
import { echoWorkflow, registration } from '../factories/workflows';
import { FakeReana } from '../fakes/fake-reana';

const BUILD_MILLISECONDS = 180_000;
const STOP_MILLISECONDS = 10_000;

beforeAll(() => buildService(), BUILD_MILLISECONDS);

describe('a service with a wrong configuration', () => {
  it('names every fault at once, tells no value, and exits with 1', async () => {
    const { code, stdout, stderr } = await runService({
      ...{ NODE_ENV: 'staging-value', PORT: '70000', METRICS_ADDRESS: 'metrics-value', LOG_LEVEL: 'loud-value' },
      ...{ MYSQL_SERVER: 'db-value', MYSQL_PORT: 'port-value', KEYCLOAK_SERVER_URL: 'keycloak-value' },
      ...{ REANA_SERVER_URL: 'reana-value', REANA_POLL_SECONDS: '-1', CATALOGUE_ORIGINS: 'catalogue-value' },
      ...{
        PROV_BASE_IRI: 'iri-value',
        DRAW_MAX_NODES: 'many-value',
        MAX_FILES: '0',
        REANA_ACCESS_TOKEN_FILE: '/nowhere/token-value',
      },
    });
    const faulty = [
      ...['NODE_ENV', 'PORT', 'METRICS_ADDRESS', 'LOG_LEVEL', 'MYSQL_PASSWORD', 'MYSQL_PORT', 'KEYCLOAK_SERVER_URL'],
      ...['REANA_SERVER_URL', 'REANA_ACCESS_TOKEN', 'REANA_POLL_SECONDS', 'CATALOGUE_ORIGINS', 'PROV_BASE_IRI'],
      ...['DRAW_MAX_NODES', 'MAX_FILES', 'REANA_ACCESS_TOKEN_FILE'],
    ];
    expect(code).toBe(1);
    expect([...stderr.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name).sort()).toEqual(faulty.sort());
    expect(stdout + stderr).not.toMatch(/-value|70000/);
  });

  it('says what is missing when there is none', async () => {
    const { code, stderr } = await runService({});
    expect(code).toBe(1);
    for (const name of ['KEYCLOAK_SERVER_URL', 'REANA_SERVER_URL', 'REANA_ACCESS_TOKEN'])
      expect(stderr).toContain(`${name}: is missing`);
  });
});

describe('a service as a process of its own', () => {
  let reana: FakeReana;
  let surroundings: Surroundings;

  beforeEach(async () => {
    reana = await FakeReana.start();
    surroundings = await createSurroundings(reana);
  });
  afterEach(async () => {
    await killServices();
    await surroundings.remove();
    await reana.close();
  });

  const clientOf = async (url: string): Promise<ApiClient> => new ApiClient(url, await surroundings.tokenOf('user_1'));
  async function executed(client: ApiClient, form = registration('echo', '1', echoWorkflow())): Promise<StartedView> {
    const { body } = await client.post<{ registry_id: number }>('/workflow_registry/register', form);
    return (await client.post<StartedView>(`/workflow_execution/execute/${body.data.registry_id}`)).body.data;
  }
  const finish = ({ reana_id: id }: StartedView): void =>
    reana.end(id!, 'finished', { said: ['said.txt', 'hello\n'] }, [{ name: 'say' }]);

  it.each(['PORT', 'METRICS_ADDRESS'])('says in one sentence that what %s names is in use', async (setting) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = (server.address() as AddressInfo).port;
    const value = setting === 'PORT' ? String(taken) : `127.0.0.1:${taken}`;
    const free = { METRICS_ADDRESS: '127.0.0.1:0', PORT: '0' };
    const { code, stderr } = await runService({ ...surroundings.variables, ...free, [setting]: value });
    server.close();
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringMatching(/^The address .* is in use .*\.$/)]]);
    expect([stderr.includes(`127.0.0.1:${taken}`), stderr.includes(setting)]).toEqual([true, true]);
  });

  it('reads its settings from .env and settings.conf where it starts', async () => {
    const port = await freePort();
    const lines = Object.entries(surroundings.variables).map(([name, value]) => `${name}=${value}`);
    const files = { '.env': [...lines, 'PORT=1', 'METRICS_ADDRESS=127.0.0.1:0'].join('\n'), 'settings.conf': `PORT=${port}\n` };
    const service = await spawnServiceWith(files, port);
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    expect((await service.end('SIGTERM')).code).toBe(0);
  });

  it('ends with 0 within 10 s of SIGTERM, whatever it is doing, and another goes on with its work', async () => {
    const service = await spawnService(surroundings.variables);
    const client = await clientOf(service.url);
    const following = await executed(client);
    reana.breakNext({ method: 'POST', path: /^\/api\/workflows$/, kind: 'latency', milliseconds: 3000 });
    const waiting = executed(client, registration('other', '1', echoWorkflow('other'))).catch(() => null);
    while (reana.count('POST', /^\/api\/workflows$/) < 2) await sleep(10);
    const began = Date.now();
    const { code } = await service.end('SIGTERM');
    expect([code, Date.now() - began < STOP_MILLISECONDS]).toEqual([0, true]);
    await waiting;
    const next = await spawnService(surroundings.variables);
    const after = await clientOf(next.url);
    finish(following);
    expect(await untilOver(after, following.execution_id)).toMatchObject({ status: 'finished' });
    const other = await untilExecution(after, following.execution_id + 1, { fits: ({ status }) => status === 'queued' });
    expect([...reana.runs.values()].filter(({ name }) => name === other.reana_name)).toHaveLength(1);
    expect((await next.end('SIGINT')).code).toBe(0);
  }, 60_000);

  it('breaks off the events of an execution when it is told to end, within 10 s, and the next one goes on with them', async () => {
    const service = await spawnService(surroundings.variables);
    const client = await clientOf(service.url);
    const execution = await executed(client);
    const { execution_id: id } = execution;
    await untilExecution(client, id, { fits: ({ status }) => status === 'queued' });
    const readers = await Promise.all(Array.from({ length: 10 }, () => eventsOf(client, id)));
    for (const reader of readers) await reader.until(({ events }) => events.length === 2);
    const began = Date.now();
    const [{ code }, ...heard] = await Promise.all([service.end('SIGTERM'), ...readers.map((reader) => reader.untilEnd())]);
    expect([code, Date.now() - began < STOP_MILLISECONDS]).toEqual([0, true]);
    for (const events of heard) expect(told(events)).toEqual(['state created', 'state queued']);
    const next = await spawnService(surroundings.variables);
    const again = (await clientOf(next.url)).with({ 'last-event-id': heard[0]!.at(-1)!.id });
    const rest = await eventsOf(again, id);
    finish(execution);
    expect(told(await rest.untilEnd())).toEqual(['step say finished', 'state finished', 'end finished']);
    expect((await next.end('SIGTERM')).code).toBe(0);
  }, 60_000);

  it(
    databaseKind() === 'sqlite' ? 'refuses to start beside another one on the same file' : 'shares its work with another one',
    async () => {
      const first = await spawnService(surroundings.variables);
      if (databaseKind() === 'sqlite') {
        const { code, stderr } = await runService({ ...surroundings.variables, METRICS_ADDRESS: '127.0.0.1:0', PORT: '0' });
        expect([code, stderr.trim().split('\n')]).toEqual([
          1,
          [expect.stringMatching(/^Another process uses the database .*\.$/)],
        ]);
        expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
      } else {
        const second = await spawnService(surroundings.variables);
        const execution = await executed(await clientOf(first.url));
        await first.end('SIGKILL');
        finish(execution);
        expect(await untilOver(await clientOf(second.url), execution.execution_id)).toMatchObject({ status: 'finished' });
        expect((await second.end('SIGTERM')).code).toBe(0);
      }
      await first.end('SIGTERM');
    },
    60_000,
  );

  it('logs one JSON object a line, with the id of the request and without secrets', async () => {
    const service = await spawnService({ ...surroundings.variables, LOG_LEVEL: 'debug' });
    const token = await surroundings.tokenOf('user_1');
    const client = new ApiClient(service.url, token, { 'x-request-id': 'request-17', cookie: 'session=cookie-secret' });
    const form = registration('echo', '1', echoWorkflow('job-secret'));
    const execution = await executed(client, form);
    reana.breakNext({ path: /\/logs$/, kind: 'html', status: 502 });
    finish(execution);
    await untilOver(client, execution.execution_id);
    await client.raw('GET', '/workflow_registry?access_token=query-secret');
    await new ApiClient(service.url, 'garbage-secret').raw('GET', '/users/current');
    reana.breakNext({ method: 'POST', path: /^\/api\/workflows$/, kind: 'status', status: 500 });
    await executed(client, registration('other', '1', echoWorkflow('other')));
    const { stdout, stderr } = await service.end('SIGTERM');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { req?: { id: string; url: string }; level: number });
    const ids = lines.flatMap(({ req }) => (req === undefined ? [] : [req.id]));
    expect(ids).toContain('request-17');
    expect(ids.every((one) => /^[\w-]+$/.test(one))).toBe(true);
    const urls = lines.flatMap(({ req }) => req?.url ?? []);
    expect(urls).toContain('/workflow_registry?access_token=[redacted]');
    expect(lines.some(({ level }) => level === 40)).toBe(true);
    const secrets = [token, token.split('.')[2]!, reana.token, 'cookie-secret', 'query-secret', 'garbage-secret', 'job-secret'];
    const password = surroundings.variables['MYSQL_PASSWORD'];
    for (const secret of [...secrets, ...(password === undefined ? [] : [password])])
      expect(stdout + stderr).not.toContain(secret);
  }, 60_000);
});
