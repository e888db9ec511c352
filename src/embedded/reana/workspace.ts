import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, opendir, rename, rm, unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import picomatch from 'picomatch';
import { BadRequestError, ConflictError, NotFoundError, QuotaError } from './embedded.errors';
import { removeFolder } from './folder-removal';
import { reanaTime } from './run';
import { workspacePath } from './workspace-path';

const MAX_FILES = 100_000;

/** A file (or a symbolic link) of a workspace. */
export interface WorkspaceFile {
  /** Path below the workspace: `data/a.txt`. */
  readonly name: string;
  /** The same as the bytes that it is, one character each: tools give names that are no text. */
  readonly rawName: string;
  readonly size: number;
  /** What it takes on the disk. */
  readonly diskBytes: number;
  readonly lastModified: string;
  readonly isLink: boolean;
}

/** What became of files that were to be removed. */
export interface Removal {
  readonly deleted: Record<string, { size: number }>;
  readonly failed: Record<string, { error: string }>;
}

/**
 * The folder of one run and its restarts. Commands of workflows write here, so nothing in it can be trusted: no path is followed
 * through a symbolic link. Inside of this class the parts of paths are raw.
 */
export class Workspace {
  constructor(readonly root: string) {}

  async exists(): Promise<boolean> {
    return (await statOf(this.path([]))) !== null;
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
    const parts = rawPath(name);
    const stat = await this.stat(parts).catch(() => null);
    if (stat?.isDirectory()) return this.filesBelow(parts);
    if (stat) return [toFile(parts.join('/'), stat)];
    if (parts.length === 0) return this.list();
    const matches = picomatch(workspacePath(name).join('/'), { dot: true, nobrace: true, noextglob: true, nonegate: true });
    return (await this.list()).filter((file) => ancestry(file.name).some((path) => matches(path)));
  }

  async isDirectory(name: string): Promise<boolean> {
    return (await this.stat(rawPath(name)).catch(() => null))?.isDirectory() ?? false;
  }

