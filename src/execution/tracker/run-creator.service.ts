import { Injectable } from '@nestjs/common';
import { ReanaGateway, ReanaUnavailableError, type ReanaSpecification } from '../../reana/reana.gateway';
import { WorkflowReader } from '../../registry/workflow.reader';
import { CreateUnderWayError } from '../execution.errors';
import { markerIn, sha256Of, specificationOf } from './run-specification';
import { LeaseLostError } from './setbacks';
import { TrackedExecutionRepository, type HeldExecution } from './tracked-execution.repository';

interface CreatedRun {
  readonly id: string;
  readonly runNumber: string;
}

/** REANA's own answer, after which it does nothing more; a proxy's 502 or 504 says nothing about what REANA still does. */
const ANSWERED_BY_REANA = [500, 503];

/**
 * Creates the run of an execution exactly once. REANA numbers the runs of a name and would make a second one without a word,
 * so the intent is stored before the request, and after an unclear outcome the run is looked for by its marker.
 */
@Injectable()
export class RunCreator {
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly gateway: ReanaGateway,
    private readonly executions: TrackedExecutionRepository,
    private readonly workflows: WorkflowReader,
  ) {}

  /** Creates the run if no earlier try did; its ids are in the row afterwards. */
  async ensure(held: HeldExecution): Promise<string> {
    if (held.reanaId !== null) return held.reanaId;
    const { packed } = await this.workflows.requireRevision(held.revisionId);
    const specification = specificationOf(held, packed);
    const run = (await this.find(held)) ?? (await this.inTurn(held.reanaName, () => this.create(held, specification)));
    const stored = await this.executions.write(held, {
      reanaId: run.id,
      reanaRunNumber: run.runNumber,
      submittedSha256: sha256Of(specification),
      answerUntil: null,
      trouble: null,
      attempts: 0,
    });
    if (!stored) throw new LeaseLostError();
    return run.id;
  }

  /** For an execution that is to be started no more: takes away the run that there may be. */
  async undo(held: HeldExecution): Promise<void> {
    const id = held.reanaId ?? (await this.find(held))?.id;
    if (id === undefined) await this.requireNoneUnderWay(held);
    else await this.gateway.deleteRun(id);
  }

  /** The run that an earlier try made, if one did. */
  private async find(held: HeldExecution): Promise<CreatedRun | null> {
    if (held.createSentAt === null) return null;
    const named = await this.gateway.listRunsNamed(held.reanaName);
    const later = named.filter(({ runNumber }) => majorOf(runNumber) > held.createAfter);
    const known = await this.executions.knownRuns(later.map(({ id }) => id));
    for (const run of later.filter(({ id }) => !known.has(id)))
      if (markerIn(await this.gateway.readSpecification(run.id)) === held.marker) return run;
    return null;
  }

  private async create(held: HeldExecution, specification: ReanaSpecification): Promise<CreatedRun> {
    await this.requireNoneUnderWay(held);
    const intended = await this.storeIntent(held);
    try {
      return await this.gateway.createRun(held.reanaName, specification);
    } catch (error) {
      const run = isUnclear(error) ? await this.find(intended) : null;
      if (run !== null) return run;
      const failure = isUnclear(error) && ANSWERED_BY_REANA.includes(error.reason.status ?? 0) ? clearly(error) : error;
      if (isClear(failure) && held.createSentAt === null) await this.executions.write(held, { createSentAt: null });
      throw failure;
    }
  }

  /** REANA may still be at work on a create whose sender died, or gave up waiting, and show its run only later. */
  private async requireNoneUnderWay(held: HeldExecution): Promise<void> {
    if (held.createSentAt !== null && !(await this.executions.isCreateOver(held))) throw new CreateUnderWayError();
  }

  /** What is looked for later are runs after those that were there before the first try. */
  private async storeIntent(held: HeldExecution): Promise<HeldExecution> {
    const createAfter = held.createSentAt === null ? await this.newestOf(held.reanaName) : held.createAfter;
    if (!(await this.executions.writeCreateSent(held, createAfter))) throw new LeaseLostError();
    return { ...held, createSentAt: new Date(), createAfter };
  }

  private async newestOf(name: string): Promise<number> {
    const [newest] = await this.gateway.listRunsNamed(name, 1);
    return newest ? majorOf(newest.runNumber) : 0;
  }

  /** One create of a name at a time: REANA counts runs by looking at the last one, so two at once would collide. */
  private async inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.turns.get(name) ?? Promise.resolve();
    const turn = before.then(work, work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(name, settled);
    void settled.then(() => this.turns.get(name) === settled && this.turns.delete(name));
    return turn;
  }
}

function majorOf(runNumber: string): number {
  return Number.parseInt(runNumber, 10);
}

function isUnclear(error: unknown): error is ReanaUnavailableError {
  return error instanceof ReanaUnavailableError && error.reason.unclear;
}

/** REANA, or whoever did not let us reach it, said that there is no run; what else went wrong says nothing of the kind. */
function isClear(error: unknown): boolean {
  return error instanceof ReanaUnavailableError && !error.reason.unclear;
}

function clearly(error: ReanaUnavailableError): ReanaUnavailableError {
  return new ReanaUnavailableError(error.message, { ...error.reason, unclear: false });
}
