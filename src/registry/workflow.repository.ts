import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { isDuplicate } from '../common/database/database-errors';
import { isMySql } from '../common/database/portable-columns';
import { afterRow, orderBy, type KeysetColumn } from '../common/database/keyset';
import { BATCH_SIZE, likePattern, type PageRequest } from '../common/http/paging';
import { DuplicateWorkflowError } from './registry.errors';
import { Workflow } from './workflow.entity';

/** A row of a list, as the database gives it. */
export interface WorkflowRow {
  readonly id: number;
  readonly group_name: string;
  readonly owner_id: number;
  readonly name: string;
  readonly version: string;
  readonly revision: number;
  readonly created_at: unknown;
  readonly updated_at: unknown;
  readonly spec_json?: string;
  readonly job_json?: string | null;
}

/** An entry and one of its revisions; the revision's columns are null when there is no such revision. */
export interface DetailRow extends WorkflowRow {
  readonly ordinal: number | null;
  readonly spec_text: string;
  readonly spec_json: string;
  readonly job_text: string | null;
  readonly job_json: string | null;
  /** A list of {path, size, sha256} in any order, or null; MySQL gives it parsed. */
  readonly files_json: unknown;
}

export interface WorkflowFilter {
  readonly groupName: string;
  readonly namePart: string | undefined;
  readonly content: boolean;
}

/** By which a list may be sorted. */
export const WORKFLOW_SORT_COLUMNS: Readonly<Record<string, string>> = {
  registry_id: 'w.id',
  name: 'w.name',
  version: 'w.version',
  created_at: 'w.created_at',
  updated_at: 'w.updated_at',
};

/** Times as text: made into dates they would only be made into text again. */
const TIMES = ['created_at', 'updated_at'].map((name) => `CAST(w.${name} AS CHAR) AS ${name}`).join(', ');
const LIST_COLUMNS = `w.id, w.group_name, w.owner_id, w.name, w.version, w.revision, ${TIMES}`;
const WITH_CONTENT = 'JOIN revisions r ON r.workflow_id = w.id AND r.ordinal = w.revision';