  /** Opens a file for reading; never through a link. */
  async open(file: Pick<WorkspaceFile, 'name' | 'rawName'>): Promise<{ stream: Readable; size: number }> {
    const parts = file.rawName.split('/');
    const stat = await this.stat(parts);
    if (stat === null) throw new NotFoundError(`${file.name} does not exist.`);
    if (!stat.isFile()) throw new BadRequestError(`${file.name} is not a regular file.`);
    const handle = await open(this.path(parts), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return { stream: handle.createReadStream(), size: stat.size };
  }

  /** Stores a file under that name: whole, or not at all. `staging` is a free name on the same file system. */
  async write(name: string, body: Readable, { staging, maxBytes }: { staging: string; maxBytes: number }): Promise<number> {
    const parts = rawPath(name);
    if (parts.length === 0) throw new BadRequestError('No file_name provided');
    if ((await this.stat(parts))?.isDirectory()) throw new BadRequestError(`${workspacePath(name).join('/')} is a directory.`);
    try {
      const bytes = await store(body, staging, maxBytes);
      await this.makeFolder(parts.slice(0, -1));
      await rename(staging, this.path(parts));
      return bytes;
    } finally {
      await rm(staging, { force: true });
    }
  }

  /** Removes what the name means; says for each file what became of it. */
  async remove(name: string): Promise<Removal> {
    const files = await this.select(name);
    const parts = rawPath(name);
    if (parts.length > 0 && (await this.isDirectory(name))) {
      await removeFolder(this.path(parts).toString());
      return { deleted: Object.fromEntries(files.map((file) => [file.name, { size: file.size }])), failed: {} };
    }
    const removal: Removal = { deleted: {}, failed: {} };
    for (const file of files)
      await this.removeFile(file).then(
        () => (removal.deleted[file.name] = { size: file.size }),
        (error: NodeJS.ErrnoException) => (removal.failed[file.name] = { error: error.code ?? 'error' }),
      );
    return removal;
  }

  /** Removes one file or link, never through a link. */
  async removeFile({ rawName }: Pick<WorkspaceFile, 'rawName'>): Promise<void> {
    const parts = rawName.split('/');
    await this.stat(parts);
    await unlink(this.path(parts));
  }

  /** A folder that exists as target means: into it. */
  async move(source: string, target: string): Promise<void> {
    const from = rawPath(source);
    if (from.length === 0 || (await this.stat(from)) === null) throw new ConflictError(`${source} does not exist.`);
    const to = rawPath(target);
    const goal = (await this.stat(to))?.isDirectory() ? [...to, from.at(-1) ?? ''] : to;
    if (goal.join('/').startsWith(`${from.join('/')}/`)) throw new ConflictError(`${source} cannot be moved into itself.`);
    if (!(await this.stat(goal.slice(0, -1)))?.isDirectory()) throw new ConflictError(`The folder of ${target} does not exist.`);
    if ((await this.stat(goal))?.isDirectory()) throw new ConflictError(`There is a folder at ${target} already.`);
    await rename(this.path(from), this.path(goal));
  }

  /** Bytes of all files. */
  async bytes(): Promise<number> {
    const files = (await this.exists()) ? await this.filesBelow([]) : [];
    return files.reduce((sum, file) => sum + file.size, 0);
  }

  private path(parts: readonly string[]): Buffer {
    return Buffer.from([toRaw(this.root), ...parts].join('/'), 'latin1');
  }

  /** What is there, or null; refuses to look through a symbolic link. */
  private async stat(parts: readonly string[]): Promise<Stats | null> {
    for (let depth = 1; depth < parts.length; depth += 1) {
      const parent = await statOf(this.path(parts.slice(0, depth)));
      if (parent === null) return null;
      if (!parent.isDirectory()) throw new BadRequestError(`${toText(parts.slice(0, depth).join('/'))} is not a directory.`);
    }
    return statOf(this.path(parts));
  }

  private async makeFolder(parts: readonly string[]): Promise<void> {
    await this.stat([...parts, '']);
    if (parts.length > 0) await mkdir(this.path(parts), { recursive: true });
  }

  private async filesBelow(parts: readonly string[]): Promise<WorkspaceFile[]> {
    const files: WorkspaceFile[] = [];
    const folders = [parts.join('/')];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const { rawName, isFolder } of await entriesOf(this.path(folder === '' ? [] : [folder]))) {
        const path = folder === '' ? rawName : `${folder}/${rawName}`;
        if (isFolder) folders.push(path);
        else await statOf(this.path([path])).then((stat) => stat && isShown(stat) && files.push(toFile(path, stat)));
      }
      if (files.length > MAX_FILES) throw new BadRequestError(`The workspace holds more than ${MAX_FILES} files.`);
    }
    return files.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

/**
 * Writes a request's body into a new file, as many bytes as allowed. What comes beyond, or after the disk was full, is read all the
 * same: clients look for an answer only when they have sent everything, and take a connection that is cut for a server that is gone.
 */
async function store(body: Readable, path: string, maxBytes: number): Promise<number> {
  const file = await open(path, 'wx', 0o644);
  let bytes = 0;
  let fault = null as Error | null;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) fault ??= new QuotaError();
      if (fault === null) await file.writeFile(chunk).catch((error: Error) => (fault = error));
    }
  } finally {
    await file.close();
  }
  if (fault !== null) throw fault;
  return bytes;
}

async function statOf(path: Buffer): Promise<Stats | null> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

/** A folder that vanishes while a run is at work is empty; what its owner closed, or put too deep, cannot be shown. */
async function entriesOf(folder: Buffer): Promise<{ rawName: string; isFolder: boolean }[]> {
  const entries: { rawName: string; isFolder: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder, { encoding: 'latin1' }))
      entries.push({ rawName: entry.name, isFolder: entry.isDirectory() });
  } catch (error) {
    if (!['ENOENT', 'EACCES', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  return entries;
}

/** Files and links; not pipes and sockets, which tools leave behind as well. */
function isShown(stat: Stats): boolean {
  return stat.isFile() || stat.isSymbolicLink();
}

function toFile(rawName: string, stat: Stats): WorkspaceFile {
  return {
    name: toText(rawName),
    rawName,
    size: stat.size,
    diskBytes: stat.blocks * 512,
    lastModified: reanaTime(stat.mtime),
    isLink: stat.isSymbolicLink(),
  };
}

function rawPath(name: string): string[] {
  return workspacePath(name).map(toRaw);
}

function toRaw(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function toText(raw: string): string {
  return Buffer.from(raw, 'latin1').toString();
}

/** `a/b/c`: `a`, `a/b`, `a/b/c`. */
function ancestry(name: string): string[] {
  const parts = name.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
