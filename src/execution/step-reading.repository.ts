import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, MoreThan, type FindOptionsSelect } from 'typeorm';
import type { HostRecord } from '../cwl';
import { Step } from './step.entity';

/** What the log of a job is shown with. */
export type LoggedStep = Pick<
  Step,
  | 'name'
  | 'status'
  | 'reanaJobId'
  | 'backend'
  | 'backendJobId'
  | 'image'
  | 'command'
  | 'exitCode'
  | 'errorMessage'
  | 'startedAt'
  | 'endedAt'
>;

/** Where a step ran. */
export interface PlacedStep {
  readonly ordinal: number;
  readonly name: string;
  readonly image: string | null;
  readonly backend: string | null;
  readonly host: HostRecord | null;
}

const LOGGED: FindOptionsSelect<Step> = {
  ...{ id: true, ordinal: true, name: true, status: true, reanaJobId: true, backend: true, backendJobId: true, image: true },
  ...{ command: true, exitCode: true, errorMessage: true, startedAt: true, endedAt: true },
};
/** So few that the making of their objects takes some milliseconds. */
const LOGGED_BATCH = 250;
/** Fewer, since the database looks into the measurement of each. */
const PLACED_BATCH = 100;

/** Single steps, and the steps of an execution in batches: there may be ten thousand. */
@Injectable()
export class StepReadingRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async findByName(executionId: number, name: string): Promise<Step | null> {
    const found = await this.dataSource.getRepository(Step).findOneBy({ executionId, name });
    return found?.name === name ? found : null; // to MariaDB a name and the same name with blanks behind it are equal
  }

  async findById(executionId: number, id: number): Promise<Step | null> {
    return this.dataSource.getRepository(Step).findOneBy({ executionId, id });
  }

  async *loggedBatches(executionId: number): AsyncGenerator<readonly LoggedStep[]> {
    for (let last = 0; ;) {
      const where = { executionId, ordinal: MoreThan(last) };
      const steps = await this.dataSource
        .getRepository(Step)
        .find({ select: LOGGED, where, order: { ordinal: 'ASC' }, take: LOGGED_BATCH });
      if (steps.length > 0) yield steps;
      if (steps.length < LOGGED_BATCH) return;
      last = steps.at(-1)?.ordinal ?? last;
    }
  }

  /** The steps that became jobs. */
  async *placedBatches(executionId: number): AsyncGenerator<readonly PlacedStep[]> {
    const text =
      "SELECT ordinal, name, image, backend, JSON_EXTRACT(measurement, '$.host') AS host FROM steps " +
      `WHERE execution_id = ? AND ordinal > ? AND reana_job_id IS NOT NULL ORDER BY ordinal LIMIT ${PLACED_BATCH}`;
    for (let last = 0; ;) {
      const rows = await this.dataSource.query<(Omit<PlacedStep, 'host'> & { readonly host: string | null })[]>(text, [
        ...[executionId, last],
      ]);
      if (rows.length > 0) yield rows.map((row) => ({ ...row, host: hostOf(row.host) }));
      if (rows.length < PLACED_BATCH) return;
      last = rows.at(-1)?.ordinal ?? last;
    }
  }
}

/** Drivers give JSON as text, or parsed. */
function hostOf(value: unknown): HostRecord | null {
  return (typeof value === 'string' ? JSON.parse(value) : value) as HostRecord | null;
}
