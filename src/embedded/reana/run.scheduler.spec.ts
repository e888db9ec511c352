import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { EngineTask } from './cwltool.engine';
import { DataFolder } from './data.folder';
import { EngineProcess } from './engine.process';
import { isAlive, type ProcessIdentity } from './process-identity';
import type { ReanaSpecification, Run } from './run';
import { RunScheduler } from './run.scheduler';
import { RunStore } from './run.store';
import { Runs } from './runs';
import { openStore } from './store.database';

/** An engine that works until it is ended, or does as the test says before it is started. */
class IdleEngine {
  /** By their workspaces. */
  readonly started = new Map<string, ProcessIdentity>();
  before: () => Promise<void> = () => Promise.resolve();

  async start(task: EngineTask): Promise<EngineProcess> {
    await this.before();
    writeFileSync(task.log, '');
    const engine = await EngineProcess.ofChild(spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }));
    this.started.set(task.workspace, engine.identity);
    return engine;
  }

  of(run: Run): ProcessIdentity {
    return this.started.get(folder.workspace(run).root)!;
  }

  end(run: Run): void {
    process.kill(this.of(run).pid, 'SIGKILL');
  }
}

const SPECIFICATION: ReanaSpecification = {
  inputs: { parameters: { file: { class: 'File', location: 'in.txt' } } },
  workflow: { type: 'cwl', specification: { cwlVersion: 'v1.2', class: 'CommandLineTool', id: '#main' } },
};
const START = { parameters: {}, target: null, restart: false, specification: undefined };
const LIMITS = { maxRuns: 2, wallSeconds: 600, logBytes: 1e6, workspaceBytes: 1e6 };

let path: string;
let folder: DataFolder;
let database: Database.Database;
let store: RunStore;
let engine: IdleEngine;
let scheduler: RunScheduler;
let runs: Runs;

function open(): void {
  folder = new DataFolder(path);
  database = openStore(folder.database);
  store = new RunStore(database);
  engine = new IdleEngine();
  scheduler = new RunScheduler(store, engine, folder, LIMITS);
  runs = new Runs(store, scheduler, folder);
}

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'scheduler-'));
  open();
});
afterEach(async () => {
  await scheduler.stopAll();
  database.close();
  rmSync(path, { recursive: true, force: true });
});

const status = (run: Run) => store.require(run.id).status;
async function until(run: Run, wanted: string): Promise<void> {
  while (status(run) !== wanted) await sleep(5);
}
const submit = (name: string) => runs.start(runs.create(name, SPECIFICATION), START);

