import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** Bytes known by their hash. */
export class CreateObjects1795000000000 implements MigrationInterface {
  readonly name = 'CreateObjects1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'objects',
        columns: [
          { ...column.ascii('sha256', 64), isPrimary: true },
          column.bigInteger('size_bytes'),
          column.ascii('media_type', 127),
          column.timeOfInsert('created_at'),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('objects', true);
  }
}
