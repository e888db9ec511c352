import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type UpdateResult } from 'typeorm';
import { inTransaction } from '../common/database/transactions';
import { stateData, stepData, TOLD } from './execution-event-data';
import type { ExecutionEventKind } from './execution-event.entity';
import { Execution } from './execution.entity';
import type { ExecutionStatus } from './execution-status';

/** An event as it is sent: `data` is one line of JSON. */
export interface ExecutionEventRow {
  readonly id: number;
  readonly kind: ExecutionEventKind;
  readonly data: string;
}

/** How far the story of an execution is told. */
export interface EventPosition {
  readonly status: ExecutionStatus;
  /** Number of the last event; 0: there is none. */
  readonly last: number;
}

const ROWS_PER_INSERT = 500;
const STATE_COLUMNS = Object.fromEntries(TOLD.map((column) => [column, true]));

/**
 * What happened to executions. An event is written in the transaction of the change that it tells of, after that transaction
 * has inserted or updated the row of the execution. So the transactions that write events of one execution come one after the
 * other, their events get their numbers in the order in which they can be seen, and whoever has seen one has seen all before it.
 * Events of different executions have no such order: readers keep a position for each execution.
 */
@Injectable()
export class ExecutionEventRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Updates one execution, and records its new state when that was done: every change of a state passes here. */
  async changeState(
    executionId: number,
    update: (manager: EntityManager) => Promise<UpdateResult>,
    manager?: EntityManager,
  ): Promise<boolean> {
    const change = async (transaction: EntityManager): Promise<boolean> => {
      const { affected } = await update(transaction);
      if (affected === 1) await this.recordState(executionId, transaction);
      return affected === 1;
    };
    return manager === undefined ? inTransaction(this.dataSource, change) : change(manager);
  }

  /** The state that the row has in this transaction, which must have written the row. */
  async recordState(executionId: number, manager: EntityManager): Promise<void> {
    await insert(executionId, 'state', [await stateOf(executionId, manager)], manager);
  }

  /** Steps that have changed, in a transaction that has taken the row of their execution. */
  async recordSteps(
    executionId: number,
    steps: readonly Parameters<typeof stepData>[0][],
    manager: EntityManager,
  ): Promise<void> {
    await insert(executionId, 'step', steps.map(stepData), manager);
  }

  async findState(executionId: number): Promise<ReturnType<typeof stateData>> {
    return stateOf(executionId, this.dataSource.manager);
  }

  /** The next events in their order: plain rows, whose data goes to the client as it is. */
  async listAfter(executionId: number, id: number, limit: number): Promise<ExecutionEventRow[]> {
    const text = 'SELECT id, kind, data FROM execution_events WHERE execution_id = ? AND id > ? ORDER BY id LIMIT ?';
    const rows = await this.dataSource.query<ExecutionEventRow[]>(text, [executionId, id, limit]);
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  /** State and last event of each as of one moment, by one look into the index for each; MariaDB would read it through for MAX. */
  async positionsOf(executionIds: readonly number[]): Promise<Map<number, EventPosition>> {
    if (executionIds.length === 0) return new Map();
    const last = 'SELECT v.id FROM execution_events v WHERE v.execution_id = e.id ORDER BY v.id DESC LIMIT 1';
    const status = "CASE WHEN e.deleted_at IS NULL THEN e.status ELSE 'deleted' END";
    const text = `SELECT e.id, ${status} AS status, (${last}) AS last FROM executions e WHERE e.id IN (${marks(executionIds)})`;
    type Row = { id: number; status: ExecutionStatus; last: number | null };
    const rows = await this.dataSource.query<Row[]>(text, [...executionIds]);
    return new Map(rows.map((row) => [Number(row.id), { status: row.status, last: Number(row.last ?? 0) }]));
  }
}

async function stateOf(executionId: number, manager: EntityManager): Promise<ReturnType<typeof stateData>> {
  return stateData(await manager.findOneOrFail(Execution, { select: STATE_COLUMNS, where: { id: executionId } }));
}

async function insert(
  executionId: number,
  kind: ExecutionEventKind,
  data: readonly object[],
  manager: EntityManager,
): Promise<void> {
  for (let start = 0; start < data.length; start += ROWS_PER_INSERT) {
    const rows = data.slice(start, start + ROWS_PER_INSERT);
    const values = rows.flatMap((one) => [executionId, kind, JSON.stringify(one)]);
    const text = `INSERT INTO execution_events (execution_id, kind, data) VALUES ${rows.map(() => '(?, ?, ?)').join(', ')}`;
    await manager.query(text, values);
  }
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
