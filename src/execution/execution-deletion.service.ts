import { Injectable } from '@nestjs/common';
import { Permission, requirePermission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { DomainError } from '../common/errors/domain-error';
import { ReanaGateway } from '../reana/reana.gateway';
import type { Execution } from './execution.entity';
import { DeletionIncompleteError, ExecutionNotFoundError } from './execution.errors';
import { ExecutionRepository, type DeletionScope } from './execution.repository';
import { ExecutionSignals } from './tracker/execution-signals';

const LONGEST_MILLISECONDS = 30_000;
const LOOK_MILLISECONDS = 250;
const AT_ONCE = 4;

/**
 * Deletes executions with their runs and workspaces at REANA. The intent stands in the rows before REANA is asked; evidence and
 * what was recorded of the runs stay. What could not be deleted is told, and the same request again goes on with it.
 */
@Injectable()
export class ExecutionDeletionService {
  constructor(
    private readonly executions: ExecutionRepository,
    private readonly gateway: ReanaGateway,
    private readonly signals: ExecutionSignals,
  ) {}

  /** The ids at REANA of the runs that are gone. All or nothing as to permission: one foreign execution refuses the request. */
  async delete(user: Principal, scope: DeletionScope): Promise<string[]> {
    const found = await this.executions.findVisibleOf(user.groups, scope);
    if (found.length === 0) throw new ExecutionNotFoundError(nameOf(scope));
    for (const execution of found) requirePermission(user, Permission.ExecutionDelete, execution);
    await this.executions.requestDeletion(
      found.map(({ id }) => id),
      user.id,
      new Date(),
    );
    for (const { id, endedAt } of found) if (endedAt === null) await this.executions.requestStop(id, user.id, new Date());
    this.signals.due();
    return this.deleteAll(found);
  }

  private async deleteAll(found: readonly Execution[]): Promise<string[]> {
    const until = performance.now() + LONGEST_MILLISECONDS; // the time of day may be set meanwhile
    const queue = [...found];
    const gone: Execution[] = [];
    const left: number[] = [];
    let reason = '';
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        try {
          gone.push(await this.deleteOne(next.id, until));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          left.push(next.id);
          reason = error.message;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (left.length > 0) throw new DeletionIncompleteError(left, reason);
    return gone.sort((a, b) => a.id - b.id).flatMap(({ reanaId }) => reanaId ?? []); // done side by side, told in order
  }

  private async deleteOne(id: number, until: number): Promise<Execution> {
    const execution = await this.untilOver(id, until);
    if (execution.reanaId !== null) await this.gateway.deleteRun(execution.reanaId);
    await this.executions.markDeleted(id, new Date());
    return execution;
  }

  /** REANA deletes no running run: the tracker stops it first, and keeps what is to be kept of it. */
  private async untilOver(id: number, until: number): Promise<Execution> {
    for (;;) {
      const change = this.signals.untilChanged(id, LOOK_MILLISECONDS);
      const execution = await this.executions.findById(id);
      if (execution === null) throw new ExecutionNotFoundError(String(id));
      if (execution.endedAt !== null) return execution;
      if (this.signals.hasEnded || performance.now() >= until) throw new DeletionIncompleteError([id], 'It has not stopped yet.');
      await change;
    }
  }
}

function nameOf(scope: DeletionScope): string {
  return 'registryId' in scope ? `of workflow ${scope.registryId}` : `named ${scope.reanaName}`;
}
