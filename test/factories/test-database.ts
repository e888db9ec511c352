import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { DatabaseSettings } from '../../src/common/database/data-source';

export type DatabaseKind = 'sqlite' | 'mariadb';

export interface TestDatabase {
  readonly kind: DatabaseKind;
  readonly settings: DatabaseSettings;
  /** The same as variables, for a service that is started as a process of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** After every connection to it is closed. */
  drop(): Promise<void>;
}

const POOL_SIZE = 5;

/** The database that this run of the suite is for; `make test` runs it once for each. */
export function databaseKind(): DatabaseKind {
  const kind = process.env['TEST_DATABASE'] ?? 'sqlite';
  if (kind !== 'sqlite' && kind !== 'mariadb') throw new Error('TEST_DATABASE must be sqlite or mariadb.');
  return kind;
}

/** A database of its own, empty: an SQLite file in a temporary folder, or one on the server that TEST_MYSQL_URL names. */
export function createTestDatabase(kind: DatabaseKind = databaseKind()): Promise<TestDatabase> {
  return kind === 'sqlite' ? createSqlite() : createMariaDb();
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'reprov-sqlite-'));
  const sqliteFile = join(folder, 'reprov.sqlite');
  return {
    kind: 'sqlite',
    settings: { sqliteFile, mysql: null },
    environment: { SQLITE_FILE: sqliteFile },
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createMariaDb(): Promise<TestDatabase> {
  const server = mysqlServer();
  const database = `reprov_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
  return {
    kind: 'mariadb',
    settings: { sqliteFile: '', mysql: { ...server, database, poolSize: POOL_SIZE } },
    environment: {
      MYSQL_SERVER: server.host,
      MYSQL_PORT: String(server.port),
      MYSQL_USER: server.username,
      MYSQL_PASSWORD: server.password,
      MYSQL_DATABASE: database,
      MYSQL_POOL_SIZE: String(POOL_SIZE),
    },
    drop: () => onServer(server, `DROP DATABASE ${database}`),
  };
}

interface MysqlServer {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

function mysqlServer(): MysqlServer {
  const url = process.env['TEST_MYSQL_URL'];
  if (url === undefined)
    throw new Error('TEST_MYSQL_URL names no server: `node scripts/mariadb.mjs` starts one and prints the variables.');
  const { hostname, port, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 3306),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

async function onServer({ host, port, username, password }: MysqlServer, statement: string): Promise<void> {
  const connection = await createConnection({ host, port, user: username, password });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
