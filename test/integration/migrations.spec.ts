import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getMetadataArgsStorage, type DataSource } from 'typeorm';
import { openDatabase } from '../../src/common/database/database.module';
import { createDataSource, dataSourceOptions } from '../../src/common/database/data-source';
import { migrate, SchemaTooNewError } from '../../src/common/database/migration-runner';
import { createTestDatabase, type TestDatabase } from '../factories/test-database';

const SOURCES = join(__dirname, '..', '..', 'src');

/** Every entity of the service, found by its file name. */
async function allEntities(): Promise<(() => void)[]> {
  for (const name of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.entity.ts')) await import(join(SOURCES, name));
  return getMetadataArgsStorage().tables.map(({ target }) => target as () => void);
}

describe('migrations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await openDatabase({ ...dataSourceOptions(database.settings), entities: await allEntities() });
  });
  afterEach(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.drop();
  });

  const tables = async (): Promise<string[]> => {
    const found = await dataSource.query<{ name: string }[]>(
      database.kind === 'sqlite'
        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
        : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    );
    return found.map(({ name }) => name).filter((name) => !['migrations', 'sqlite_sequence'].includes(name));
  };

  const undoAll = async (): Promise<void> => {
    for (let left = dataSource.migrations.length; left > 0; left -= 1)
      await dataSource.undoLastMigration({ transaction: 'none' });
  };

  it('go up, down to nothing, and up again', async () => {
    const before = (await tables()).sort();
    await undoAll();
    expect(await tables()).toEqual([]);
    await migrate(dataSource);
    expect((await tables()).sort()).toEqual(before);
  });

  it('can be run again after an interruption, step by step', async () => {
    const before = (await tables()).sort();
    await dataSource.query('DELETE FROM migrations');
    await migrate(dataSource);
    expect((await tables()).sort()).toEqual(before);
  });

  it('make the columns that the entities have, and no others', async () => {
    const runner = dataSource.createQueryRunner();
    for (const { tableName, columns } of dataSource.entityMetadatas) {
      const table = await runner.getTable(tableName);
      const made = table?.columns.map(({ name, isNullable }) => [name, isNullable]).sort();
      const wanted = columns.map(({ databaseName, isNullable }) => [databaseName, isNullable]).sort();
      expect([tableName, made?.map(([name]) => name)]).toEqual([tableName, wanted.map(([name]) => name)]);
    }
    await runner.release();
  });

  it('are run by one process while others wait', async () => {
    if (database.kind === 'sqlite')
      return expect(openDatabase(dataSourceOptions(database.settings))).rejects.toThrow('Another process uses');
    await undoAll();
    const others = await Promise.all([1, 2, 3].map(() => createDataSource(dataSourceOptions(database.settings)).initialize()));
    await Promise.all(others.map((other) => migrate(other)));
    expect((await tables()).length).toBeGreaterThan(0);
    await Promise.all(others.map((other) => other.destroy()));
    return undefined;
  });

  it('of a newer release keep this one from starting', async () => {
    await dataSource.query("INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')");
    await expect(migrate(dataSource)).rejects.toThrow(SchemaTooNewError);
  });
});
