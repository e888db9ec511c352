import { Table, TableForeignKey, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** What an entry consists of, as it was registered and as it is submitted. */
export class CreateRevisions1795000000011 implements MigrationInterface {
  readonly name = 'CreateRevisions1795000000011';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'revisions',
        columns: [
          column.counter('id'),
          column.counterOf('workflow_id'),
          column.integer('ordinal'),
          column.ascii('content_sha256', 64),
          column.string('spec_name', 255),
          column.ascii('spec_sha256', 64),
          column.longText('spec_text'),
          column.longText('spec_json'),
          { ...column.string('job_name', 255), isNullable: true },
          column.longText('job_text'),
          column.longText('job_json'),
          column.longText('plan_json'),
          column.longText('packed_json'),
          column.counterOf('created_by'),
          column.timeOfInsert('created_at'),
        ],
        uniques: [{ name: 'uq_revisions_workflow_id_ordinal', columnNames: ['workflow_id', 'ordinal'] }],
        foreignKeys: [
          new TableForeignKey({
            name: 'fk_revisions_workflow_id',
            columnNames: ['workflow_id'],
            referencedTableName: 'workflows',
            referencedColumnNames: ['id'],
          }),
          new TableForeignKey({
            name: 'fk_revisions_created_by',
            columnNames: ['created_by'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
          }),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('revisions', true);
  }
}
