import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CwltoolEngine } from './cwltool.engine';
import { EngineProcess } from './engine.process';
import { ConflictError } from './embedded.errors';
import { fullName, type Run } from './run';
import { RunFollower, lostRunEnd, type FollowedRun, type RunLimits } from './run.follower';
import { prepareRun } from './run-preparation';
import type { RunStore } from './run.store';
import type { DataFolder } from './data.folder';

const STARTING_MS = 10;

export interface SchedulerLimits extends RunLimits {
  readonly maxRuns: number;
}

/** Starts queued runs in their order, as many at once as allowed, never two on one workspace; and ends them when asked. */
export class RunScheduler {
  private readonly followers = new Map<string, RunFollower>();
  private readonly starting = new Set<string>();
  private isClosed = false;

  constructor(
    private readonly store: RunStore,
    private readonly engine: CwltoolEngine,
    private readonly folder: DataFolder,
    private readonly limits: SchedulerLimits,
  ) {}

  /** Takes up what an earlier server left: engines at work are followed again, the others' ends are read from their files. */
  resume(): void {
    for (const run of this.store.inStatus('pending', 'running')) this.readopt(run);
    this.next();
  }

  /** Looks whether the next of the queue can start. */
  next(): void {
    if (this.isClosed) return;
    const busy = new Set(this.store.inStatus('pending', 'running').map(({ workspaceId }) => workspaceId));
    for (const run of this.store.inStatus('queued')) {
      if (this.followers.size + this.starting.size >= this.limits.maxRuns) return;
      if (busy.has(run.workspaceId)) continue;
      busy.add(run.workspaceId);
      void this.start(run);
    }
  }

  /** Ends a run that is queued or at work; the run is stopped when this returns. */
  async stop(run: Run): Promise<void> {
    while (this.starting.has(run.id)) await sleep(STARTING_MS);
    if (this.store.require(run.id).status === 'queued')
      return this.store.markEnded(run.id, { status: 'stopped', engineLog: 'The run was stopped in the queue.\n' });
    const follower = this.followers.get(run.id);
    if (follower === undefined) throw new ConflictError(`Workflow ${run.id} is not running.`);
    await follower.end('stopped', 'The run was stopped.');
  }

  /** Ends all engines, and starts no more. */
  async stopAll(): Promise<void> {
    await this.startNoMore();
    await Promise.all([...this.followers.values()].map((follower) => follower.end('stopped', 'The run was stopped.')));
  }

  /** Starts no more; engines at work go on, the next server finds them. */
  async close(): Promise<void> {
    await this.startNoMore();
    for (const follower of this.followers.values()) follower.abandon();
  }

  private async startNoMore(): Promise<void> {
    this.isClosed = true;
    while (this.starting.size > 0) await sleep(STARTING_MS);
  }

  private async start(run: Run): Promise<void> {
    this.starting.add(run.id);
    this.store.markPending(run.id);
    try {
      const options = this.store.startOptions(run.id);
      const prepared = prepareRun(this.store.specification(run.id), options);
      const files = { ...this.folder.engineFiles(run), id: run.id };
      mkdirSync(this.folder.runFolder(run.id), { recursive: true });
      writeInput(join(files.workspace, 'workflow.json'), prepared.document);
      writeInput(join(files.workspace, 'inputs.json'), prepared.inputs);
      const engine = await this.engine.start({ ...files, target: options.target, network: prepared.network });
      this.store.markRunning(run.id, engine.identity);
      this.follow({ ...files, startedMs: Date.now(), imageOf: prepared.imageOf }, engine);
    } catch (error) {
      this.store.markEnded(
        run.id,
        lostRunEnd(`The engine could not be started for ${fullName(run)}: ${(error as Error).message}`),
      );
    } finally {
      this.starting.delete(run.id);
      this.next();
    }
  }

  private readopt(run: Run): void {
    const files = { ...this.folder.engineFiles(run), id: run.id };
    if (run.engine === null) {
      if (!existsSync(files.log)) return this.store.requeue(run.id);
      return this.store.markEnded(run.id, lostRunEnd('The server ended at the moment in which it started the engine.'));
    }
    const engine = EngineProcess.adopt(run.engine) ?? EngineProcess.gone(run.engine);
    const { imageOf } = prepareRun(this.store.specification(run.id), this.store.startOptions(run.id));
    this.follow({ ...files, startedMs: Date.parse(`${run.startedAt}Z`), imageOf }, engine);
  }

  private follow(run: FollowedRun, engine: EngineProcess): void {
    const follower = new RunFollower(run, engine, this.store, this.limits);
    this.followers.set(run.id, follower);
    void follower.done
      .catch(
        (error: Error) =>
          this.isClosed || this.store.markEnded(run.id, lostRunEnd(`The end of the run could not be read: ${error.message}`)),
      )
      .finally(() => {
        this.followers.delete(run.id);
        this.next();
      });
  }
}

/** A restart finds the files of the run before, and whatever its tools made of them: they are replaced, not written through. */
function writeInput(path: string, content: unknown): void {
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, JSON.stringify(content), { flag: 'wx' });
}
