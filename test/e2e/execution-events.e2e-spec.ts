import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { ApiClient } from '../factories/api-client';
import { EventReader, told } from '../factories/event-reader';
import type { StartedView } from '../factories/executions';
import { codes, Scene } from '../factories/scene';

const WHOLE = ['state created', 'state queued', 'state running', 'step say running', 'step say finished', 'state finished'];

describe('the events of an execution', () => {
  let scene: Scene;
  let user1: ApiClient;

  beforeAll(async () => {
    scene = await Scene.start({ eventStreams: { heartbeatMilliseconds: 100, mostOfUser: 3 } });
    user1 = scene.as.user_1;
  });
  afterAll(() => scene?.stop());

  const address = ({ execution_id: id }: Pick<StartedView, 'execution_id'>, query = ''): string =>
    `/workflow_execution/${id}/events${query}`;
  const open = (execution: StartedView, { client = user1, query = '', lastEventId = '' } = {}): Promise<Response> =>
    client.with(lastEventId === '' ? {} : { 'last-event-id': lastEventId }).raw('GET', address(execution, query));
  const follow = async (...how: Parameters<typeof open>): Promise<EventReader> => new EventReader(await open(...how));
  /** From `running` to `finished`, so that every kind of event is there. */
  const ended = async (): Promise<StartedView> => {
    const execution = await scene.running();
    await scene.end(execution);
    return execution;
  };

  it('are told from the first one on, then as they happen, and end with the execution', async () => {
    const execution = await scene.started();
    await scene.untilStatus(execution, 'queued');
    const response = await open(execution);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const reader = new EventReader(response);
    expect(told(await reader.until(({ events }) => events.length === 2))).toEqual(WHOLE.slice(0, 2));
    scene.reana.move(execution.reana_id!, 'running', [{ name: 'say', status: 'running' }]);
    await reader.until(({ events }) => events.length === 4);
    await scene.end(execution);
    const events = await reader.untilEnd();
    expect(told(events).sort()).toEqual([...WHOLE, 'end finished'].sort());
    expect(told(events).slice(-2)).toEqual(['state finished', 'end finished']);
    const ids = events.map(({ id }) => Number(id));
    expect(ids.slice(0, -1)).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(ids.at(-1)).toBe(ids.at(-2));
    expect(reader.retry).toBe('2000');
  });

  it('carry what the execution and its steps show', async () => {
    const execution = await ended();
    const { body } = await user1.get<Record<string, unknown> & { steps: Record<string, unknown>[] }>(
      `/workflow_execution/${execution.execution_id}`,
    );
    const events = await (await follow(execution)).untilEnd();
    const [step] = body.data.steps;
    for (const { event, data } of [events.at(-1)!, events.findLast(({ event: kind }) => kind === 'step')!]) {
      const shown: Record<string, unknown> = event === 'end' ? body.data : step!;
      for (const [name, value] of Object.entries(data)) expect([name, value]).toEqual([name, shown[name]]);
    }
    expect(events.at(-1)!.data).toMatchObject({ status: 'finished', failure: null, reana_run_number: 1 });
    expect(events.findLast(({ event }) => event === 'step')!.data).toMatchObject({ path: ['say'], shard: null, exit_code: 0 });
  });

  it('say why an execution failed, and that somebody asked to stop it', async () => {
    const failed = await (await follow(await scene.failed())).untilEnd();
    expect(failed.at(-1)).toMatchObject({ event: 'end', data: { status: 'failed', failure: { source: 'step' } } });
    const execution = await scene.running();
    const reader = await follow(execution);
    await user1.post(`/workflow_execution/${execution.execution_id}/stop`);
    const events = await reader.untilEnd();
    const states = events.filter(({ event }) => event === 'state').map(({ data }) => data);
    expect(states.slice(-2)).toMatchObject([{ status: 'running' }, { status: 'stopped' }]);
    expect(states.map((state) => state['stop_requested_at'] !== null)).toEqual([false, false, false, true, true]);
  });

  it('go on after the last one that the client has, by header or by query; the header wins', async () => {
    const execution = await ended();
    const all = await (await follow(execution)).untilEnd();
    const [, second, third] = all.map(({ id }) => id);
    const after = async (how: Parameters<typeof open>[1]) => (await follow(execution, how)).untilEnd();
    expect(await after({ lastEventId: second! })).toEqual(all.slice(2));
    expect(await after({ query: `?last_event_id=${second}` })).toEqual(all.slice(2));
    expect(await after({ query: `?last_event_id=${second}`, lastEventId: third! })).toEqual(all.slice(3));
    expect(await after({ query: '?last_event_id=0' })).toEqual(all);
  });

  it('are over for a client that has them all: 204 keeps it from coming again', async () => {
    const execution = await ended();
    const last = (await (await follow(execution)).untilEnd()).at(-1)!.id;
    for (const lastEventId of [last, '999999999']) expect((await open(execution, { lastEventId })).status).toBe(204);
  });

  it('that are still to come are not hidden by a number that no event has yet', async () => {
    const execution = await scene.running();
    const reader = await follow(execution, { lastEventId: '999999999' });
    await scene.end(execution);
    expect(told(await reader.untilEnd())).toEqual(['step say finished', 'state finished', 'end finished']);
  });

  it.each([
    ['header', { lastEventId: 'x' }],
    ['header', { lastEventId: '-1' }],
    ['header', { lastEventId: '1.5' }],
    ['header', { lastEventId: '9999999999999999' }],
    ['query', { query: '?last_event_id=x' }],
    ['query', { query: '?last_event_id=' }],
    ['query', { query: '?since=1' }],
  ])('are refused for a malformed %s %j', async (_where, how) => {
    const response = await open(await scene.started(), how);
    expect([response.status, await response.json()]).toMatchObject([400, { error_code: 'http.invalid_input' }]);
  });

  it('do not exist for another group, nor of an execution that was deleted', async () => {
    const execution = await ended();
    expect(codes(await scene.as.user_4.get(address(execution)))).toEqual([404, 'execution.not_found']);
    expect(codes(await scene.as.anonymous.get(address(execution)))).toEqual([401, 'auth.unauthenticated']);
    expect((await open(execution, { client: scene.as.user_3 })).status).toBe(200);
    await user1.call('DELETE', `/workflow_execution/delete?registry_id=${execution.registry_id}`);
    expect(codes(await user1.get(address(execution)))).toEqual([404, 'execution.not_found']);
    const rows = await scene.service.app
      .get(DataSource)
      .query<{ data: string }[]>('SELECT data FROM execution_events WHERE execution_id = ? ORDER BY id', [
        execution.execution_id,
      ]);
    expect(JSON.parse(rows.at(-1)!.data)).toMatchObject({ status: 'deleted' });
  });

  it('are kept alive by comments while nothing happens', async () => {
    const reader = await follow(await scene.running());
    await reader.until(({ comments }) => comments.length >= 3);
    await reader.close();
  });

  it('are told to one user so many times at once, until a stream is closed', async () => {
    const execution = await scene.running();
    const client = scene.as.user_2;
    const readers = [];
    for (let count = 0; count < 3; count += 1) readers.push(await follow(execution, { client }));
    const refused = await client.get(address(execution));
    expect([codes(refused), refused.headers.get('retry-after')]).toEqual([[429, 'execution.too_many_streams'], '10']);
    expect((await open(execution, { client: scene.as.user_3 })).status).toBe(200);
    await readers.pop()!.close();
    for (let status = 429; status === 429; await sleep(20)) status = (await open(execution, { client })).status;
    for (const reader of readers) await reader.close();
  });

  it('are not sent for HEAD, which answers at once', async () => {
    const response = await user1.raw('HEAD', address(await scene.running()));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });
});
