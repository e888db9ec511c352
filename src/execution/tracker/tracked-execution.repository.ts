import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, IsNull, Not, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { databaseNow } from '../../common/database/database-clock';
import { isDeadlock } from '../../common/database/database-errors';
import { inTransaction } from '../../common/database/transactions';
import { ReanaConfig } from '../../config/reana.config';
import { ExecutionEventRepository } from '../execution-event.repository';
import { Execution } from '../execution.entity';
import { ExecutionStatus } from '../execution-status';

/** What is ours until it runs out. */
export interface Lease {
  readonly id: number;
  readonly leaseToken: string;
}

/** An execution that is held. */
export type HeldExecution = Execution & Lease;

/** What following needs to know: a thousand runs may be looked at together, so their inputs are left out. */
const FOLLOWED = [
  ...(['id', 'leaseToken', 'reanaId', 'revisionId', 'status', 'jobsSeen', 'instrumentNonce'] as const),
  ...(['attempts', 'createdAt', 'startedAt', 'stopRequestedAt'] as const),
] as const;
export type FollowedExecution = Pick<HeldExecution, (typeof FOLLOWED)[number]>;

/** An execution that is held, in the state in which it was taken. */
type HeldState = Lease & Pick<Execution, 'status'>;

export type ExecutionChange = QueryDeepPartialEntity<Execution>;
/** For many at once: a change of the status is told of each alone. */
type QuietChange = ExecutionChange & { readonly status?: never };

/** Two kinds of work: bring a run to REANA, and follow it there. */
export type Work = 'submit' | 'follow';
type Held<Kind extends Work> = Kind extends 'submit' ? HeldExecution : FollowedExecution;

class LeaseLost extends Error {}

const FOLLOWED_COLUMNS = Object.fromEntries(FOLLOWED.map((column) => [column, true]));
const MOST_ATTEMPTS = 5;
const FREE = { leaseToken: null, leaseUntil: null } as const;
/** Neither a lease nor a pause is longer: a time further ahead was written before the clock was set back, and holds no more. */
const LONGEST_MILLISECONDS = 600_000;

/**
 * Who works on an execution: claimed by one conditional UPDATE, and every later write repeats the token, so that whoever lost
 * the lease writes nothing. Times are the database's.
 */
