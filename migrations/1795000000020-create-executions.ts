import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { portableColumns } from '../src/common/database/portable-columns';

/** Our records of runs: the wish, what became of it, and who works on it at the moment. */
export class CreateExecutions1795000000020 implements MigrationInterface {
  readonly name = 'CreateExecutions1795000000020';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'executions',
        columns: [...whatRuns(column), ...whatHappens(column), ...whoWorksOnIt(column)],
        uniques: [
          { name: 'uq_executions_uuid', columnNames: ['uuid'] },
          { name: 'uq_executions_reana_id', columnNames: ['reana_id'] },
        ],
        indices: [
          new TableIndex({ name: 'ix_executions_group_name_id', columnNames: ['group_name', 'id'] }),
          new TableIndex({ name: 'ix_executions_registry_id', columnNames: ['registry_id'] }),
          new TableIndex({ name: 'ix_executions_reana_name', columnNames: ['reana_name', 'reana_run_number'] }),
          new TableIndex({ name: 'ix_executions_next_poll_at', columnNames: ['next_poll_at'] }),
        ],
        foreignKeys: [
          foreignKey('revision_id', 'revisions'),
          foreignKey('registry_id', 'workflows'),
          foreignKey('owner_id', 'users'),
          foreignKey('stop_requested_by', 'users'),
          foreignKey('delete_requested_by', 'users'),
        ],
      }),
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('executions', true);
  }
}

function foreignKey(column: string, table: string): TableForeignKey {
  return new TableForeignKey({
    name: `fk_executions_${column}`,
    columnNames: [column],
    referencedTableName: table,
    referencedColumnNames: ['id'],
  });
}

type Columns = ReturnType<typeof portableColumns>;
const maybe = { isNullable: true };

/** Fixed when the execution is asked for. */
function whatRuns(column: Columns): TableColumnOptions[] {
  return [
    column.counter('id'),
    column.uuid('uuid'),
    column.counterOf('revision_id'),
    column.counterOf('registry_id'),
    column.string('workflow_name', 128),
    column.string('workflow_version', 32),
    column.string('group_name', 191),
    column.counterOf('owner_id'),
    column.ascii('reana_name', 64),
    column.longText('job_text'),
    column.json('parameters'),
    column.json('files'),
    column.json('platform_inputs'),
    column.uuid('marker'),
    column.timeOfInsert('created_at'),
  ];
}

function whatHappens(column: Columns): TableColumnOptions[] {
  return [
    column.ascii('status', 16),
    { ...column.ascii('failure_code', 64), ...maybe },
    column.longText('failure_message'),
    { ...column.string('failure_step', 255), ...maybe },
    { ...column.ascii('failure_source', 16), ...maybe },
    column.longText('trouble'),
    { ...column.uuid('reana_id'), ...maybe },
    { ...column.ascii('reana_run_number', 16), ...maybe },
    { ...column.ascii('submitted_sha256', 64), ...maybe },
    { ...column.string('engine_version', 64), ...maybe },
    { ...column.ascii('jobs_seen', 64), ...maybe },
    column.time('started_at'),
    column.time('ended_at'),
  ];
}

/** How far it is, whose turn it is, and what users want of it. */
function whoWorksOnIt(column: Columns): TableColumnOptions[] {
  return [
    column.time('create_sent_at'),
    column.integer('create_after'),
    column.integer('uploaded_files'),
    column.time('answer_until'),
    column.integer('attempts'),
    column.time('next_poll_at'),
    { ...column.uuid('lease_token'), ...maybe },
    column.time('lease_until'),
    column.time('stop_requested_at'),
    { ...column.counterOf('stop_requested_by'), ...maybe },
    column.time('delete_requested_at'),
    { ...column.counterOf('delete_requested_by'), ...maybe },
    column.time('deleted_at'),
  ];
}
