import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Between, DataSource, In, MoreThan, type EntityManager } from 'typeorm';
import { isMySql } from '../common/database/portable-columns';
import { ExecutionEventRepository } from './execution-event.repository';
import { StepStatus } from './execution-status';
import { inTurns } from './observation/in-turns';
import { Step } from './step.entity';

/** A step as it was planned or observed; the row that shows it may exist already. */
export type StepState = Omit<Step, 'id' | 'executionId' | 'ordinal'>;

/** What a step is to become, and the row that shows it so far. */
interface ShownStep {
  readonly row: Step | undefined;
  readonly next: Omit<Step, 'id'>;
}

/** All but the number of the row, and its execution; what changes most goes first. */
const COMPARED = [
  ...(['status', 'ordinal', 'name', 'path', 'shard', 'reanaJobId', 'backend', 'backendJobId', 'image', 'command'] as const),
  ...(['exitCode', 'errorMessage', 'startedAt', 'endedAt', 'measurement', 'stderrTail'] as const),
] satisfies (keyof Step)[];
const ROWS_PER_INSERT = 500;
/** So few that reading or writing them takes some milliseconds; then others have their turn. */
const ROWS_A_TURN = 100;

@Injectable()
export class StepRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly events: ExecutionEventRepository,
  ) {}

  async listOf(executionId: number): Promise<Step[]> {
    return rowsOf(executionId, this.dataSource.manager);
  }

  /** The steps of a new execution, none of which has started: plain SQL, since a workflow may have hundreds. */
  async insertWaiting(executionId: number, steps: readonly Pick<Step, 'name' | 'path'>[], manager: EntityManager): Promise<void> {
    for (let start = 0; start < steps.length; start += ROWS_PER_INSERT) {
      const rows = steps.slice(start, start + ROWS_PER_INSERT);
      const marks = rows.map(() => '(?, ?, ?, ?, ?)').join(', ');
      const values = rows.flatMap(({ name, path }, index) => [
        ...[executionId, start + index + 1, name, JSON.stringify(path), StepStatus.Waiting],
      ]);
      await manager.query(`INSERT INTO steps (execution_id, ordinal, name, path, status) VALUES ${marks}`, values);
    }
  }

  /**
   * Makes the rows show these states, in this order; a step keeps its number when the planned step becomes a job. Steps whose
   * status or exit code is new get an event: the transaction must have taken the row of the execution.
   */
  async show(executionId: number, states: readonly StepState[], manager: EntityManager): Promise<void> {
    const rows = await rowsOf(executionId, manager);
    const { shown, left } = await match(rows, states, executionId);
    for await (const some of inTurns(shown, ROWS_A_TURN)) await write(some.filter(isDifferent), manager);
    if (left.length > 0) await manager.delete(Step, { id: In(left.map(({ id }) => id)) });
    for await (const some of inTurns(shown.filter(isNews), ROWS_A_TURN)) await this.tell(executionId, some, manager);
  }

  private async tell(executionId: number, steps: readonly ShownStep[], manager: EntityManager): Promise<void> {
    const ids = steps.some(({ row }) => row === undefined) ? await idsOf(executionId, steps, manager) : new Map<number, number>();
    const told = steps.map(({ row, next }) => ({ ...next, id: row?.id ?? ids.get(next.ordinal) ?? 0 }));
    await this.events.recordSteps(executionId, told, manager);
  }
}

async function rowsOf(executionId: number, manager: EntityManager): Promise<Step[]> {
  const rows: Step[] = [];
  for (let last = 0; ;) {
    const where = { executionId, ordinal: MoreThan(last) };
    const some = await manager.find(Step, { where, order: { ordinal: 'ASC' }, take: ROWS_A_TURN });
    rows.push(...some);
    if (some.length < ROWS_A_TURN) return rows;
    last = some.at(-1)?.ordinal ?? last;
    await setImmediate();
  }
}

/** Each state with its row: of the same job, else of the planned step of the same path. A scatter may have 10,000. */
async function match(
  rows: readonly Step[],
  states: readonly StepState[],
  executionId: number,
): Promise<{ shown: ShownStep[]; left: Step[] }> {
  const jobs = new Map<string, Step>();
  const planned = new Map<string, Step[]>();
  for await (const some of inTurns(rows, ROWS_A_TURN))
    for (const row of some)
      if (row.reanaJobId !== null) jobs.set(row.reanaJobId, row);
      else if (!planned.get(pathOf(row))?.push(row)) planned.set(pathOf(row), [row]);
  const shown: ShownStep[] = [];
  const taken = new Set<Step>();
  for await (const some of inTurns(states, ROWS_A_TURN))
    for (const state of some) {
      const known = state.reanaJobId === null ? undefined : jobs.get(state.reanaJobId);
      const row = known ?? planned.get(pathOf(state))?.shift();
      if (row !== undefined) taken.add(row);
      shown.push({ row, next: { ...state, executionId, ordinal: shown.length + 1 } });
    }
  return { shown, left: rows.filter((row) => !taken.has(row)) };
}

/** Rows with a number are changed, those without one are new: plain SQL, since a scatter may have 10,000. */
async function write(steps: readonly ShownStep[], manager: EntityManager): Promise<void> {
  if (steps.length === 0) return;
  const { columns } = manager.dataSource.getMetadata(Step);
  const { driver } = manager.dataSource;
  const insert = `INSERT INTO steps (${columns.map(({ databaseName }) => databaseName).join(', ')}) VALUES`;
  const marks = `(${columns.map(() => '?').join(', ')})`;
  const rows = steps.map(({ row, next }) => ({ ...next, id: row?.id ?? null }));
  const values = rows.flatMap((row) =>
    columns.map((column) => driver.preparePersistentValue(row[column.propertyName as keyof Step], column) as unknown),
  );
  await manager.query(`${insert} ${rows.map(() => marks).join(', ')} ${orUpdate(manager.dataSource)}`, values);
}

/** What becomes of a row that is there already. */
function orUpdate(dataSource: DataSource): string {
  const names = dataSource.getMetadata(Step).columns.flatMap(({ isPrimary, databaseName }) => (isPrimary ? [] : [databaseName]));
  if (isMySql(dataSource)) return `ON DUPLICATE KEY UPDATE ${names.map((name) => `${name} = VALUES(${name})`).join(', ')}`;
  return `ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}

async function idsOf(executionId: number, steps: readonly ShownStep[], manager: EntityManager): Promise<Map<number, number>> {
  const [first, last] = [steps[0], steps.at(-1)].map((step) => step?.next.ordinal ?? 0) as [number, number];
  const where = { executionId, ordinal: Between(first, last) };
  const rows = await manager.find(Step, { select: { id: true, ordinal: true }, where });
  return new Map(rows.map(({ id, ordinal }) => [ordinal, id]));
}

function pathOf({ path }: Pick<Step, 'path'>): string {
  return JSON.stringify(path);
}

function isDifferent({ row, next }: ShownStep): boolean {
  return row === undefined || COMPARED.some((key) => !same(row[key], next[key]));
}

function isNews({ row, next }: ShownStep): boolean {
  return row?.status !== next.status || row.exitCode !== next.exitCode;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
