import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, type EntityManager } from 'typeorm';
import { isMySql } from '../common/database/portable-columns';
import { ExecutionEventRepository } from './execution-event.repository';
import { StepStatus } from './execution-status';
import { Step } from './step.entity';

/** A step as it was planned or observed; the row that shows it may exist already. */
export type StepState = Omit<Step, 'id' | 'executionId' | 'ordinal'>;

/** What a step is to become, and the row that shows it so far. */
interface ShownStep {
  readonly row: Step | undefined;
  readonly next: Omit<Step, 'id'>;
}

const ROWS_PER_INSERT = 500;

@Injectable()
export class StepRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly events: ExecutionEventRepository,
  ) {}

  async listOf(executionId: number): Promise<Step[]> {
    return this.dataSource.getRepository(Step).find({ where: { executionId }, order: { ordinal: 'ASC' } });
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
    const rows = await manager.find(Step, { where: { executionId }, order: { ordinal: 'ASC' } });
    const { shown, left } = match(rows, states, executionId);
    await write(shown.filter(isDifferent), manager);
    if (left.length > 0) await manager.delete(Step, { id: In(left.map(({ id }) => id)) });
    const news = shown.filter(isNews);
    if (news.length === 0) return;
    const ids = news.some(({ row }) => row === undefined) ? await idsOf(executionId, manager) : new Map<number, number>();
    const told = news.map(({ row, next }) => ({ ...next, id: row?.id ?? ids.get(next.ordinal) ?? 0 }));
    await this.events.recordSteps(executionId, told, manager);
  }
}

/** Each state with its row: of the same job, else of the planned step of the same path. A scatter may have 10,000. */
function match(rows: readonly Step[], states: readonly StepState[], executionId: number): { shown: ShownStep[]; left: Step[] } {
  const jobs = new Map(rows.flatMap((row) => (row.reanaJobId === null ? [] : [[row.reanaJobId, row] as const])));
  const planned = new Map<string, Step[]>();
  for (const row of [...rows].reverse())
    // the first of a path is taken first, from the end
    if (row.reanaJobId === null) planned.set(pathOf(row), [...(planned.get(pathOf(row)) ?? []), row]);
  const shown = states.map((state, index): ShownStep => {
    const known = state.reanaJobId === null ? undefined : jobs.get(state.reanaJobId);
    return { row: known ?? planned.get(pathOf(state))?.pop(), next: { ...state, executionId, ordinal: index + 1 } };
  });
  const taken = new Set(shown.map(({ row }) => row));
  return { shown, left: rows.filter((row) => !taken.has(row)) };
}

/** Rows with a number are changed, those without one are new: plain SQL, since a scatter may have 10,000. */
async function write(steps: readonly ShownStep[], manager: EntityManager): Promise<void> {
  const { columns } = manager.dataSource.getMetadata(Step);
  const { driver } = manager.dataSource;
  const insert = `INSERT INTO steps (${columns.map(({ databaseName }) => databaseName).join(', ')}) VALUES`;
  const marks = `(${columns.map(() => '?').join(', ')})`;
  for (let start = 0; start < steps.length; start += ROWS_PER_INSERT) {
    const batch = steps.slice(start, start + ROWS_PER_INSERT);
    const rows = batch.map(({ row, next }) => ({ ...next, id: row?.id ?? null }));
    const values = rows.flatMap((row) =>
      columns.map((column) => driver.preparePersistentValue(row[column.propertyName as keyof Step], column) as unknown),
    );
    await manager.query(`${insert} ${batch.map(() => marks).join(', ')} ${orUpdate(manager.dataSource)}`, values);
  }
}

/** What becomes of a row that is there already. */
function orUpdate(dataSource: DataSource): string {
  const names = dataSource.getMetadata(Step).columns.flatMap(({ isPrimary, databaseName }) => (isPrimary ? [] : [databaseName]));
  if (isMySql(dataSource)) return `ON DUPLICATE KEY UPDATE ${names.map((name) => `${name} = VALUES(${name})`).join(', ')}`;
  return `ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}

async function idsOf(executionId: number, manager: EntityManager): Promise<Map<number, number>> {
  const rows = await manager.find(Step, { select: { id: true, ordinal: true }, where: { executionId } });
  return new Map(rows.map(({ id, ordinal }) => [ordinal, id]));
}

function pathOf({ path }: Pick<Step, 'path'>): string {
  return JSON.stringify(path);
}

function isDifferent({ row, next }: ShownStep): boolean {
  return (
    row === undefined || (Object.keys(next) as (keyof typeof next)[]).some((key) => !same(row[key] ?? null, next[key] ?? null))
  );
}

function isNews({ row, next }: ShownStep): boolean {
  return row?.status !== next.status || row.exitCode !== next.exitCode;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
