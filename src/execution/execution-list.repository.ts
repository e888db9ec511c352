import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { afterRow, orderBy, type KeysetColumn } from '../common/database/keyset';
import { BATCH_SIZE, likePattern, type PageRequest } from '../common/http/paging';
import type { ExecutionStatus, StepStatus } from './execution-status';

/** A row of a list; times as the database writes them: `2026-01-15 09:10:45.000`, in UTC. */
export interface ExecutionRow {
  readonly id: number;
  readonly group_name: string;
  readonly owner_id: number;
  readonly registry_id: number;
  readonly workflow_name: string;
  readonly workflow_version: string;
  readonly status: ExecutionStatus;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly failure_step: string | null;
  readonly failure_source: string | null;
  readonly trouble: string | null;
  readonly reana_id: string | null;
  readonly reana_name: string;
  readonly reana_run_number: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly stop_requested_at: string | null;
  readonly rerun_of: number | null;
  readonly changed_at: string | null;
}

export interface StepRow {
  readonly id: number;
  readonly execution_id: number;
  readonly name: string;
  readonly status: StepStatus;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly exit_code: number | null;
  readonly command: string | null;
  readonly error_message: string | null;
}

export interface ListedExecution {
  readonly execution: ExecutionRow;
  readonly steps: readonly StepRow[];
}

export interface ExecutionFilter {
  readonly groupName: string;
  readonly registryId: number | undefined;
  readonly status: ExecutionStatus | undefined;
  /** In any case. */
  readonly namePart: string | undefined;
}

/** By which the list may be sorted. */
export const EXECUTION_SORT_COLUMNS: Readonly<Record<string, string>> = {
  execution_id: 'e.id',
  name: 'e.workflow_name',
  status: 'e.status',
  created_at: 'e.created_at',
};

/** Times as text: thousands of Date objects would cost more than all the rest of a list. */
const time = (column: string): string => `CAST(${column} AS CHAR) AS ${column.slice(2)}`;
const COLUMNS = [
  'e.id, e.group_name, e.owner_id, e.registry_id, e.workflow_name, e.workflow_version, e.status, e.failure_code',
  'e.failure_message, e.failure_step, e.failure_source, e.trouble, e.reana_id, e.reana_name, e.reana_run_number, e.rerun_of',
  ...['e.created_at', 'e.started_at', 'e.ended_at', 'e.changed_at', 'e.stop_requested_at'].map(time),
].join(', ');
const STEP_COLUMNS = [
  's.id, s.execution_id, s.name, s.status, s.exit_code, s.command, s.error_message',
  ...['s.started_at', 's.ended_at'].map(time),
].join(', ');

/** Lists of executions with their steps: raw rows, two queries a batch however many there are. */
@Injectable()
export class ExecutionListRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async *batches(filter: ExecutionFilter, order: readonly KeysetColumn[]): AsyncGenerator<ListedExecution[]> {
    let last: ExecutionRow | undefined;
    do {
      const rows = await this.rows(filter, order, last);
      if (rows.length === 0) return;
      yield this.withSteps(rows);
      last = rows.length < BATCH_SIZE ? undefined : rows.at(-1);
    } while (last !== undefined);
  }

  async page(
    filter: ExecutionFilter,
    order: readonly KeysetColumn[],
    { page, size }: PageRequest,
  ): Promise<{ items: ListedExecution[]; total: number }> {
    const { sql, parameters } = where(filter);
    const text = `SELECT ${COLUMNS} FROM executions e ${sql} ${orderBy(order)} LIMIT ? OFFSET ?`;
    const rows = await this.dataSource.query<ExecutionRow[]>(text, [...parameters, size, (page - 1) * size]);
    const counted = `SELECT COUNT(*) AS total FROM executions e ${sql}`;
    const [count] = await this.dataSource.query<{ total: number }[]>(counted, parameters);
    return { items: await this.withSteps(rows), total: Number(count?.total ?? 0) };
  }

  private async rows(
    filter: ExecutionFilter,
    order: readonly KeysetColumn[],
    last: ExecutionRow | undefined,
  ): Promise<ExecutionRow[]> {
    const { sql, parameters } = where(filter);
    const after =
      last &&
      afterRow(
        order,
        order.map(({ column }) => Reflect.get(last, column.slice(2)) as unknown),
      );
    const text = `SELECT ${COLUMNS} FROM executions e ${sql} ${after ? `AND ${after.sql}` : ''} ${orderBy(order)} LIMIT ${BATCH_SIZE}`;
    return this.dataSource.query<ExecutionRow[]>(text, [...parameters, ...(after?.parameters ?? [])]);
  }

  private async withSteps(rows: readonly ExecutionRow[]): Promise<ListedExecution[]> {
    if (rows.length === 0) return [];
    const marks = rows.map(() => '?').join(', ');
    const text = `SELECT ${STEP_COLUMNS} FROM steps s WHERE s.execution_id IN (${marks}) ORDER BY s.execution_id, s.ordinal`;
    const steps = await this.dataSource.query<StepRow[]>(
      text,
      rows.map(({ id }) => id),
    );
    const byExecution = new Map<number, StepRow[]>();
    for (const step of steps) {
      const found = byExecution.get(step.execution_id);
      if (found) found.push(step);
      else byExecution.set(step.execution_id, [step]);
    }
    return rows.map((execution) => ({ execution, steps: byExecution.get(execution.id) ?? [] }));
  }
}

function where({ groupName, registryId, status, namePart }: ExecutionFilter): { sql: string; parameters: unknown[] } {
  const conditions = ['e.group_name = ?', 'e.deleted_at IS NULL'];
  const parameters: unknown[] = [groupName];
  if (registryId !== undefined) {
    conditions.push('e.registry_id = ?');
    parameters.push(registryId);
  }
  if (status !== undefined) {
    conditions.push('e.status = ?');
    parameters.push(status);
  }
  if (namePart !== undefined) {
    conditions.push("LOWER(e.workflow_name) LIKE ? ESCAPE '!'");
    parameters.push(likePattern(namePart));
  }
  return { sql: `WHERE ${conditions.join(' AND ')}`, parameters };
}
