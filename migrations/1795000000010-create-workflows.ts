import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** Entries of the registry. */
export class CreateWorkflows1795000000010 implements MigrationInterface {
  readonly name = 'CreateWorkflows1795000000010';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'workflows',
        columns: [
          column.counter('id'),
          column.uuid('uuid'),
          column.string('group_name', 191),
          column.string('name', 128),
          column.string('version', 32),
          column.counterOf('owner_id'),
          column.ascii('reana_name', 64),
          column.integer('revision'),
          { ...column.counterOf('deleted_id'), default: 0 },
          column.timeOfInsert('created_at'),
          column.timeOfInsert('updated_at'),
        ],
        uniques: [
          { name: 'uq_workflows_uuid', columnNames: ['uuid'] },
          { name: 'uq_workflows_group_name_name_version', columnNames: ['group_name', 'name', 'version', 'deleted_id'] },
        ],
        indices: [
          new TableIndex({ name: 'ix_workflows_group_name_deleted_id', columnNames: ['group_name', 'deleted_id', 'id'] }),
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'fk_workflows_owner_id',
            columnNames: ['owner_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
          }),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('workflows', true);
  }
}
