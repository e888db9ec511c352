import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { isStorageFault } from './embedded.errors';
import type { ProcessIdentity } from './process-identity';
import { reanaTime, type Job, type JobState, type ReanaSpecification, type Run, type RunStatus, type StartOptions } from './run';

/** Which runs a list shows, and in which order. */
export interface RunQuery {
  readonly statuses: readonly RunStatus[];
  /** Part of the name, in any case. */
  readonly nameContains: string | null;
  /** UUID, or name without run number. */
  readonly idOrName: string | null;
  readonly ascending: boolean;
  readonly limit: number | null;
  readonly offset: number;
}

/** How a run ended. */
export interface RunEnd {
  readonly status: 'finished' | 'failed' | 'stopped';
  readonly engineLog: string;
}

/** A job as the list of runs needs it: no texts. */
export interface JobSummary {
  readonly id: string;
  readonly name: string;
  readonly status: Job['status'];
  readonly command: string;
}

const RETRY_MS = 2_000;
const COLUMNS = `id, name, major, minor, status, workspace_id AS workspaceId, tools, created_at AS createdAt, started_at AS startedAt,
  finished_at AS finishedAt, stopped_at AS stoppedAt, engine_pid AS enginePid, engine_born AS engineBorn`;
type RunRow = Omit<Run, 'engine'> & { enginePid: number | null; engineBorn: string | null };

function toRun({ enginePid, engineBorn, ...row }: RunRow): Run {
  return { ...row, engine: enginePid === null || engineBorn === null ? null : { pid: enginePid, born: engineBorn } };
}

/** Runs and their jobs. Every method is one transaction. */
export class RunStore {
  constructor(private readonly database: Database.Database) {}

  /** What happened must not be forgotten because the disk is full: it is tried until there is room, or the server ends. */
  async untilStored(write: () => void): Promise<void> {
    while (this.database.open)
      try {
        return write();
      } catch (error) {
        if (!isStorageFault(error)) throw error;
        process.stderr.write(`What became of a run could not be stored yet: ${(error as Error).message}\n`);
        await sleep(RETRY_MS, undefined, { ref: false });
      }
  }

  /** Numbers of deleted runs are not given again: their rows stay. Nothing is stored when `prepare` fails. */
  create(name: string, specification: ReanaSpecification, prepare: (run: Run) => void): Run {
    const id = randomUUID();
    const insert = this.database.prepare(
      `INSERT INTO runs (id, name, major, minor, status, workspace_id, specification, created_at)
       VALUES (@id, @name, (SELECT COALESCE(MAX(major), 0) + 1 FROM runs WHERE name = @name), 0, 'created', @id, @specification, @createdAt)`,
    );
    return this.database.transaction(() => {
      insert.run({ id, name, specification: JSON.stringify(specification), createdAt: reanaTime() });
      const run = this.require(id);
      prepare(run);
      return run;
    })();
  }

  /** A new run on the workspace of an earlier one; its number grows behind the dot. */
  createRestart(of: Run, specification: ReanaSpecification): Run {
    const id = randomUUID();
    const insert = this.database.prepare(
      `INSERT INTO runs (id, name, major, minor, status, workspace_id, specification, created_at)
       VALUES (@id, @name, @major, (SELECT MAX(minor) + 1 FROM runs WHERE name = @name AND major = @major), 'created', @workspaceId,
               @specification, @createdAt)`,
    );
    insert.run({
      id,
      name: of.name,
      major: of.major,
      workspaceId: of.workspaceId,
      specification: JSON.stringify(specification),
      createdAt: reanaTime(),
    });
    return this.require(id);
  }

  find(id: string): Run | null {
    return this.first('id = ?', id);
  }

  require(id: string): Run {
    const run = this.find(id);
    if (run === null) throw new Error(`There is no run ${id}.`);
    return run;
  }

  findByNumber(name: string, major: number, minor: number): Run | null {
    return this.first('name = ? AND major = ? AND minor = ?', name, major, minor);
  }

  /** The run of the highest number, deleted ones too. */
  findLatest(name: string): Run | null {
    return this.first('name = ? ORDER BY major DESC, minor DESC', name);
  }

  private first(where: string, ...values: unknown[]): Run | null {
    const row = this.database.prepare(`SELECT ${COLUMNS} FROM runs WHERE ${where} LIMIT 1`).get(...values);
    return row === undefined ? null : toRun(row as RunRow);
  }

  list(query: RunQuery): { runs: Run[]; total: number } {
    const { where, values } = condition(query);
    const order = query.ascending ? 'ASC' : 'DESC';
    const rows = this.database
      .prepare(`SELECT ${COLUMNS} FROM runs WHERE ${where} ORDER BY created_at ${order}, seq ${order} LIMIT ? OFFSET ?`)
      .all(...values, query.limit ?? -1, query.offset) as RunRow[];
    const count = this.database.prepare(`SELECT COUNT(*) AS total FROM runs WHERE ${where}`).get(...values) as { total: number };
    return { runs: rows.map(toRun), total: count.total };
  }

  isEmpty(): boolean {
    return this.database.prepare('SELECT 1 FROM runs LIMIT 1').get() === undefined;
  }

  named(name: string): Run[] {
    return (this.database.prepare(`SELECT ${COLUMNS} FROM runs WHERE name = ?`).all(name) as RunRow[]).map(toRun);
  }

