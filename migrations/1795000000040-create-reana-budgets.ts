import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** How many requests all processes together may still send to a REANA server: one row for each server. */
export class CreateReanaBudgets1795000000040 implements MigrationInterface {
  readonly name = 'CreateReanaBudgets1795000000040';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'reana_budgets',
        columns: [
          { ...column.ascii('server', 255), isPrimary: true },
          column.bigInteger('arrival_at_us'),
          column.bigInteger('computed_at_us'),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('reana_budgets', true);
  }
}
