import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, IsNull, Not, type EntityManager, type FindOptionsWhere, type QueryDeepPartialEntity } from 'typeorm';
import { databaseNow } from '../common/database/database-clock';
import { ExecutionEventRepository } from './execution-event.repository';
import { Execution } from './execution.entity';
import { ENDED, ExecutionStatus } from './execution-status';
import type { IdempotentRequest } from './idempotent-request';

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
  | 'instrumentation'
  | 'instrumentNonce'
  | 'uninstrumented'
  | 'rerunOf'
  | 'createdAt'
>;

export type DeletionScope = { readonly registryId: number } | { readonly reanaName: string };

/** Executions as users ask for them; who works on them is the tracker's repository. */
@Injectable()
export class ExecutionRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly events: ExecutionEventRepository,
  ) {}

  /** Records the wish; from the commit on it is due. `waitSeconds`: how long a client waits for the creation. */
  async insert(execution: NewExecution & IdempotentRequest, waitSeconds: number, manager: EntityManager): Promise<number> {
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
    const id = Number((inserted.raw as { insertId?: number }).insertId ?? inserted.raw);
    await this.events.recordState(id, manager);
    return id;
  }

  async findById(id: number): Promise<Execution | null> {
    return this.dataSource.getRepository(Execution).findOneBy({ id });
  }

  async findByKey(ownerId: number, idempotencyKey: string): Promise<Execution | null> {
    return this.dataSource.getRepository(Execution).findOneBy({ ownerId, idempotencyKey });
  }

  /** The client was told that nothing was started: the key may be used again. */
  async freeKey(id: number): Promise<void> {
    await this.dataSource.getRepository(Execution).update({ id }, { idempotencyKey: null });
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
    const due = { nextPollAt: () => databaseNow(this.dataSource) };
    const wish = { stopRequestedAt: at, stopRequestedBy: userId, ...due };
    const isFirst = await this.events.changeState(id, (manager) =>
      manager.update(Execution, { ...active, stopRequestedAt: IsNull() }, wish),
    );
    if (isFirst) return true;
    const { affected } = await this.dataSource.getRepository(Execution).update(active, due);
    return affected === 1;
  }

  async requestDeletion(ids: readonly number[], userId: number, at: Date): Promise<void> {
    await this.dataSource
      .getRepository(Execution)
      .update({ id: In([...ids]), deleteRequestedAt: IsNull() }, { deleteRequestedAt: at, deleteRequestedBy: userId });
  }

  /** Hides the execution; a tracker that still holds it loses it. */
  async markDeleted(id: number, at: Date): Promise<void> {
    const change = { deletedAt: at, idempotencyKey: null, nextPollAt: null, leaseToken: null, leaseUntil: null };
    await this.events.changeState(id, (manager) => manager.update(Execution, { id, deletedAt: IsNull() }, change));
  }
}
