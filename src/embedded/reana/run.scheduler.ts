import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SCRATCH, type CwltoolEngine } from './cwltool.engine';
import { EngineProcess, endProcessesAtHomeIn } from './engine.process';
import { fullName, type Run } from './run';
import { RunFollower, endWithoutEngine, type FollowedRun, type RunLimits } from './run.follower';
import { checkWaysIn, prepareRun } from './run-preparation';
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
    private readonly engine: Pick<CwltoolEngine, 'start'>,
    private readonly folder: DataFolder,
    private readonly limits: SchedulerLimits,
  ) {}

  /** Takes up what an earlier server left: engines at work are followed again, the others' ends are read from their files. */
  async resume(): Promise<void> {
    for (const run of this.store.inStatus('pending', 'running')) await this.readopt(run);
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

  /** Ends a run that is queued or at work; it is over when this returns, and stopped unless it ended by itself meanwhile. */
  async stop(run: Run): Promise<void> {
    while (this.starting.has(run.id)) await sleep(STARTING_MS);
    if (this.store.require(run.id).status === 'queued')
      this.store.markEnded(run.id, endWithoutEngine('stopped', 'The run was stopped in the queue.'));
    await this.followers.get(run.id)?.end('stopped', 'The run was stopped.');
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
    try {
      this.store.markPending(run.id);
      const options = this.store.startOptions(run.id);
      const prepared = prepareRun(this.store.specification(run.id), options);
      const files = { ...this.folder.engineFiles(run), id: run.id };
      if (!existsSync(files.workspace)) throw new Error('its workspace has been deleted.');
      await checkWaysIn(files.workspace, prepared.paths);
      mkdirSync(this.folder.runFolder(run.id), { recursive: true });
      writeInput(join(files.workspace, 'workflow.json'), prepared.document);
      writeInput(join(files.workspace, 'inputs.json'), prepared.inputs);
      const engine = await this.engine.start({ ...files, target: options.target, network: prepared.network });
      this.store.markRunning(run.id, engine.identity);
      this.follow({ ...files, startedMs: Date.now(), imageOf: prepared.imageOf }, engine);
    } catch (error) {
      const reason = `The engine could not be started for ${fullName(run)}: ${(error as Error).message}`;
      await this.keepEnd(run.id, reason);
    } finally {
      this.starting.delete(run.id);
      this.next();
    }
  }

  private async readopt(run: Run): Promise<void> {
    const files = { ...this.folder.engineFiles(run), id: run.id };
    if (run.engine === null) {
      await endProcessesAtHomeIn(join(files.workspace, SCRATCH));
      if (!existsSync(files.log)) return this.store.requeue(run.id);
      const reason = 'The server ended at the moment in which it started the engine.';
      return this.store.markEnded(run.id, endWithoutEngine('failed', reason));
    }
    const engine = EngineProcess.adopt(run.engine) ?? EngineProcess.gone(run.engine);
    this.follow({ ...files, startedMs: Date.parse(`${run.startedAt}Z`), imageOf: this.imagesOf(run) }, engine);
  }

  /** What an earlier version of the server has let through goes on, even if this one would refuse it. */
  private imagesOf(run: Run): FollowedRun['imageOf'] {
    try {
      return prepareRun(this.store.specification(run.id), this.store.startOptions(run.id)).imageOf;
    } catch {
      return () => '';
    }
  }

  private follow(run: FollowedRun, engine: EngineProcess): void {
    const follower = new RunFollower(run, engine, this.store, this.limits);
    this.followers.set(run.id, follower);
    void follower.done
      .catch((error: Error) => this.keepEnd(run.id, `The end of the run could not be read: ${error.message}`))
      .finally(() => {
        this.followers.delete(run.id);
        this.next();
      });
  }

  private keepEnd(id: string, reason: string): Promise<void> {
    return this.store.untilStored(() => this.store.markEnded(id, endWithoutEngine('failed', reason)));
  }
}

/** A restart finds the files of the run before, and whatever its tools made of them: they are replaced, not written through. */
function writeInput(path: string, content: unknown): void {
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, JSON.stringify(content), { flag: 'wx' });
}
