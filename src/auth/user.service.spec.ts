import { DataSource } from 'typeorm';
import { CreateUsers1795000000001 } from '../../migrations/1795000000001-create-users';
import { createDataSource } from '../common/database/data-source';
import { User } from './user.entity';
import { UserRepository } from './user.repository';
import { UserService } from './user.service';

describe('user service', () => {
  let dataSource: DataSource;
  let users: UserService;
  const newService = (): UserService => new UserService(new UserRepository(dataSource.getRepository(User)));

  beforeEach(async () => {
    const options = { database: ':memory:', entities: [User], migrations: [CreateUsers1795000000001] };
    dataSource = await createDataSource({ type: 'better-sqlite3', ...options }).initialize();
    await dataSource.runMigrations();
    users = newService();
  });
  afterEach(() => dataSource.destroy());

  it('makes a user at the first request and finds him afterwards', async () => {
    const first = await users.findOrCreate('sub-1', 'ada');
    expect(first).toEqual({ id: 1, uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, username: 'ada' });
    expect(await users.findOrCreate('sub-1', 'ada')).toEqual(first);
    expect(await newService().findOrCreate('sub-1', 'ada')).toEqual(first);
    expect((await users.findOrCreate('sub-2', 'ada')).id).toBe(2);
  });

  it('makes one user of fifty requests at once, in two processes', async () => {
    const other = newService();
    const calls = Array.from({ length: 50 }, (_, index) => (index % 2 ? users : other).findOrCreate('sub-1', 'ada'));
    const found = await Promise.all(calls);
    expect(new Set(found.map(({ uuid }) => uuid)).size).toBe(1);
    expect(await dataSource.getRepository(User).count()).toBe(1);
  });

  it('asks the database once for a user who comes again and again', async () => {
    await users.findOrCreate('sub-1', 'ada');
    const find = jest.spyOn(UserRepository.prototype, 'findBySubject');
    for (let index = 0; index < 5; index += 1) await users.findOrCreate('sub-1', 'ada');
    expect(find).not.toHaveBeenCalled();
    find.mockRestore();
  });

  it('takes over a name that changed at the issuer, and keeps number and uuid', async () => {
    const before = await users.findOrCreate('sub-1', 'ada');
    expect(await users.findOrCreate('sub-1', 'ada.lovelace')).toEqual({ ...before, username: 'ada.lovelace' });
    expect(await newService().findOrCreate('sub-1', 'ada.lovelace')).toEqual({ ...before, username: 'ada.lovelace' });
    expect((await users.findUsers([before.id])).get(before.id)?.username).toBe('ada.lovelace');
  });

  it('finds users by number in one query, and leaves out those whom nobody knows', async () => {
    const [ada, bob] = [await users.findOrCreate('sub-1', 'ada'), await users.findOrCreate('sub-2', 'bob')];
    const find = jest.spyOn(UserRepository.prototype, 'findByIds');
    expect(await users.findUsers([bob.id, ada.id, bob.id, 99])).toEqual(
      new Map([
        [1, ada],
        [2, bob],
      ]),
    );
    expect(await users.findUsers([])).toEqual(new Map());
    expect(find).toHaveBeenCalledTimes(1);
    find.mockRestore();
  });
});
