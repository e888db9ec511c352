import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** What happened to an execution, in order: each change is written together with its event. */
export class CreateExecutionEvents1795000000041 implements MigrationInterface {
  readonly name = 'CreateExecutionEvents1795000000041';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'execution_events',
        columns: [
          column.counter('id'),
          column.counterOf('execution_id'),
          column.ascii('kind', 16),
          column.json('data'),
          column.timeOfInsert('created_at'),
        ],
        indices: [new TableIndex({ name: 'ix_execution_events_execution_id', columnNames: ['execution_id', 'id'] })],
        foreignKeys: [
          new TableForeignKey({
            name: 'fk_execution_events_execution_id',
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
    await runner.dropTable('execution_events', true);
  }
}
