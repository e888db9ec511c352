import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type EntityManager } from 'typeorm';
import { serializeSqliteTransactions } from './sqlite-serial-runner';

describe('transactions at the same time on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
  let dataSource: DataSource;

  const open = async (options: { serial: boolean; waitSeconds?: number }): Promise<DataSource> => {
    const database = join(folder, `${Math.random().toString(36).slice(2)}.sqlite`);
    const plain = new DataSource({ type: 'better-sqlite3', database, enableWAL: true });
    dataSource = await (options.serial ? serializeSqliteTransactions(plain, options.waitSeconds) : plain).initialize();
    await dataSource.query('CREATE TABLE notes (body varchar(8) NOT NULL)');
    return dataSource;
  };
  const insert = (manager: EntityManager | DataSource, body: string): Promise<unknown> =>
    manager.query('INSERT INTO notes VALUES (?)', [body]);
  const bodies = async (): Promise<string[]> =>
    (await dataSource.query<{ body: string }[]>('SELECT body FROM notes ORDER BY body')).map(({ body }) => body);

  /** A writes, waits and rolls back; B commits and C writes without a transaction while A is open. */
  const race = async (): Promise<{ seenMeanwhile: string[] }> => {
    const a = dataSource.transaction(async (manager) => {
      await insert(manager, 'A');
      await sleep(60);
      throw new Error('A rolls back');
    });
    const aEnds = a.catch(() => undefined);
    await sleep(10);
    const b = dataSource.transaction((manager) => insert(manager, 'B'));
    const c = insert(dataSource, 'C');
    const seenMeanwhile = await bodies();
    await Promise.all([aEnds, b, c]);
    return { seenMeanwhile };
  };

  afterEach(async () => {
    await dataSource.destroy();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('plain TypeORM loses rows that were reported as committed, and shows uncommitted ones', async () => {
    await open({ serial: false });
    expect((await race()).seenMeanwhile).toContain('A');
    expect(await bodies()).toEqual([]);
  });

  it('keeps the committed rows and hides the uncommitted', async () => {
    await open({ serial: true });
    expect((await race()).seenMeanwhile).not.toContain('A');
    expect(await bodies()).toEqual(['B', 'C']);
  });

  it('goes on after a transaction that SQLite has ended by itself, as it does on a full disk, and tells the true reason', async () => {
    await open({ serial: true, waitSeconds: 0.2 });
    const full = dataSource.transaction(async (manager) => {
      await insert(manager, 'A');
      await manager.query('ROLLBACK');
      throw new Error('disk full');
    });
    await expect(full).rejects.toThrow('disk full');
    await dataSource.transaction((manager) => insert(manager, 'B'));
    expect(await bodies()).toEqual(['B']);
  });

  it('rolls back an inner transaction alone', async () => {
    await open({ serial: true });
    await dataSource.transaction(async (outer) => {
      await insert(outer, 'outer');
      await outer
        .transaction(async (inner) => {
          await insert(inner, 'inner');
          throw new Error('inner rolls back');
        })
        .catch(() => undefined);
    });
    expect(await bodies()).toEqual(['outer']);
  });

  it('serves 200 transactions at once', async () => {
    await open({ serial: true });
    await Promise.all(Array.from({ length: 200 }, (_, i) => dataSource.transaction((manager) => insert(manager, `n${i}`))));
    expect(await bodies()).toHaveLength(200);
  });

  it('fails instead of waiting for ever when a query bypasses the open transaction', async () => {
    await open({ serial: true, waitSeconds: 0.2 });
    const attempt = dataSource.transaction(async (manager) => {
      await insert(manager, 'A');
      await insert(dataSource, 'bypass');
    });
    await expect(attempt).rejects.toThrow('SQLite connection busy');
    expect(await bodies()).toEqual([]);
  });
});
