import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** What was settled at the first start and must not change afterwards. */
export class CreateSettings1795000000031 implements MigrationInterface {
  readonly name = 'CreateSettings1795000000031';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'settings',
        columns: [
          { ...column.ascii('name', 64), isPrimary: true },
          { ...column.longText('value'), isNullable: false },
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('settings', true);
  }
}