  sharing(workspaceId: string): Run[] {
    return (this.database.prepare(`SELECT ${COLUMNS} FROM runs WHERE workspace_id = ?`).all(workspaceId) as RunRow[]).map(toRun);
  }

  inStatus(...statuses: RunStatus[]): Run[] {
    const marks = statuses.map(() => '?').join(', ');
    return (
      this.database
        .prepare(`SELECT ${COLUMNS} FROM runs WHERE status IN (${marks}) ORDER BY queued_at, seq`)
        .all(...statuses) as RunRow[]
    ).map(toRun);
  }

  /** Ids of deleted runs and of their workspaces, which restarts share. */
  deleted(): ReadonlySet<string> {
    const rows = this.database.prepare(`SELECT id, workspace_id AS workspaceId FROM runs WHERE status = 'deleted'`).all() as Pick<
      Run,
      'id' | 'workspaceId'
    >[];
    return new Set(rows.flatMap(({ id, workspaceId }) => [id, workspaceId]));
  }

  specification(id: string): ReanaSpecification {
    const row = this.database.prepare('SELECT specification FROM runs WHERE id = ?').get(id) as { specification: string };
    return JSON.parse(row.specification) as ReanaSpecification;
  }

  startOptions(id: string): StartOptions {
    const row = this.database.prepare('SELECT parameters, target FROM runs WHERE id = ?').get(id) as {
      parameters: string;
      target: string | null;
    };
    return { parameters: JSON.parse(row.parameters) as Record<string, unknown>, target: row.target };
  }

  engineLog(id: string): string {
    return (this.database.prepare('SELECT engine_log FROM runs WHERE id = ?').get(id) as { engine_log: string }).engine_log;
  }

  /** created -> queued. False: somebody was faster. */
  queue(id: string, options: StartOptions, tools: number): boolean {
    const result = this.database
      .prepare(
        `UPDATE runs SET status = 'queued', queued_at = ?, parameters = ?, target = ?, tools = ? WHERE id = ? AND status = 'created'`,
      )
      .run(Date.now(), JSON.stringify(options.parameters), options.target, tools, id);
    return result.changes === 1;
  }

  /** queued -> pending: the run has left the queue, its engine is about to start. */
  markPending(id: string): void {
    this.database.prepare(`UPDATE runs SET status = 'pending' WHERE id = ?`).run(id);
  }

  /** Back into the queue, at its old place: nothing was started. */
  requeue(id: string): void {
    this.database.prepare(`UPDATE runs SET status = 'queued' WHERE id = ?`).run(id);
  }

  markRunning(id: string, engine: ProcessIdentity): void {
    this.database
      .prepare(`UPDATE runs SET status = 'running', started_at = ?, engine_pid = ?, engine_born = ? WHERE id = ?`)
      .run(reanaTime(), engine.pid, engine.born, id);
  }

  /** The last word on a run; jobs that were at work end with it. A stopped run has both times. */
  markEnded(id: string, end: RunEnd): void {
    const now = reanaTime();
    this.database.transaction(() => {
      this.database
        .prepare(`UPDATE jobs SET status = ?, finished_at = ? WHERE run_id = ? AND status = 'running'`)
        .run(end.status === 'stopped' ? 'stopped' : 'failed', now, id);
      this.database
        .prepare(`UPDATE runs SET status = ?, finished_at = ?, stopped_at = ?, engine_log = ? WHERE id = ?`)
        .run(end.status, now, end.status === 'stopped' ? now : null, end.engineLog, id);
    })();
  }

  markDeleted(ids: readonly string[]): void {
    const update = this.database.prepare(`UPDATE runs SET status = 'deleted' WHERE id = ?`);
    this.database.transaction(() => ids.forEach((id) => update.run(id)))();
  }

  /** By its place in the run, so that a log that is read again after a restart makes no second job. */
  saveJob(runId: string, position: number, job: JobState): void {
    this.database
      .prepare(
        `INSERT INTO jobs (id, run_id, position, name, status, command, image, log, started_at, finished_at)
         VALUES (@id, @runId, @position, @name, @status, @command, @image, @log, @startedAt, @finishedAt)
         ON CONFLICT (run_id, position) DO UPDATE
         SET status = excluded.status, command = excluded.command, log = excluded.log, finished_at = excluded.finished_at`,
      )
      .run({ ...job, id: randomUUID(), runId, position });
  }

  jobs(runId: string): Job[] {
    return this.database
      .prepare(
        `SELECT id, name, status, command, image, log, started_at AS startedAt, finished_at AS finishedAt
         FROM jobs WHERE run_id = ? ORDER BY position`,
      )
      .all(runId) as Job[];
  }

  jobSummaries(runId: string): JobSummary[] {
    return this.database
      .prepare('SELECT id, name, status, command FROM jobs WHERE run_id = ? ORDER BY position')
      .all(runId) as JobSummary[];
  }
}

function condition(query: RunQuery): { where: string; values: unknown[] } {
  const parts: string[] = ['1 = 1'];
  const values: unknown[] = [];
  if (query.statuses.length > 0) {
    parts.push(`status IN (${query.statuses.map(() => '?').join(', ')})`);
    values.push(...query.statuses);
  }
  if (query.nameContains !== null) {
    parts.push('instr(lower(name), lower(?)) > 0');
    values.push(query.nameContains);
  }
  if (query.idOrName !== null) {
    parts.push('(id = ? OR name = ?)');
    values.push(query.idOrName, query.idOrName);
  }
  return { where: parts.join(' AND '), values };
}
