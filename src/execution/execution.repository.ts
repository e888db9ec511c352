import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, IsNull, Not, type EntityManager, type FindOptionsWhere, type QueryDeepPartialEntity } from 'typeorm';
import { databaseNow } from '../common/database/database-clock';
import { Execution } from './execution.entity';
import { ENDED, ExecutionStatus } from './execution-status';

/** What is fixed when an execution is recorded; the rest begins empty. */
export type NewExecution = Pick<
  Execution,
  | 'uuid'
  | 'revisionId'
  | 'registryId'
  | 'workflowName'
  | 'workflowVersion'
  | 'groupName'
  | 'ownerId'
  | 'reanaName'
  | 'jobText'
  | 'parameters'
  | 'files'
  | 'platformInputs'
  | 'marker'
  | 'createdAt'
>;

export type DeletionScope = { readonly registryId: number } | { readonly reanaName: string };

/** Executions as users ask for them; who works on them is the tracker's repository. */
@Injectable()
export class ExecutionRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Records the wish; from the commit on it is due. `waitSeconds`: how long a client waits for the creation. */
  async insert(execution: NewExecution, waitSeconds: number, manager: EntityManager): Promise<number> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(Execution)
      .values({
        ...execution,
        status: ExecutionStatus.Created,
        createAfter: 0,
        uploadedFiles: 0,
        attempts: 0,
        nextPollAt: () => databaseNow(this.dataSource),
        answerUntil: () => (waitSeconds > 0 ? databaseNow(this.dataSource, waitSeconds * 1000) : 'NULL'),
      } as QueryDeepPartialEntity<Execution>)
      .updateEntity(false)
      .execute();
    return Number((inserted.raw as { insertId?: number }).insertId ?? inserted.raw);
  }

  async findById(id: number): Promise<Execution | null> {
    return this.dataSource.getRepository(Execution).findOneBy({ id });
  }

  async findVisible(groups: readonly string[], where: FindOptionsWhere<Execution>): Promise<Execution | null> {
    return this.dataSource
      .getRepository(Execution)
      .findOne({ where: { ...where, groupName: In([...groups]), deletedAt: IsNull() }, order: { id: 'DESC' } });
  }

  async findVisibleOf(groups: readonly string[], scope: DeletionScope): Promise<Execution[]> {
    return this.dataSource
      .getRepository(Execution)
      .find({ where: { ...scope, groupName: In([...groups]), deletedAt: IsNull() }, order: { id: 'ASC' } });
  }

  /** The client waits no longer: from now on no refusal of REANA's ends the execution. False: it was created, or has ended. */
  async stopWaiting(id: number): Promise<boolean> {
    const { affected } = await this.dataSource
      .createQueryBuilder()
      .update(Execution)
      .set({ answerUntil: null })
      .where('id = :id AND status = :created AND reana_id IS NULL', { id, created: ExecutionStatus.Created })
      .execute();
    return affected === 1;
  }

  /** The first request counts. False: it was over already. */
  async requestStop(id: number, userId: number, at: Date): Promise<boolean> {
    const active = { id, status: Not(In([...ENDED])) };
    const executions = this.dataSource.getRepository(Execution);
    const wish = { stopRequestedAt: at, stopRequestedBy: userId };
    const first = await executions.update({ ...active, stopRequestedAt: IsNull() }, wish);
    const due = await executions.update(active, { nextPollAt: () => databaseNow(this.dataSource) });
    return first.affected === 1 || due.affected === 1; // a tracker may have heeded the wish between the two
  }

  async requestDeletion(ids: readonly number[], userId: number, at: Date): Promise<void> {
    await this.dataSource
      .getRepository(Execution)
      .update({ id: In([...ids]), deleteRequestedAt: IsNull() }, { deleteRequestedAt: at, deleteRequestedBy: userId });
  }

  /** Hides the execution; a tracker that still holds it loses it. */
  async markDeleted(id: number, at: Date): Promise<void> {
    await this.dataSource
      .getRepository(Execution)
      .update({ id, deletedAt: IsNull() }, { deletedAt: at, nextPollAt: null, leaseToken: null, leaseUntil: null });
  }
}
