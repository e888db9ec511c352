import { TableColumn, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { isMySql } from './portable-columns';

/**
 * Adds columns that may be null, those that are missing: a migration may be run again after an interruption. On SQLite by
 * its own ALTER TABLE, since TypeORM would copy the whole table.
 */
export async function addColumns(runner: QueryRunner, table: string, columns: readonly TableColumnOptions[]): Promise<void> {
  for (const column of columns) {
    if (await runner.hasColumn(table, column.name)) continue;
    if (isMySql(runner.dataSource)) await runner.addColumn(table, new TableColumn(column));
    else await runner.query(`ALTER TABLE "${table}" ADD COLUMN "${column.name}" ${sqliteType(column)}`);
  }
}

export async function dropColumns(runner: QueryRunner, table: string, names: readonly string[]): Promise<void> {
  for (const name of names)
    if (isMySql(runner.dataSource)) await runner.dropColumn(table, name);
    else await runner.query(`ALTER TABLE "${table}" DROP COLUMN "${name}"`);
}

function sqliteType({ type, length }: TableColumnOptions): string {
  return length === undefined ? type : `${type}(${length})`;
}
