import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** The planned steps of an execution, and the jobs that they became. */
export class CreateSteps1795000000021 implements MigrationInterface {
  readonly name = 'CreateSteps1795000000021';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    const maybe = { isNullable: true };
    await runner.createTable(
      new Table({
        name: 'steps',
        columns: [
          column.counter('id'),
          column.counterOf('execution_id'),
          column.integer('ordinal'),
          column.string('name', 255),
          column.json('path'),
          { ...column.integer('shard'), default: null, ...maybe },
          column.ascii('status', 16),
          { ...column.uuid('reana_job_id'), ...maybe },
          { ...column.string('backend', 64), ...maybe },
          { ...column.string('backend_job_id', 255), ...maybe },
          { ...column.string('image', 512), ...maybe },
          column.longText('command'),
          { ...column.integer('exit_code'), default: null, ...maybe },
          column.longText('error_message'),
          column.time('started_at'),
          column.time('ended_at'),
        ],
        indices: [new TableIndex({ name: 'ix_steps_execution_id_ordinal', columnNames: ['execution_id', 'ordinal'] })],
        foreignKeys: [
          new TableForeignKey({
            name: 'fk_steps_execution_id',
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
    await runner.dropTable('steps', true);
  }
}
