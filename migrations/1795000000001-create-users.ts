import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** Everybody who ever came with a valid token. */
export class CreateUsers1795000000001 implements MigrationInterface {
  readonly name = 'CreateUsers1795000000001';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'users',
        columns: [
          column.counter('id'),
          column.uuid('uuid'),
          column.string('subject', 255),
          column.string('username', 255),
          column.timeOfInsert('created_at'),
        ],
        uniques: [
          { name: 'uq_users_uuid', columnNames: ['uuid'] },
          { name: 'uq_users_subject', columnNames: ['subject'] },
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('users', true);
  }
}