@Injectable()
export class TrackedExecutionRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: ReanaConfig,
    private readonly events: ExecutionEventRepository,
  ) {}

  /** The first interval of following; it is also how soon a request to stop is looked at. */
  get pollMilliseconds(): number {
    return this.config.pollSeconds * 1000;
  }

  /** How often what is held must be renewed: twice before the lease ends. */
  get renewMilliseconds(): number {
    return (this.config.leaseSeconds * 1000) / 3;
  }

  /** Takes due executions that no living tracker holds; a dead tracker's come back when its lease ends. */
  async claim<Kind extends Work>(work: Kind, limit: number): Promise<Held<Kind>[]> {
    return this.take(work, await this.findDueIds(work, limit));
  }

  /** Runs that are due within half an interval are followed together: one look at REANA serves them all. */
  async findDueIds(work: Work, limit: number): Promise<number[]> {
    const soon = work === 'follow' ? this.pollMilliseconds / 2 : 0;
    const rows = await this.dataSource
      .createQueryBuilder(Execution, 'e')
      .select('e.id', 'id')
      .addSelect(`CASE WHEN ${this.hasCome('e.next_poll_at')} THEN 1 ELSE 0 END`, 'due')
      .where(this.isFree(work, soon))
      .orderBy('e.nextPollAt', 'ASC')
      .limit(limit)
      .getRawMany<{ id: number; due: unknown }>();
    return Number(rows[0]?.due ?? 0) === 1 ? rows.map(({ id }) => Number(id)) : [];
  }

  /** Others may have seen the same rows: only those still free at this moment become ours. */
  async take<Kind extends Work>(work: Kind, ids: readonly number[]): Promise<Held<Kind>[]> {
    if (ids.length === 0) return [];
    const leaseToken = randomUUID(); // new for each claim, so that an older claim of the same process is void too
    const claim = this.dataSource
      .createQueryBuilder()
      .update(Execution)
      .set({ leaseToken, leaseUntil: () => this.leaseEnd() })
      .where('id IN (:...ids)', { ids })
      .andWhere(this.isFree(work, this.pollMilliseconds));
    await withoutDeadlock(() => claim.execute());
    const where = { id: In([...ids]), leaseToken };
    const executions = this.dataSource.getRepository(Execution);
    const held = work === 'submit' ? executions.findBy(where) : executions.find({ select: FOLLOWED_COLUMNS, where });
    return (await held) as Held<Kind>[];
  }

  /** Goes on holding what is held; what was lost meanwhile stays lost. */
  async renew(leases: readonly Lease[]): Promise<void> {
    await this.updateHeld(leases, { leaseUntil: () => this.leaseEnd() });
  }

  /** Gives back what is held, for another process to take at once. */
  async drop(leases: readonly Lease[]): Promise<void> {
    await this.updateHeld(leases, FREE);
  }

  /** Writes while the lease goes on, a new status together with its event. False: it was lost, and nothing was written. */
  async write(held: HeldState, change: ExecutionChange, manager?: EntityManager): Promise<boolean> {
    const update = (one: EntityManager) => one.update(Execution, { id: held.id, leaseToken: held.leaseToken }, change);
    if (change.status !== undefined && change.status !== held.status) return this.events.changeState(held.id, update, manager);
    const { affected } = await (manager === undefined ? withoutDeadlock(() => update(this.dataSource.manager)) : update(manager));
    return affected === 1;
  }

  /** Stores that the run will be created in a moment, after the runs of its name up to `createAfter`. */
  async writeCreateSent(held: HeldState, createAfter: number): Promise<boolean> {
    return this.write(held, { createSentAt: () => this.now(), createAfter });
  }

  /** Whether REANA has had its time for a create that was sent: what cannot be found then will never be there. */
  async isCreateOver({ id }: Lease): Promise<boolean> {
    const isOver = this.hasCome('e.create_sent_at', -this.config.createSeconds * 1000);
    return this.dataSource.createQueryBuilder(Execution, 'e').where('e.id = :id', { id }).andWhere(isOver).getExists();
  }

  /** Writes and gives the lease back; due again after so many milliseconds, null: never. A request to stop makes it due sooner. */
  async release(
    held: HeldState,
    change: ExecutionChange,
    afterMilliseconds: number | null,
    manager?: EntityManager,
  ): Promise<boolean> {
    const nextPollAt = afterMilliseconds === null ? null : () => this.dueAfter(afterMilliseconds);
    return this.write(held, { ...change, ...FREE, nextPollAt }, manager);
  }

  /** Gives many back at once, with the same change for each. */
  async releaseAll(leases: readonly Lease[], change: QuietChange, afterMilliseconds: number): Promise<void> {
    await this.updateHeld(leases, { ...change, ...FREE, nextPollAt: () => this.dueAfter(afterMilliseconds) });
  }

  /** Ends an execution as failed because REANA refused it, if its client still waits to be told so. */
  async failWhileAwaited(held: Lease, change: ExecutionChange): Promise<boolean> {
    return this.events.changeState(held.id, (manager) =>
      manager
        .createQueryBuilder()
        .update(Execution)
        .set({ ...change, ...FREE, nextPollAt: null })
        .where('id = :id AND lease_token = :leaseToken', { id: held.id, leaseToken: held.leaseToken })
        .andWhere(`answer_until > ${this.now()}`)
        .execute(),
    );
  }

  /**
   * Several writes, or none of them when one finds the lease lost. The row is taken first, so that it is ours until the end:
   * rows that belong to it would share it, and then two such transactions could wait for each other.
   */
  async together(held: HeldState, work: (manager: EntityManager) => Promise<boolean>): Promise<boolean> {
    try {
      await inTransaction(this.dataSource, async (manager) => {
        const taken = await this.write(held, { leaseUntil: () => this.leaseEnd() }, manager);
        if (!taken || !(await work(manager))) throw new LeaseLost();
      });
      return true;
    } catch (error) {
      if (error instanceof LeaseLost) return false;
      throw error;
    }
  }

  /** Whether somebody has asked to stop it since it was claimed. */
  async isStopRequested(id: number): Promise<boolean> {
    return this.dataSource.getRepository(Execution).existsBy({ id, stopRequestedAt: Not(IsNull()) });
  }

  /** The row as it is now, under the same lease. */
  async reload(held: HeldExecution): Promise<HeldExecution> {
    const found = await this.dataSource.getRepository(Execution).findOneByOrFail({ id: held.id });
    return { ...found, leaseToken: held.leaseToken };
  }

  /** Which of these runs at REANA belong to an execution already. */
  async knownRuns(reanaIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (reanaIds.length === 0) return new Set();
    const rows = await this.dataSource
      .getRepository(Execution)
      .find({ select: { reanaId: true }, where: { reanaId: In([...reanaIds]) } });
    return new Set(rows.flatMap(({ reanaId }) => reanaId ?? []));
  }

  private async updateHeld(leases: readonly Lease[], change: QuietChange): Promise<void> {
    if (leases.length === 0) return;
    const where = {
      id: In(leases.map(({ id }) => id)),
      leaseToken: In([...new Set(leases.map(({ leaseToken }) => leaseToken))]),
    };
    await withoutDeadlock(() => this.dataSource.getRepository(Execution).update(where, change));
  }

  private isFree(work: Work, soonMilliseconds: number): string {
    const kind = work === 'submit' ? '=' : '<>';
    const free = `(lease_until IS NULL OR ${this.hasCome('lease_until')})`;
    return `status ${kind} '${ExecutionStatus.Created}' AND ${this.hasCome('next_poll_at', soonMilliseconds)} AND ${free}`;
  }

  private hasCome(time: string, soonMilliseconds = 0): string {
    return `(${time} <= ${this.now(soonMilliseconds)} OR ${time} > ${this.now(LONGEST_MILLISECONDS)})`;
  }

  private dueAfter(wantedMilliseconds: number): string {
    const milliseconds = Math.min(wantedMilliseconds, LONGEST_MILLISECONDS);
    const soonest = Math.min(milliseconds, this.pollMilliseconds);
    return `CASE WHEN stop_requested_at IS NULL THEN ${this.now(milliseconds)} ELSE ${this.now(soonest)} END`;
  }

  private leaseEnd(): string {
    return this.now(this.config.leaseSeconds * 1000);
  }

  private now(plusMilliseconds = 0): string {
    return databaseNow(this.dataSource, plusMilliseconds);
  }
}

/** A statement that lost against another one may simply be repeated; in a transaction the whole of it must be. */
async function withoutDeadlock<Result>(statement: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await statement();
    } catch (error) {
      if (!isDeadlock(error) || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}
