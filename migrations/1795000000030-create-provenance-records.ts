import { Table, TableForeignKey, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** Sealed records: one for each execution, in a chain for each group. */
export class CreateProvenanceRecords1795000000030 implements MigrationInterface {
  readonly name = 'CreateProvenanceRecords1795000000030';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'provenance_records',
        columns: [
          column.counter('id'),
          column.counterOf('execution_id'),
          column.string('group_name', 191),
          column.integer('ordinal'),
          column.integer('form_version'),
          { ...column.bytes('canonical_gzip'), isNullable: false },
          column.ascii('sha256', 64),
          { ...column.ascii('previous_sha256', 64), isNullable: true },
          column.ascii('service_version', 32),
          column.counterOf('sealed_by'),
          { ...column.time('sealed_at'), isNullable: false },
        ],
        uniques: [
          { name: 'uq_provenance_records_execution_id', columnNames: ['execution_id'] },
          { name: 'uq_provenance_records_group_name_ordinal', columnNames: ['group_name', 'ordinal'] },
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'fk_provenance_records_execution_id',
            columnNames: ['execution_id'],
            referencedTableName: 'executions',
            referencedColumnNames: ['id'],
          }),
          new TableForeignKey({
            name: 'fk_provenance_records_sealed_by',
            columnNames: ['sealed_by'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
          }),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('provenance_records', true);
  }
}