describe('the queue of runs', () => {
  it('works on as many as allowed, in their order', async () => {
    const all = ['a', 'b', 'c', 'd'].map(submit);
    await until(all[0]!, 'running');
    await until(all[1]!, 'running');
    expect(all.map(status)).toEqual(['running', 'running', 'queued', 'queued']);

    engine.end(all[1]!);
    await until(all[2]!, 'running');
    expect(all.map(status)).toEqual(['running', 'failed', 'running', 'queued']);
  });

  it.each(['stop', 'delete'] as const)('lets a run be taken back (%s) while it waits', async (verb) => {
    const all = ['a', 'b', 'c', 'd'].map(submit);
    await until(all[0]!, 'running');
    await until(all[1]!, 'running');
    if (verb === 'stop') await runs.stop(all[2]!);
    else await runs.delete(all[2]!, false);
    engine.end(all[0]!);
    await until(all[3]!, 'running');

    expect(status(all[2]!)).toBe(verb === 'stop' ? 'stopped' : 'deleted');
    expect(engine.started.size).toBe(3);
    if (verb === 'stop') expect(store.engineLog(all[2]!.id)).toMatch(/queue\.\nFinal process status is permanentFail\n$/);
  });

  it.each(['stop', 'delete'] as const)('lets a run be taken back (%s) at the moment in which it is started', async (verb) => {
    let go = (): void => undefined;
    engine.before = () => new Promise((resolve) => (go = resolve));
    const run = submit('a');
    await until(run, 'pending');
    const pending = store.require(run.id);
    const done = verb === 'stop' ? runs.stop(pending) : runs.delete(pending, false);
    await sleep(30);
    go();
    await done;

    expect(status(run)).toBe(verb === 'stop' ? 'stopped' : 'deleted');
    expect(isAlive(engine.of(run))).toBe(false);
    expect(folder.hasWorkspace(run)).toBe(verb === 'stop');
  });

  it('refuses to delete a run at work, and restarts only what still has its files', async () => {
    const run = submit('a');
    await until(run, 'running');
    await expect(runs.delete(store.require(run.id), false)).rejects.toMatchObject({ code: 'embedded.conflict' });
    engine.end(run);
    await until(run, 'failed');
    const again = runs.start(store.require(run.id), { ...START, restart: true });
    expect(again).toMatchObject({ major: 1, minor: 1, workspaceId: run.workspaceId });
    await until(again, 'running');
    engine.end(again);
    await until(again, 'failed');
    await runs.delete(store.require(run.id), false);

    expect(() => runs.start(store.require(again.id), { ...START, restart: true })).toThrow('Workspace does not exist.');
  });

  it('fails a run whose workspace was deleted with an earlier run of it, and says so', async () => {
    const blockers = ['a', 'b'].map(submit);
    for (const blocker of blockers) await until(blocker, 'running');
    const run = submit('c');
    await folder.remove(run);
    engine.end(blockers[0]!);
    await until(run, 'failed');

    expect(store.engineLog(run.id)).toMatch(/its workspace has been deleted\.\nFinal process status is permanentFail\n$/);
  });

  it.each([
    ['a link that leads out', () => '/etc/passwd', 'failed'],
    ['a link to a file of the workspace', () => 'other.txt', 'running'],
  ])('%s as input', async (_what, target, expected) => {
    const run = runs.create('a', SPECIFICATION);
    const { root } = folder.workspace(run);
    writeFileSync(join(root, 'other.txt'), '');
    symlinkSync(target(), join(root, 'in.txt'));
    runs.start(run, START);
    await until(run, expected);

    if (expected === 'failed') expect(store.engineLog(run.id)).toContain('"in.txt" is a link that leads out of the workspace.');
  });
});

describe('what became of a run', () => {
  it('is stored when the disk has room again', async () => {
    const run = submit('a');
    await until(run, 'running');
    const full = jest.spyOn(store, 'markEnded').mockImplementationOnce(() => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    });
    engine.end(run);
    await until(run, 'failed');

    expect(full).toHaveBeenCalledTimes(2);
    expect(store.engineLog(run.id)).toContain('The engine was ended from outside by SIGKILL.');
  });

  it('is followed by the next server too, when that would refuse the document', async () => {
    const run = submit('a');
    await until(run, 'running');
    await scheduler.close();
    const before = engine.of(run);
    database.prepare('UPDATE runs SET specification = ?').run('{"workflow":{"type":"cwl","specification":{"$import":"x"}}}');
    database.close();
    open();
    await scheduler.resume();

    expect(status(run)).toBe('running');
    await runs.stop(store.require(run.id));
    expect([status(run), isAlive(before)]).toEqual(['stopped', false]);
  });

  it('does not leave files when a server ended in the middle of a deletion', async () => {
    const [kept, gone] = ['a', 'b'].map((name) => runs.create(name, SPECIFICATION)) as [Run, Run];
    store.markDeleted([gone.id]);
    await folder.removeAll(store.deleted());

    expect([kept, gone].map((run) => folder.hasWorkspace(run))).toEqual([true, false]);
  });

  it('leaves no run behind whose workspace could not be made', () => {
    rmSync(join(path, 'workspaces'), { recursive: true });

    expect(() => runs.create('a', SPECIFICATION)).toThrow('ENOENT');
    expect(store.isEmpty()).toBe(true);
  });
});
