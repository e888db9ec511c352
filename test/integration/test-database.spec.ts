import { openDatabase } from '../../src/common/database/database.module';
import { dataSourceOptions } from '../../src/common/database/data-source';
import { createTestDatabase, databaseKind, type TestDatabase } from '../factories/test-database';

describe(`a test database on ${databaseKind()}`, () => {
  let databases: TestDatabase[];

  beforeEach(async () => {
    databases = [await createTestDatabase(), await createTestDatabase()];
  });

  afterEach(async () => {
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('takes every migration, and shares nothing with another one', async () => {
    const [first, second] = await Promise.all(databases.map(({ settings }) => openDatabase(dataSourceOptions(settings))));
    try {
      await first!.query('CREATE TABLE only_here (id integer)');
      const tables = await Promise.all(
        [first!, second!].map(async (one) => ({
          workflows: await one.createQueryRunner().hasTable('workflows'),
          onlyHere: await one.createQueryRunner().hasTable('only_here'),
        })),
      );
      expect(tables).toEqual([
        { workflows: true, onlyHere: true },
        { workflows: true, onlyHere: false },
      ]);
    } finally {
      await Promise.all([first!.destroy(), second!.destroy()]);
    }
  });
});
