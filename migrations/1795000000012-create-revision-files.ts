import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** Data and tool files attached to a revision. */
export class CreateRevisionFiles1795000000012 implements MigrationInterface {
  readonly name = 'CreateRevisionFiles1795000000012';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'revision_files',
        columns: [
          column.counter('id'),
          column.counterOf('revision_id'),
          column.string('path', 1024),
          column.ascii('sha256', 64),
          column.bigInteger('size_bytes'),
        ],
        indices: [new TableIndex({ name: 'ix_revision_files_revision_id', columnNames: ['revision_id'] })],
        foreignKeys: [
          new TableForeignKey({
            name: 'fk_revision_files_revision_id',
            columnNames: ['revision_id'],
            referencedTableName: 'revisions',
            referencedColumnNames: ['id'],
          }),
          new TableForeignKey({
            name: 'fk_revision_files_sha256',
            columnNames: ['sha256'],
            referencedTableName: 'objects',
            referencedColumnNames: ['sha256'],
          }),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('revision_files', true);
  }
}
