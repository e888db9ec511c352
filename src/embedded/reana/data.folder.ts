import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineFiles } from './cwltool.engine';
import { removeFolder } from './folder-removal';
import type { Run } from './run';
import { Workspace } from './workspace';

/** The server's own folder: token, database, what engines write, workspaces. Readable by its owner only. */
export class DataFolder {
  constructor(readonly path: string) {
    for (const folder of ['', 'runs', 'workspaces']) mkdirSync(join(path, folder), { recursive: true, mode: 0o700 });
    rmSync(this.staging, { recursive: true, force: true });
    mkdirSync(this.staging, { mode: 0o700 });
  }

  get database(): string {
    return join(this.path, 'runs.sqlite');
  }

  /** The one token of this folder; made at the first start. */
  token(): string {
    const file = join(this.path, 'token');
    if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
    return readFileSync(file, 'utf8').trim();
  }

  /** A free name for an upload that is under way; on the file system of the workspaces. */
  stagingFile(): string {
    return join(this.staging, randomUUID());
  }

  runFolder(runId: string): string {
    return join(this.path, 'runs', runId);
  }

  engineFiles(run: Pick<Run, 'id' | 'workspaceId'>): EngineFiles {
    const folder = this.runFolder(run.id);
    return { log: join(folder, 'engine.log'), outputs: join(folder, 'outputs.json'), workspace: this.workspacePath(run) };
  }

  workspace(run: Pick<Run, 'workspaceId'>): Workspace {
    return new Workspace(this.workspacePath(run));
  }

  /** Is it still there? What is written into a folder that somebody has removed would be lost at the next start. */
  exists(): boolean {
    return existsSync(this.database);
  }

  makeWorkspace(run: Pick<Run, 'workspaceId'>): void {
    mkdirSync(this.workspacePath(run));
  }

  hasWorkspace(run: Pick<Run, 'workspaceId'>): boolean {
    return existsSync(this.workspacePath(run));
  }

  /** The files of a run that is deleted; what its log said is in the database. */
  async remove(run: Pick<Run, 'id' | 'workspaceId'>): Promise<void> {
    await Promise.all([this.workspacePath(run), this.runFolder(run.id)].map(removeFolder));
  }

  /** Removes what a server that ended in the middle of a deletion left behind. */
  async removeAll(deleted: ReadonlySet<string>): Promise<void> {
    for (const folder of [join(this.path, 'workspaces'), join(this.path, 'runs')])
      for (const id of await readdir(folder)) if (deleted.has(id)) await removeFolder(join(folder, id));
  }

  private get staging(): string {
    return join(this.path, 'incoming');
  }

  private workspacePath(run: Pick<Run, 'workspaceId'>): string {
    return join(this.path, 'workspaces', run.workspaceId);
  }
}
