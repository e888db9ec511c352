import type { ApiClient } from '../factories/api-client';
import type { ExecutionView } from '../factories/executions';
import { requestWithForm } from '../factories/form-request';
import { codes, Scene } from '../factories/scene';

describe('stopping and deleting over HTTP', () => {
  let scene: Scene;
  let user1: ApiClient;
  let user2: ApiClient;
  let user3: ApiClient;
  let user4: ApiClient;
  let user5: ApiClient;

  beforeAll(async () => {
    scene = await Scene.start();
    ({ user_1: user1, user_2: user2, user_3: user3, user_4: user4, user_5: user5 } = scene.as);
  });
  afterAll(() => scene?.stop());

  describe('stop', () => {
    const stop = (client: ApiClient, { execution_id: id }: ExecutionView) =>
      client.post<ExecutionView>(`/workflow_execution/${id}/stop`);

    it.each(['owner', 'administrator of the group'])('stops a running execution for its %s', async (who) => {
      const running = await scene.running();
      const answer = await stop(who === 'owner' ? user1 : user2, running);
      expect([answer.status, answer.body.data]).toMatchObject([200, { execution_id: running.execution_id, status: 'stopped' }]);
      const { failure, end_time: ended } = await scene.untilStatus(running, 'stopped');
      expect([failure, ended !== null]).toEqual([null, true]);
      expect(scene.reana.runs.get(running.reana_id!)!.status).toBe('stopped');
    });

    it('stops one that waits at REANA, which takes its run away', async () => {
      const queued = await scene.started();
      await scene.untilStatus(queued, 'queued');
      expect((await stop(user1, queued)).status).toBe(200);
      await scene.untilStatus(queued, 'stopped');
      expect(scene.reana.runs.get(queued.reana_id!)!.status).toBe('deleted');
    });

    it('stops one that is not at REANA yet, which then never comes there', async () => {
      scene.reana.breakNext({ method: 'POST', path: /^\/api\/workflows$/, kind: 'latency', milliseconds: 700 });
      const runs = scene.reana.runs.size;
      const registryId = await scene.register();
      const { body } = await scene.execute(registryId, { client: user1.with({ prefer: 'respond-async' }) });
      expect((await stop(user1, body.data)).status).toBe(200);
      await scene.untilStatus(body.data, 'stopped');
      const left = [...scene.reana.runs.values()].slice(runs).filter(({ status }) => status !== 'deleted');
      expect([left, scene.reana.count('POST', new RegExp(`${body.data.reana_id}/start`))]).toEqual([[], 0]);
    });

    it('may be repeated while the execution stops, and says 409 when it is over', async () => {
      const running = await scene.running();
      const answers = await Promise.all([stop(user1, running), stop(user1, running)]);
      expect(answers.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThan(0);
      for (const over of [running, await scene.finished(), await scene.failed()])
        expect(codes(await stop(user1, over))).toEqual([409, 'execution.already_over']);
    });

    it('is for the owner and an administrator of the group', async () => {
      const running = await scene.running();
      expect(codes(await stop(user3, running))).toEqual([403, 'auth.forbidden']);
      for (const stranger of [user4, user5]) expect(codes(await stop(stranger, running))).toEqual([404, 'execution.not_found']);
      expect(scene.reana.runs.get(running.reana_id!)!.status).toBe('running');
      const theirs = await scene.running({ client: user4 });
      expect(codes(await stop(user3, theirs))).toEqual([403, 'auth.forbidden']);
      expect((await stop(user5, theirs)).status).toBe(200);
    });
  });

  describe('delete', () => {
    const remove = (client: ApiClient, query: string) => client.call<string[]>('DELETE', `/workflow_execution/delete${query}`);

    it.each([
      ['registry_id', ({ registry_id: id }: ExecutionView) => `?registry_id=${id}`],
      ['reana_name', ({ reana_name: name }: ExecutionView) => `/?reana_name=${name}`],
    ])('by %s takes all executions away, here and at REANA', async (_by, query) => {
      const first = await scene.finished();
      const second = await scene.failed({ registryId: first.registry_id });
      const other = await scene.finished();
      const answer = await remove(user1, query(first));
      expect([answer.status, answer.body.data]).toEqual([200, [first.reana_id, second.reana_id]]);
      expect([first, second, other].map(({ reana_id: id }) => scene.reana.runs.get(id!)!.status)).toEqual([
        'deleted',
        'deleted',
        'finished',
      ]);
      const gone = [404, 'execution.not_found'];
      for (const below of ['', '/logs'])
        expect(codes(await user1.get(`/workflow_execution/${first.execution_id}${below}`))).toEqual(gone);
      for (const what of ['inputs', 'outputs'])
        expect(codes(await user1.get(`/workflow_execution/${what}/${first.execution_id}`))).toEqual(gone);
      for (const what of ['capture', 'draw', 'json', 'export'])
        expect(codes(await user1.get(`/provenance/${what}/${first.execution_id}`))).toEqual(gone);
      const listed = await user1.get(`/workflow_execution?registry_id=${first.registry_id}`);
      expect(listed.body.data).toEqual([]);
      expect(codes(await remove(user1, query(first)))).toEqual(gone);
    });

    it('stops a running one first', async () => {
      const running = await scene.running();
      expect((await remove(user1, `?registry_id=${running.registry_id}`)).body.data).toEqual([running.reana_id]);
      const changes = scene.reana.requests
        .filter(({ path }) => path === `/api/workflows/${running.reana_id}/status`)
        .map(({ query }) => query.get('status'));
      expect([changes[0], changes.at(-1)]).toEqual(['stop', 'deleted']);
      expect(scene.reana.runs.get(running.reana_id!)!.status).toBe('deleted');
    });

    it('takes its parameters from a form too', async () => {
      const { registry_id: id } = await scene.finished();
      const to = `${scene.service.url}/workflow_execution/delete/`;
      const token = await scene.service.tokenOf('user_1');
      expect((await requestWithForm('DELETE', to, { token, fields: { registry_id: String(id) } })).status).toBe(200);
      expect((await requestWithForm('DELETE', to, { token, fields: {} })).status).toBe(403);
    });

    it.each([
      ['', 403, 'execution.one_address'],
      ['/', 403, 'execution.one_address'],
      ['?registry_id=1&reana_name=a', 403, 'execution.one_address'],
      ['?registry_id=999999', 404, 'execution.not_found'],
      ['?reana_name=nothing', 404, 'execution.not_found'],
      ['?registry_id=x', 400, 'http.invalid_input'],
      ['?reana_name=a.1', 400, 'http.invalid_input'],
      ['?registry_id=1&all=true', 400, 'http.invalid_input'],
    ])('%s answers %i %s', async (query, status, code) => {
      expect(codes(await remove(user1, query))).toEqual([status, code]);
    });

    it('finds nothing of an entry that never ran', async () => {
      expect(codes(await remove(user1, `?registry_id=${await scene.register()}`))).toEqual([404, 'execution.not_found']);
    });

    it('is for the owner and an administrator of the group, and else changes nothing', async () => {
      const mine = await scene.finished();
      const byId = `?registry_id=${mine.registry_id}`;
      for (const query of [byId, `?reana_name=${mine.reana_name}`]) {
        expect(codes(await remove(user3, query))).toEqual([403, 'auth.forbidden']);
        for (const stranger of [user4, user5]) expect(codes(await remove(stranger, query))).toEqual([404, 'execution.not_found']);
      }
      await scene.finished({ registryId: mine.registry_id, client: user3 });
      expect(codes(await remove(user1, byId))).toEqual([403, 'auth.forbidden']);
      expect(scene.reana.runs.get(mine.reana_id!)!.status).toBe('finished');
      expect((await remove(user2, byId)).body.data).toHaveLength(2);
    });

    it('says 503 when REANA does not delete a run, and goes on when it is repeated', async () => {
      const first = await scene.finished();
      const second = await scene.finished({ registryId: first.registry_id });
      const query = `?registry_id=${first.registry_id}`;
      const path = new RegExp(`${second.reana_id}/status`);
      scene.reana.breakNext({ method: 'PUT', path, kind: 'status', status: 500 });
      const incomplete = await remove(user1, query);
      expect(codes(incomplete)).toEqual([503, 'execution.deletion_incomplete']);
      expect(incomplete.headers.get('retry-after')).toMatch(/^\d+$/);
      expect((await user1.get(`/workflow_execution/${first.execution_id}`)).status).toBe(404);
      expect((await remove(user1, query)).body.data).toEqual([second.reana_id]);
      expect(codes(await remove(user1, query))).toEqual([404, 'execution.not_found']);
    });

    it('leaves the entry, whose next run gets the next number', async () => {
      const first = await scene.finished();
      await remove(user1, `?registry_id=${first.registry_id}`);
      expect(await scene.started({ registryId: first.registry_id })).toMatchObject({ run_number: 2 });
    });

    it('of an entry leaves its executions and what belongs to them', async () => {
      const { registry_id: id, execution_id: executionId } = await scene.finished();
      expect((await user1.call('DELETE', `/workflow_registry/delete/${id}`)).status).toBe(200);
      for (const path of ['', '/logs']) expect((await user1.get(`/workflow_execution/${executionId}${path}`)).status).toBe(200);
      for (const path of ['workflow_execution/inputs', 'workflow_execution/outputs', 'provenance/json'])
        expect((await user1.raw('GET', `/${path}/${executionId}`)).status).toBe(200);
    });
  });
});
