import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { StepStatus } from './execution-status';
import { Step } from './step.entity';

/** A step as it was planned or observed; the row that shows it may exist already. */
export type StepState = Omit<Step, 'id' | 'executionId' | 'ordinal'>;

const ROWS_PER_INSERT = 500;

@Injectable()
export class StepRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

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

  /** Makes the rows show these states, in this order; a step keeps its number when the planned step becomes a job. */
  async show(executionId: number, states: readonly StepState[], manager: EntityManager): Promise<void> {
    const rows = await manager.find(Step, { where: { executionId } });
    const left = new Set(rows);
    const take = (fits: (row: Step) => boolean): Step | undefined => {
      const row = [...left].find(fits);
      if (row) left.delete(row);
      return row;
    };
    const known = states.map((state) => take((row) => row.reanaJobId !== null && row.reanaJobId === state.reanaJobId));
    for (const [index, state] of states.entries()) {
      const row = known[index] ?? take((one) => one.reanaJobId === null && same(one.path, state.path));
      const next = { ...state, executionId, ordinal: index + 1 };
      if (row === undefined) await manager.insert(Step, next);
      else if (differs(row, next)) await manager.update(Step, { id: row.id }, next);
    }
    for (const { id } of left) await manager.delete(Step, { id });
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function differs(row: Step, next: Omit<Step, 'id'>): boolean {
  return (Object.keys(next) as (keyof typeof next)[]).some((key) => !same(row[key] ?? null, next[key] ?? null));
}
