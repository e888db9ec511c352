import { constants, createWriteStream } from 'node:fs';
import { lstat, mkdir, open, opendir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform, type Readable } from 'node:stream';
import type { Stats } from 'node:fs';
import picomatch from 'picomatch';
import { BadRequestError, ConflictError, NotFoundError, QuotaError } from './embedded.errors';
import { reanaTime } from './run';
import { workspacePath } from './workspace-path';

const MAX_FILES = 100_000;

/** A file (or a symbolic link) of a workspace. */
export interface WorkspaceFile {
  /** Path below the workspace: `data/a.txt`. */
  readonly name: string;
  readonly size: number;
  /** What it takes on the disk. */
  readonly diskBytes: number;
  readonly lastModified: string;
  readonly isLink: boolean;
}

/**
 * The folder of one run and its restarts. Commands of workflows write here, so nothing in it can be trusted: no path is followed
 * through a symbolic link.
 */
export class Workspace {
  constructor(readonly root: string) {}

  async exists(): Promise<boolean> {
    return (await statOf(this.root)) !== null;
  }

  /** All files, in the order of their names. */
  async list(): Promise<WorkspaceFile[]> {
    return (await this.exists()) ? this.filesBelow([]) : Promise.reject(new NotFoundError('Workspace does not exist.'));
  }

  /**
   * The files that a name means: itself, everything below a folder, or what a pattern with `*`, `?`, `**`, `[...]` matches (a matching
   * folder stands for what is in it).
   */
  async select(name: string): Promise<WorkspaceFile[]> {
    const parts = workspacePath(name);
    const stat = parts.length === 0 ? await statOf(this.root) : await this.stat(parts).catch(() => null);
    if (stat?.isDirectory()) return this.filesBelow(parts);
    if (stat) return [toFile(parts.join('/'), stat)];
    const matches = picomatch(parts.join('/'), { dot: true, nobrace: true, noextglob: true, nonegate: true });
    return (await this.list()).filter((file) => ancestry(file.name).some((path) => matches(path)));
  }

  async isDirectory(name: string): Promise<boolean> {
    return (await this.stat(workspacePath(name)).catch(() => null))?.isDirectory() ?? false;
  }

  /** Opens a file for reading; never through a link. */
  async open(name: string): Promise<{ stream: Readable; size: number }> {
    const parts = workspacePath(name);
    const stat = await this.stat(parts);
    if (stat === null) throw new NotFoundError(`${name} does not exist.`);
    if (!stat.isFile()) throw new BadRequestError(`${name} is not a regular file.`);
    const handle: FileHandle = await open(this.path(parts), constants.O_RDONLY | constants.O_NOFOLLOW);
    return { stream: handle.createReadStream(), size: stat.size };
  }

  /** Stores a file under that name: whole, or not at all. `staging` is a free name on the same file system. */
  async write(name: string, body: Readable, { staging, maxBytes }: { staging: string; maxBytes: number }): Promise<number> {
    const parts = workspacePath(name);
    if (parts.length === 0) throw new BadRequestError('No file_name provided');
    if ((await this.stat(parts))?.isDirectory()) throw new BadRequestError(`${parts.join('/')} is a directory.`);
    const counter = new ByteCounter(maxBytes);
    try {
      await pipeline(body, counter, createWriteStream(staging, { flags: 'wx', mode: 0o644 }));
      await this.makeFolder(parts.slice(0, -1));
      await rename(staging, this.path(parts));
    } finally {
      await rm(staging, { force: true });
    }
    return counter.bytes;
  }

  /** Removes what the name means; says for each file what became of it. */
  async remove(name: string): Promise<{ deleted: Record<string, { size: number }>; failed: Record<string, { error: string }> }> {
    const parts = workspacePath(name);
    const files = await this.select(name);
    const deleted: Record<string, { size: number }> = {};
    const failed: Record<string, { error: string }> = {};
    for (const file of files) {
      try {
        await this.removeFile(file.name);
        deleted[file.name] = { size: file.size };
      } catch (error) {
        failed[file.name] = { error: (error as NodeJS.ErrnoException).code ?? 'error' };
      }
    }
    if (parts.length > 0 && (await this.isDirectory(name))) await rm(this.path(parts), { recursive: true, force: true });
    return { deleted, failed };
  }