/** Entries, never those that are deleted. */
@Injectable()
export class WorkflowRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The entry if it is in one of the groups. */
  async findVisible(
    id: number,
    groups: readonly string[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Workflow | null> {
    if (groups.length === 0) return null;
    return manager
      .createQueryBuilder(Workflow, 'workflow')
      .where('workflow.id = :id AND workflow.deletedId = 0', { id })
      .andWhere('workflow.groupName IN (:...groups)', { groups })
      .getOne();
  }

  /** The entry with one of its revisions, by default the current one, in one statement: the most frequent question. */
  async findDetail(id: number, groups: readonly string[], ordinal?: number): Promise<DetailRow | null> {
    if (groups.length === 0) return null;
    const [row] = await this.dataSource.query<DetailRow[]>(
      `SELECT ${LIST_COLUMNS}, r.ordinal, r.spec_text, r.spec_json, r.job_text, r.job_json, ${this.filesAsJson()} AS files_json
       FROM workflows w LEFT JOIN revisions r ON r.workflow_id = w.id AND r.ordinal = ${ordinal === undefined ? 'w.revision' : '?'}
       WHERE w.id = ? AND w.deleted_id = 0 AND w.group_name IN (${groups.map(() => '?').join(', ')})`,
      [...(ordinal === undefined ? [] : [ordinal]), id, ...groups],
    );
    return row ?? null;
  }

  /** Inserts and gives the entry its number. */
  async insert(workflow: Omit<Workflow, 'id'>, manager: EntityManager): Promise<Workflow> {
    return this.guardingPair(workflow, async () => {
      const { identifiers } = await manager.insert(Workflow, workflow);
      return { ...workflow, id: Number(identifiers[0]?.['id']) };
    });
  }

  async update(workflow: Workflow, changes: Partial<Workflow>, manager: EntityManager): Promise<void> {
    await this.guardingPair({ ...workflow, ...changes }, () =>
      manager.update(Workflow, { id: workflow.id, deletedId: 0 }, changes),
    );
  }

  /** Moves on to the next revision; false: somebody else did so at the same moment. */
  async advance(workflow: Workflow, changes: Partial<Workflow>, manager: EntityManager): Promise<boolean> {
    const where = { id: workflow.id, deletedId: 0, revision: workflow.revision };
    const { affected } = await this.guardingPair({ ...workflow, ...changes }, () => manager.update(Workflow, where, changes));
    return affected === 1;
  }

  /** False: it was deleted already. */
  async delete(id: number, at: Date): Promise<boolean> {
    const { affected } = await this.dataSource.manager.update(Workflow, { id, deletedId: 0 }, { deletedId: id, updatedAt: at });
    return affected === 1;
  }

  private async guardingPair<Result>(
    { name, version }: Pick<Workflow, 'name' | 'version'>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw isDuplicate(error) ? new DuplicateWorkflowError(name, version) : error;
    }
  }

  async listPage(filter: WorkflowFilter, order: readonly KeysetColumn[], { page, size }: PageRequest) {
    const where = this.where(filter);
    const offset = (page - 1) * size;
    // what is skipped is skipped in the index: only the rows of the page are read whole
    const ids = `SELECT w.id FROM workflows w WHERE ${where.sql} ${orderBy(order)} LIMIT ? OFFSET ?`;
    const rows = await this.dataSource.query<WorkflowRow[]>(
      `SELECT ${this.columns(filter)} FROM (${ids}) page JOIN workflows w ON w.id = page.id
       ${filter.content ? WITH_CONTENT : ''} ${orderBy(order)}`,
      [...where.parameters, size, offset],
    );
    return { rows, total: await this.totalAround({ rows, offset, size }, where, order) };
  }

  /** What comes up to the page was passed by already: only what comes after it is still to be counted. */
  private async totalAround(
    { rows, offset, size }: { rows: readonly WorkflowRow[]; offset: number; size: number },
    where: Where,
    order: readonly KeysetColumn[],
  ): Promise<number> {
    const last = rows.at(-1);
    if (last === undefined) return offset === 0 ? 0 : this.count(where);
    const passed = offset + rows.length;
    if (rows.length < size) return passed;
    return passed + (await this.count(and(where, after(order, last)), order.length === 1 ? this.rangeOfIds() : ''));
  }

  /** MySQL guesses that what comes after an id is no less than the whole group, and walks through the whole. */
  private rangeOfIds(): string {
    return isMySql(this.dataSource) ? 'FORCE INDEX (ix_workflows_group_name_deleted_id)' : '';
  }

  private async count({ sql, parameters }: Where, index = ''): Promise<number> {
    const [counted] = await this.dataSource.query<{ total: unknown }[]>(
      `SELECT count(*) AS total FROM workflows w ${index} WHERE ${sql}`,
      [...parameters],
    );
    return Number(counted?.total ?? 0);
  }

  /** All rows, batch by batch; no connection is held between batches. */
  async *listAll(filter: WorkflowFilter, order: readonly KeysetColumn[]): AsyncGenerator<WorkflowRow[]> {
    const where = this.where(filter);
    const join = filter.content ? WITH_CONTENT : '';
    const size = filter.content ? BATCH_SIZE / 10 : BATCH_SIZE; // documents may be long
    let remaining = where;
    for (;;) {
      const rows = await this.dataSource.query<WorkflowRow[]>(
        `SELECT ${this.columns(filter)} FROM workflows w ${join} WHERE ${remaining.sql} ${orderBy(order)} LIMIT ${size}`,
        [...remaining.parameters],
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < size) return;
      remaining = and(where, after(order, last));
    }
  }

  /** The files of a revision as one value: a second statement would cost as much as the first. */
  private filesAsJson(): string {
    const list = isMySql(this.dataSource) ? 'JSON_ARRAYAGG' : 'json_group_array';
    return `(SELECT ${list}(JSON_OBJECT('path', f.path, 'size', f.size_bytes, 'sha256', f.sha256)) FROM revision_files f WHERE f.revision_id = r.id)`;
  }

  private columns({ content }: WorkflowFilter): string {
    return content ? `${LIST_COLUMNS}, r.spec_json, r.job_json` : LIST_COLUMNS;
  }

  private where({ groupName, namePart }: WorkflowFilter): Where {
    const all = { sql: 'w.group_name = ? AND w.deleted_id = 0', parameters: [groupName] };
    if (namePart === undefined) return all;
    return and(all, { sql: "LOWER(w.name) LIKE ? ESCAPE '!'", parameters: [likePattern(namePart)] });
  }
}

interface Where {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

function and(one: Where, other: Where): Where {
  return { sql: `${one.sql} AND ${other.sql}`, parameters: [...one.parameters, ...other.parameters] };
}

/** What comes after a row in that order. */
function after(order: readonly KeysetColumn[], row: WorkflowRow): Where {
  const values = order.map(({ column }) => row[column.slice('w.'.length) as keyof WorkflowRow]);
  return afterRow(order, values);
}
