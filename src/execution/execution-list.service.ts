import { Injectable } from '@nestjs/common';
import { requireGroup } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { UserReader } from '../auth/user.reader';
import { keysetColumns } from '../common/database/keyset';
import type { List } from '../common/http/list-answer';
import { pageRequest, sortKeys } from '../common/http/paging';
import { ExecutionConfig } from '../config/execution.config';
import { EXECUTION_SORT_COLUMNS, ExecutionListRepository, type ListedExecution } from './execution-list.repository';
import type { ExecutionStatus } from './execution-status';

export interface ListExecutions {
  readonly page?: number;
  readonly size?: number;
  readonly registry_id?: number;
  readonly status?: ExecutionStatus;
  readonly name?: string;
  readonly sort?: string;
}

export interface OwnedExecution extends ListedExecution {
  readonly ownerName: string;
  /** In milliseconds since 1970: an active run that changed last before it is stale. */
  readonly staleBefore: number;
}

/** The executions of the picked group: all of them in batches, or one page. */
@Injectable()
export class ExecutionListService {
  constructor(
    private readonly executions: ExecutionListRepository,
    private readonly users: UserReader,
    private readonly config: ExecutionConfig,
  ) {}

  async list(user: Principal, query: ListExecutions): Promise<List<OwnedExecution>> {
    const filter = {
      groupName: requireGroup(user),
      registryId: query.registry_id,
      status: query.status,
      namePart: query.name,
    };
    const keys = sortKeys(query.sort, Object.keys(EXECUTION_SORT_COLUMNS));
    const order = keysetColumns(keys, EXECUTION_SORT_COLUMNS, 'e.id');
    const request = pageRequest(query);
    if (request === null) return { kind: 'whole', batches: this.batches(this.executions.batches(filter, order)) };
    const { items, total } = await this.executions.page(filter, order, request);
    return { kind: 'page', page: { items: await this.withOwners(items), total }, request };
  }

  private async *batches(rows: AsyncIterable<readonly ListedExecution[]>): AsyncGenerator<OwnedExecution[]> {
    for await (const batch of rows) yield await this.withOwners(batch);
  }

  private async withOwners(listed: readonly ListedExecution[]): Promise<OwnedExecution[]> {
    const owners = await this.users.findUsers([...new Set(listed.map(({ execution }) => Number(execution.owner_id)))]);
    const staleBefore = Date.now() - this.config.staleMilliseconds;
    return listed.map((one) => ({
      ...one,
      ownerName: owners.get(Number(one.execution.owner_id))?.username ?? '',
      staleBefore,
    }));
  }
}
