import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, MoreThan, type FindOptionsSelect } from 'typeorm';
import { rawTime } from '../common/database/raw-time';
import type { HostRecord } from '../cwl';
import type { Measurement } from './observation/measurement';
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

/** What of a measurement is shown beside a step in a list. */
export type TakenResources = Pick<Measurement, 'cpuSeconds' | 'memoryPeakBytes' | 'readBytes' | 'writtenBytes'>;

/** What a step in the list of an execution is shown with. */
export interface DetailedStep extends LoggedStep, Pick<Step, 'id' | 'path' | 'shard'> {
  readonly measurement: TakenResources;
}

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
const DETAILED_BATCH = 100;

type DetailedRow = Record<keyof TakenResources | 'path' | 'startedAt' | 'endedAt', unknown> & { readonly ordinal: number } & Omit<
    DetailedStep,
    'measurement' | 'path' | 'startedAt' | 'endedAt'
  >;
/** Only a look into each measurement: ten thousand whole ones are tens of megabytes. */
const TAKEN = ['cpuSeconds', 'memoryPeakBytes', 'readBytes', 'writtenBytes'].map(
  (name) => `JSON_EXTRACT(measurement, '$.${name}') AS ${name}`,
);
const DETAILED = [
  'ordinal, id, name, path, shard, status, reana_job_id AS reanaJobId, backend, backend_job_id AS backendJobId, image, command',
  'exit_code AS exitCode, error_message AS errorMessage, started_at AS startedAt, ended_at AS endedAt',
  ...TAKEN,
].join(', ');

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

  async *detailedBatches(executionId: number): AsyncGenerator<readonly DetailedStep[]> {
    const where = 'execution_id = ? AND ordinal > ?';
    const text = `SELECT ${DETAILED} FROM steps WHERE ${where} ORDER BY ordinal LIMIT ${DETAILED_BATCH}`;
    for (let last = 0; ;) {
      const rows = await this.dataSource.query<DetailedRow[]>(text, [executionId, last]);
      if (rows.length > 0) yield rows.map(detailed);
      if (rows.length < DETAILED_BATCH) return;
      last = rows.at(-1)?.ordinal ?? last;
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
      if (rows.length > 0) yield rows.map((row) => ({ ...row, host: jsonOf<HostRecord | null>(row.host) }));
      if (rows.length < PLACED_BATCH) return;
      last = rows.at(-1)?.ordinal ?? last;
    }
  }
}

function detailed({ ordinal: _, cpuSeconds, memoryPeakBytes, readBytes, writtenBytes, ...row }: DetailedRow): DetailedStep {
  return {
    ...row,
    id: Number(row.id),
    path: jsonOf(row.path),
    startedAt: rawTime(row.startedAt),
    endedAt: rawTime(row.endedAt),
    measurement: {
      cpuSeconds: jsonOf(cpuSeconds),
      memoryPeakBytes: jsonOf(memoryPeakBytes),
      readBytes: jsonOf(readBytes),
      writtenBytes: jsonOf(writtenBytes),
    },
  };
}

/** Drivers give JSON as text, or parsed. */
function jsonOf<Value>(value: unknown): Value {
  return (typeof value === 'string' ? JSON.parse(value) : value) as Value;
}
