import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';

/** Passwords that stand in examples and images everywhere: whoever can reach the port knows them. */
const KNOWN_PASSWORDS = ['reprov', 'root', 'mysql', 'password', 'secret', 'admin', 'changeme', 'change-me', 'example'];

/** The database: MySQL or MariaDB when MYSQL_SERVER is set, else the embedded SQLite in DATA_DIR. */
export class DatabaseConfig {
  static readonly schema = z
    .looseObject({
      DATA_DIR: z
        .string()
        .default('data')
        .describe('Folder of everything that is kept in files: stored objects and the embedded database.'),
      SQLITE_FILE: z.string().default('reprov.sqlite').describe('Name of the embedded database inside DATA_DIR.'),
      MYSQL_SERVER: z.string().optional().describe('Host of MySQL or MariaDB; not set: embedded SQLite.'),
      MYSQL_PORT: z.coerce.number().int().min(1).max(65535).default(3306).describe('Port of MySQL or MariaDB.'),
      MYSQL_USER: z.string().default('reprov').describe('User at MySQL or MariaDB.'),
      MYSQL_PASSWORD: z
        .string()
        .optional()
        .describe('Password at MySQL or MariaDB; needed with MYSQL_SERVER. MYSQL_PASSWORD_FILE may name a file that holds it.'),
      MYSQL_DATABASE: z.string().default('reprov').describe('Database at MySQL or MariaDB.'),
      MYSQL_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10).describe('Connections to MySQL or MariaDB at most.'),
    })
    .refine((env) => env.MYSQL_SERVER === undefined || env.MYSQL_PASSWORD !== undefined, {
      ...{ path: ['MYSQL_PASSWORD'], error: 'is needed with MYSQL_SERVER' },
      when: () => true, // beside other faults too: all are told at once
    })
    .refine((env) => env['NODE_ENV'] !== 'production' || !isKnown(env.MYSQL_PASSWORD), {
      ...{ path: ['MYSQL_PASSWORD'], error: 'is a well-known default; choose another one' },
      when: () => true,
    });

  /** Absolute. */
  readonly dataDir: string;
  /** Absolute; used when `mysql` is null. */
  readonly sqliteFile: string;
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
    readonly database: string;
    readonly poolSize: number;
  } | null;

  constructor(env: z.output<typeof DatabaseConfig.schema>) {
    this.dataDir = resolve(env.DATA_DIR);
    this.sqliteFile = isAbsolute(env.SQLITE_FILE) ? env.SQLITE_FILE : join(this.dataDir, env.SQLITE_FILE);
    this.mysql =
      env.MYSQL_SERVER === undefined
        ? null
        : {
            host: env.MYSQL_SERVER,
            port: env.MYSQL_PORT,
            username: env.MYSQL_USER,
            password: env.MYSQL_PASSWORD ?? '',
            database: env.MYSQL_DATABASE,
            poolSize: env.MYSQL_POOL_SIZE,
          };
  }
}

function isKnown(password: string | undefined): boolean {
  return password !== undefined && KNOWN_PASSWORDS.includes(password.toLowerCase());
}
