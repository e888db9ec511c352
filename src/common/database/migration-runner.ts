import type { DataSource } from 'typeorm';
import { isMySql } from './portable-columns';

const LOCK_SECONDS = 300;

/** The schema was made by a newer release: this one must not touch it. */
export class SchemaTooNewError extends Error {
  constructor(unknown: readonly string[]) {
    super(`The database was migrated by a newer release (${unknown.join(', ')}). Start that release, or restore a backup.`);
  }
}

/** Brings the schema up to date, one process at a time: a second one waits and then finds nothing to do. */
export async function migrate(dataSource: DataSource): Promise<void> {
  if (!isMySql(dataSource)) return runPending(dataSource); // one process per SQLite file
  const runner = dataSource.createQueryRunner();
  try {
    const name = 'reprov-migrations';
    const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS taken', [name, LOCK_SECONDS])) as { taken: unknown }[];
    if (Number(row?.taken) !== 1) throw new Error('Another process has been migrating the database for too long.');
    try {
      await runPending(dataSource);
    } finally {
      await runner.query('SELECT RELEASE_LOCK(?)', [name]);
    }
  } finally {
    await runner.release();
  }
}

async function runPending(dataSource: DataSource): Promise<void> {
  await refuseNewerSchema(dataSource);
  await dataSource.runMigrations({ transaction: 'each' });
}

async function refuseNewerSchema(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return;
    const done = (await runner.query('SELECT name FROM migrations')) as { name: string }[];
    const known = new Set(dataSource.migrations.map(({ name }) => name));
    const unknown = done.map(({ name }) => name).filter((name) => !known.has(name));
    if (unknown.length > 0) throw new SchemaTooNewError(unknown);
  } finally {
    await runner.release();
  }
}
