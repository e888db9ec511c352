import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** What was observed of a run, kept as it came; large pieces lie in the object store. */
export class CreateEvidence1795000000022 implements MigrationInterface {
  readonly name = 'CreateEvidence1795000000022';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'evidence',
        columns: [
          column.counter('id'),
          column.counterOf('execution_id'),
          column.ascii('kind', 32),
          column.bytes('content'),
          { ...column.ascii('object_sha256', 64), isNullable: true },
          column.timeOfInsert('created_at'),
        ],
        indices: [
          new TableIndex({ name: 'uq_evidence_execution_id_kind', columnNames: ['execution_id', 'kind'], isUnique: true }),
        ],
        foreignKeys: [
          new TableForeignKey({
            name: 'fk_evidence_execution_id',
            columnNames: ['execution_id'],
            referencedTableName: 'executions',
            referencedColumnNames: ['id'],
          }),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('evidence', true);
  }
}
