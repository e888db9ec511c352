import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ALL_MIGRATIONS } from '../../../migrations/all-migrations';
import { serializeSqliteTransactions } from './sqlite-serial-runner';

/** What the database layer needs to know; the configuration's class has this shape. */
export interface DatabaseSettings {
  readonly sqliteFile: string;
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
    readonly database: string;
    readonly poolSize: number;
  } | null;
}

const SQLITE_BUSY_MILLISECONDS = 250; // waiting for a lock stands the whole process still, and many may wait one after the other
const CONNECT_MILLISECONDS = 5000;

export function dataSourceOptions(settings: DatabaseSettings): DataSourceOptions {
  const common = { migrations: ALL_MIGRATIONS, migrationsRun: false, synchronize: false, logging: false } as const;
  if (settings.mysql === null) {
    return {
      ...common,
      type: 'better-sqlite3',
      database: settings.sqliteFile,
      enableWAL: true,
      timeout: SQLITE_BUSY_MILLISECONDS,
      prepareDatabase: (database: { pragma(text: string): void }) => database.pragma('synchronous = FULL'),
    };
  }
  const { poolSize, ...server } = settings.mysql;
  return {
    ...common,
    ...server,
    type: 'mariadb',
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: CONNECT_MILLISECONDS,
    poolSize,
  };
}

/** A data source that is ready to be initialised, with every trap of its database taken care of. */
export function createDataSource(options: DataSourceOptions): DataSource {
  const dataSource = new DataSource(options);
  if (options.type !== 'better-sqlite3') return dataSource;
  mkdirSync(dirname(options.database), { recursive: true, mode: 0o700 });
  return serializeSqliteTransactions(dataSource);
}
