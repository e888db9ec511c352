import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { addColumns, dropColumns } from '../src/common/database/change-columns';
import { portableColumns } from '../src/common/database/portable-columns';

const INDEX = 'uq_executions_idempotency_key_owner_id'; // in this order, since MySQL would use the other one for the foreign key of owner_id and keep it

/** Which request an execution answers, and which execution it repeats. */
export class AddExecutionOrigin1795000000043 implements MigrationInterface {
  readonly name = 'AddExecutionOrigin1795000000043';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await addColumns(runner, 'executions', [
      { ...column.counterOf('rerun_of'), isNullable: true },
      { ...column.ascii('idempotency_key', 255), isNullable: true },
      { ...column.ascii('request_sha256', 64), isNullable: true },
    ]);
    const table = await runner.getTable('executions');
    if (table?.indices.some(({ name }) => name === INDEX) !== true)
      await runner.createIndex(
        'executions',
        new TableIndex({ name: INDEX, columnNames: ['idempotency_key', 'owner_id'], isUnique: true }),
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('executions', INDEX);
    await dropColumns(runner, 'executions', ['rerun_of', 'idempotency_key', 'request_sha256']);
  }
}
