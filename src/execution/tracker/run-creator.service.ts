import { Injectable } from '@nestjs/common';
import { ReanaGateway, ReanaUnavailableError, type ReanaSpecification } from '../../reana/reana.gateway';
import { WorkflowReader } from '../../registry/workflow.reader';
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
    if (id !== undefined) await this.gateway.deleteRun(id);
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
    const intended = held.createSentAt === null ? await this.storeIntent(held) : held;
    try {
      return await this.gateway.createRun(held.reanaName, specification);
    } catch (error) {
      if (!(error instanceof ReanaUnavailableError) || !error.reason.unclear) throw error;
      const run = await this.find(intended);
      if (run !== null) return run;
      throw ANSWERED_BY_REANA.includes(error.reason.status ?? 0) ? clearly(error) : error;
    }
  }

  private async storeIntent(held: HeldExecution): Promise<HeldExecution> {
    const [newest] = await this.gateway.listRunsNamed(held.reanaName, 1);
    const intent = { createSentAt: new Date(), createAfter: newest ? majorOf(newest.runNumber) : 0 };
    if (!(await this.executions.write(held, intent))) throw new LeaseLostError();
    return { ...held, ...intent };
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

function clearly(error: ReanaUnavailableError): ReanaUnavailableError {
  return new ReanaUnavailableError(error.message, { ...error.reason, unclear: false });
}