  /** Removes one file or link, never through a link. */
  async removeFile(name: string): Promise<void> {
    const parts = workspacePath(name);
    await this.stat(parts);
    await rm(this.path(parts));
  }

  /** A folder that exists as target means: into it. */
  async move(source: string, target: string): Promise<void> {
    const from = workspacePath(source);
    if (from.length === 0 || (await this.stat(from)) === null) throw new ConflictError(`${source} does not exist.`);
    const to = workspacePath(target);
    const stat = to.length === 0 ? await statOf(this.root) : await this.stat(to);
    const goal = stat?.isDirectory() ? [...to, from.at(-1) ?? ''] : to;
    if (goal.join('/').startsWith(`${from.join('/')}/`)) throw new ConflictError(`${source} cannot be moved into itself.`);
    const parent = goal.slice(0, -1);
    if (parent.length > 0 && !(await this.stat(parent))?.isDirectory())
      throw new ConflictError(`The folder of ${target} does not exist.`);
    await rename(this.path(from), this.path(goal));
  }

  /** Bytes of all files. */
  async bytes(): Promise<number> {
    const files = (await this.exists()) ? await this.filesBelow([]) : [];
    return files.reduce((sum, file) => sum + file.size, 0);
  }

  private path(parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  /** What is there, or null; refuses to look through a symbolic link. */
  private async stat(parts: readonly string[]): Promise<Stats | null> {
    for (let depth = 1; depth < parts.length; depth += 1) {
      const parent = await statOf(this.path(parts.slice(0, depth)));
      if (parent === null) return null;
      if (!parent.isDirectory()) throw new BadRequestError(`${parts.slice(0, depth).join('/')} is not a directory.`);
    }
    return statOf(this.path(parts));
  }

  private async makeFolder(parts: readonly string[]): Promise<void> {
    await this.stat([...parts, '']);
    await mkdir(this.path(parts), { recursive: true });
  }

  private async filesBelow(parts: readonly string[]): Promise<WorkspaceFile[]> {
    const files: WorkspaceFile[] = [];
    const folders = [parts.join('/')];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const { name, isFolder } of await entriesOf(join(this.root, folder))) {
        const path = folder === '' ? name : `${folder}/${name}`;
        if (isFolder) folders.push(path);
        else await statOf(join(this.root, path)).then((stat) => stat && files.push(toFile(path, stat)));
      }
      if (files.length > MAX_FILES) throw new BadRequestError(`The workspace holds more than ${MAX_FILES} files.`);
    }
    return files.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

/**
 * Lets through as many bytes as allowed. What comes beyond is read all the same: clients look for an answer only when they have sent
 * everything, and take a connection that is cut for a server that is gone.
 */
class ByteCounter extends Transform {
  bytes = 0;

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) done(null);
    else done(null, chunk);
  }

  override _flush(done: (error: Error | null) => void): void {
    done(this.bytes > this.maxBytes ? new QuotaError() : null);
  }
}

async function statOf(path: string): Promise<Stats | null> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

/** A folder that vanishes while a run is at work is empty. */
async function entriesOf(folder: string): Promise<{ name: string; isFolder: boolean }[]> {
  const entries: { name: string; isFolder: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder)) entries.push({ name: entry.name, isFolder: entry.isDirectory() });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return entries;
}

function toFile(name: string, stat: Stats): WorkspaceFile {
  return {
    name,
    size: stat.size,
    diskBytes: stat.blocks * 512,
    lastModified: reanaTime(stat.mtime),
    isLink: stat.isSymbolicLink(),
  };
}

/** `a/b/c`: `a`, `a/b`, `a/b/c`. */
function ancestry(name: string): string[] {
  const parts = name.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
