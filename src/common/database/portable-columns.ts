import type { DataSource, QueryRunner, TableColumnOptions } from 'typeorm';

export function isMySql(dataSource: DataSource): boolean {
  return ['mysql', 'mariadb'].includes(dataSource.options.type);
}

/** Column types that mean the same on SQLite, MariaDB and MySQL: what migrations are written with. */
export function portableColumns(runner: QueryRunner) {
  const mysql = isMySql(runner.dataSource);
  const exactText = mysql ? { charset: 'utf8mb4', collation: 'utf8mb4_bin' } : {};
  const plainText = mysql ? { charset: 'ascii', collation: 'ascii_bin' } : {};
  const milliseconds = mysql ? { precision: 3 } : {};
  const now = mysql ? 'CURRENT_TIMESTAMP(3)' : "(strftime('%Y-%m-%d %H:%M:%f','now'))";
  const integer = mysql ? 'bigint' : 'integer'; // SQLite counts up only in a column of exactly this type
  const column = (name: string, type: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
    name,
    type,
    ...more,
  });
  return {
    counter: (name: string) => column(name, integer, { isPrimary: true, isGenerated: true, generationStrategy: 'increment' }),
    counterOf: (name: string) => column(name, integer),
    uuid: (name: string) => column(name, 'varchar', { length: '36', ...plainText }),
    /** Hashes, codes and other words of the machine. */
    ascii: (name: string, length: number) => column(name, 'varchar', { length: String(length), ...plainText }),
    string: (name: string, length: number) => column(name, 'varchar', { length: String(length), ...exactText }),
    longText: (name: string) => column(name, mysql ? 'longtext' : 'text', { isNullable: true, ...exactText }),
    json: (name: string) => column(name, mysql ? 'longtext' : 'text', { isNullable: true, ...exactText }),
    bytes: (name: string) => column(name, mysql ? 'longblob' : 'blob', { isNullable: true }),
    integer: (name: string) => column(name, 'int', { default: 0 }),
    bigInteger: (name: string) => column(name, 'bigint', { default: 0 }),
    boolean: (name: string) => column(name, 'boolean', { default: mysql ? 0 : false }),
    time: (name: string) => column(name, 'datetime', { isNullable: true, ...milliseconds }),
    timeOfInsert: (name: string) => column(name, 'datetime', { default: now, ...milliseconds }),
  };
}
