import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { addColumns, dropColumns } from '../src/common/database/change-columns';
import { portableColumns } from '../src/common/database/portable-columns';

/** How the steps of an execution are measured, what was measured, and when the run last changed. */
export class AddExecutionInstrumentation1795000000042 implements MigrationInterface {
  readonly name = 'AddExecutionInstrumentation1795000000042';

  async up(runner: QueryRunner): Promise<void> {
    const column = portableColumns(runner);
    await addColumns(runner, 'executions', [
      { ...column.ascii('instrumentation', 16), isNullable: true },
      { ...column.ascii('instrument_nonce', 32), isNullable: true },
      column.json('uninstrumented'),
      column.time('changed_at'),
    ]);
    await addColumns(runner, 'steps', [column.json('measurement'), column.longText('stderr_tail')]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumns(runner, 'steps', ['measurement', 'stderr_tail']);
    await dropColumns(runner, 'executions', ['instrumentation', 'instrument_nonce', 'uninstrumented', 'changed_at']);
  }
}
