import { Injectable } from '@nestjs/common';
import { requireGroup } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { UserReader, type KnownUser } from '../auth/user.reader';
import { keysetColumns } from '../common/database/keyset';
import type { List } from '../common/http/list-answer';
import { pageRequest, sortKeys } from '../common/http/paging';
import { WORKFLOW_SORT_COLUMNS, WorkflowRepository, type WorkflowRow } from './workflow.repository';

export interface ListWorkflows {
  readonly page?: number;
  readonly size?: number;
  readonly name?: string;
  readonly sort?: string;
  readonly content?: boolean;
}

export interface ListedWorkflow {
  readonly row: WorkflowRow;
  readonly owner: KnownUser | undefined;
}

/** The entries of the picked group: all of them in batches, or one page. */
@Injectable()
export class WorkflowListService {
  constructor(
    private readonly workflows: WorkflowRepository,
    private readonly users: UserReader,
  ) {}

  async list(user: Principal, query: ListWorkflows): Promise<List<ListedWorkflow>> {
    const filter = { groupName: requireGroup(user), namePart: query.name, content: query.content ?? false };
    const keys = sortKeys(query.sort, Object.keys(WORKFLOW_SORT_COLUMNS));
    const order = keysetColumns(keys, WORKFLOW_SORT_COLUMNS, 'w.id');
    const request = pageRequest(query);
    if (request === null) return { kind: 'whole', batches: this.batches(this.workflows.listAll(filter, order)) };
    const { rows, total } = await this.workflows.listPage(filter, order, request);
    return { kind: 'page', page: { items: await this.withOwners(rows), total }, request };
  }

  private async *batches(rows: AsyncIterable<WorkflowRow[]>): AsyncGenerator<ListedWorkflow[]> {
    for await (const batch of rows) yield await this.withOwners(batch);
  }

  private async withOwners(rows: readonly WorkflowRow[]): Promise<ListedWorkflow[]> {
    const owners = await this.users.findUsers([...new Set(rows.map((row) => Number(row.owner_id)))]);
    return rows.map((row) => ({ row, owner: owners.get(Number(row.owner_id)) }));
  }
}
