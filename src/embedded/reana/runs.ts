import {
  BadRequestError,
  ConflictError,
  NotFoundError,
  RefusedError,
  RunForbiddenError,
  RunNotFoundError,
} from './embedded.errors';
import type { DataFolder } from './data.folder';
import { ACTIVE, fullName, type ReanaSpecification, type Run, type StartOptions } from './run';
import { prepareRun } from './run-preparation';
import type { RunScheduler } from './run.scheduler';
import type { RunStore } from './run.store';
import { checkNewSpecification } from './specification.check';

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
const MAX_NAME = 255;

/** A request to start or restart a run. */
export interface StartRequest extends StartOptions {
  readonly restart: boolean;
  /** Replaces the specification of the run that is restarted. */
  readonly specification: unknown;
}

/** What users do with runs. */
export class Runs {
  constructor(
    private readonly store: RunStore,
    private readonly scheduler: RunScheduler,
    private readonly folder: DataFolder,
  ) {}

  /** By UUID, `name.run`, `name.run.restart`, or `name` for the latest. */
  find(reference: string): Run | null {
    if (UUID.test(reference)) return this.store.find(reference.toLowerCase());
    const [name = '', number, restart, ...more] = reference.split('.');
    if (number === undefined) return this.store.findLatest(name);
    if (more.length > 0 || !/^\d{1,9}$/.test(number) || !/^\d{1,9}$/.test(restart ?? '0')) return null;
    return this.store.findByNumber(name, Number(number), Number(restart ?? 0));
  }

  require(reference: string): Run {
    const run = this.find(reference);
    if (run === null) throw new RunNotFoundError(reference);
    return run;
  }

  /** For the routes on which REANA answers 403 for a run that does not exist. */
  requireAllowed(reference: string): Run {
    const run = this.find(reference);
    if (run === null) throw new RunForbiddenError(reference);
    return run;
  }

  create(name: string, body: unknown): Run {
    if (name.includes('.')) throw new RefusedError(`Workflow name "${name}" must not contain dots.`);
    if (name !== '' && (!PRINTABLE_ASCII.test(name) || name.length > MAX_NAME))
      throw new BadRequestError(`Workflow name must be at most ${MAX_NAME} ASCII characters.`);
    if (UUID_V4.test(name)) throw new BadRequestError('Workflow name cannot be a valid UUIDv4.');
    const specification = checkNewSpecification(body);
    return this.store.create(name === '' ? 'workflow' : name, specification, (run) => this.folder.makeWorkspace(run));
  }

  /** The run that now waits in the queue: the same, or a new one when it is a restart. */
  start(run: Run, request: StartRequest): Run {
    if (request.restart) return this.restart(run, request);
    if (run.status !== 'created')
      throw new RefusedError(`Workflow ${fullName(run)} is already ${run.status} and cannot be started again.`);
    return this.queue(run, this.store.specification(run.id), request);
  }

  private restart(run: Run, request: StartRequest): Run {
    if (run.status !== 'finished' && run.status !== 'failed')
      throw new RefusedError(
        `Workflow ${fullName(run)} is ${run.status} and cannot be restarted: only finished and failed runs can.`,
      );
    const specification =
      request.specification === undefined ? this.store.specification(run.id) : checkNewSpecification(request.specification);
    const options = startOptions(specification, request);
    prepareRun(specification, options);
    if (!this.folder.hasWorkspace(run)) throw new NotFoundError('Workspace does not exist.');
    return this.queue(this.store.createRestart(run, specification), specification, request);
  }

  private queue(run: Run, specification: ReanaSpecification, request: StartRequest): Run {
    const options = startOptions(specification, request);
    const { tools } = prepareRun(specification, options);
    if (!this.store.queue(run.id, options, tools))
      throw new RefusedError(`Workflow ${fullName(run)} is already queued and cannot be started again.`);
    const queued = this.store.require(run.id);
    setImmediate(() => this.scheduler.next());
    return queued;
  }

  /** REANA stops only running runs; waiting ones can be stopped too here. */
  async stop(run: Run): Promise<Run> {
    if (!ACTIVE.includes(run.status)) throw new ConflictError(`Workflow ${run.id} is not running.`);
    await this.scheduler.stop(run);
    const stopped = this.store.require(run.id);
    if (stopped.status !== 'stopped') throw new ConflictError(`Workflow ${run.id} is not running.`);
    return stopped;
  }

  /** Rows and logs stay, the workspace goes, also for the restarts that share it. A run about to start is stopped first. */
  async delete(run: Run, allRuns: boolean): Promise<void> {
    if (run.status === 'pending') await this.scheduler.stop(run);
    const isAtWork = (one: Run): boolean => this.store.sharing(one.workspaceId).some(({ status }) => atWork(status));
    if (isAtWork(run) && !allRuns)
      throw new ConflictError(`Workflow ${fullName(run)} cannot be deleted as it is currently running.`);
    const doomed = allRuns ? this.store.named(run.name).filter((one) => !isAtWork(one)) : [run];
    this.store.markDeleted(doomed.map(({ id }) => id));
    for (const one of doomed) await this.folder.remove(one);
  }
}

function atWork(status: Run['status']): boolean {
  return status === 'pending' || status === 'running';
}

function startOptions(specification: ReanaSpecification, { parameters, target }: StartRequest): StartOptions {
  const known = specification.inputs?.parameters ?? {};
  for (const name of Object.keys(parameters))
    if (!Object.hasOwn(known, name)) throw new BadRequestError(`Input parameter "${name}" is not present in reana.yaml`);
  return { parameters, target: target ?? targetOf(specification) };
}

function targetOf(specification: ReanaSpecification): string | null {
  const target = specification.inputs?.options?.TARGET;
  return typeof target === 'string' ? target : null;
}
