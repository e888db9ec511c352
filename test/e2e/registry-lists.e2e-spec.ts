import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ApiClient } from '../factories/api-client';
import { startService, type RunningService } from '../factories/running-service';
import { echoWorkflow, registration } from '../factories/workflows';

interface Item {
  readonly registry_id: number;
  readonly name: string;
}

describe('lists of workflows', () => {
  let service: RunningService;
  let user1: ApiClient;
  let user3: ApiClient;

  beforeAll(async () => {
    service = await startService();
    const as = async (user: string): Promise<ApiClient> => new ApiClient(service.url, await service.tokenOf(user));
    [user1, user3] = [await as('user_1'), await as('user_3')];
  });
  afterAll(() => service.stop());

  const register = async (client: ApiClient, name: string): Promise<Item> =>
    (await client.post<Item>('/workflow_registry/register', registration(name, '1', echoWorkflow()))).body.data;
  const listed = async (client: ApiClient, query: string): Promise<Item[]> =>
    (await client.get<Item[]>(`/workflow_registry${query}`)).body.data;

  it('show the entries of the picked group only, whole or by pages', async () => {
    const names = await Promise.all(['list b', 'list A', 'list_c'].map(async (name) => (await register(user3, name)).name));
    expect((await listed(user3, '?name=LIST')).map(({ name }) => name).sort()).toEqual([...names].sort());
    expect((await listed(user3, '?name=t_')).map(({ name }) => name)).toEqual(['list_c']);
    expect((await listed(user3, '?name=list&sort=-name')).map(({ name }) => name)).toHaveLength(3);
    expect(await listed(user3.with({ 'x-group': 'group_2' }), '?name=list')).toEqual([]);
    const { body } = await user3.get<Item[]>('/workflow_registry/?name=list&page=2&size=2&sort=registry_id');
    expect(body.data).toHaveLength(1);
    expect(body).toMatchObject({
      total: 3,
      page: 2,
      size: 2,
      links: { next: null, prev: '/workflow_registry/?name=list&page=1&size=2&sort=registry_id' },
    });
    expect((await user3.with({ 'x-group': 'group_9' }).get('/workflow_registry')).body.error_code).toBe('auth.not_in_group');
  });

  it.each(['registry_id', '-registry_id', 'name,-version', '-created_at', 'updated_at'])(
    'tell the same total on every page, and beyond the last, sorted by %s',
    async (sort) => {
      const all = await listed(user3, `?name=list&sort=${sort}`);
      const pages = await Promise.all(
        [1, 2, 3, 4].map((page) => user3.get<Item[]>(`/workflow_registry/?name=list&sort=${sort}&size=1&page=${page}`)),
      );
      expect(pages.map(({ body }) => (body as { total?: number }).total)).toEqual([3, 3, 3, 3]);
      expect(pages.flatMap(({ body }) => body.data)).toEqual(all);
    },
  );

  it('carry the documents only on demand', async () => {
    const { name } = await register(user1, 'with documents');
    const query = `?name=${encodeURIComponent(name)}`;
    expect((await listed(user1, query))[0]).not.toHaveProperty('spec_file_content');
    expect((await listed(user1, `${query}&content=true`))[0]).toMatchObject({
      spec_file_content: { class: 'Workflow' },
      input_file_content: null,
    });
  });

  it('are complete beyond one batch, in any order', async () => {
    const source = service.app.get(DataSource);
    const [owner] = await source.query<{ id: number }[]>("SELECT id FROM users WHERE username = 'user_1'");
    for (let batch = 0; batch < 5; batch += 1) {
      const values = Array.from(
        { length: 500 },
        (_, i) => `('${randomUUID()}','group_1','many ${String(i % 7)}','${batch}-${i}',${owner!.id},'x',1,0)`,
      );
      await source.query(
        `INSERT INTO workflows (uuid, group_name, name, version, owner_id, reana_name, revision, deleted_id) VALUES ${values.join(',')}`,
      );
    }
    for (const sort of ['registry_id', '-registry_id', 'name', '-name,version', 'created_at']) {
      const all = await listed(user1, `?name=many&sort=${sort}`);
      expect(new Set(all.map(({ registry_id }) => registry_id)).size).toBe(2500);
    }
  });
});
