import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { DomainError } from '../errors/domain-error';

export class ObjectTooLargeError extends DomainError {
  readonly kind = 'too_large';
  readonly code = 'http.file_too_large';

  constructor(name: string, limit: number) {
    super(`The file ${name} is larger than ${limit} bytes, the most that is accepted.`, { file: name, limit });
  }
}

export class StorageFullError extends DomainError {
  readonly kind = 'storage_full';
  readonly code = 'http.storage_full';

  constructor(cause: unknown) {
    super('There is no room left to store the file. Tell the administrator.', {}, { cause });
  }
}

/** Bytes that were received and hashed but are not kept yet: `keep` or `discard` them. */
export interface StagedObject {
  readonly sha256: string;
  readonly size: number;
  /** Where the bytes lie until they are kept. */
  readonly path: string;
}

/** Bytes by content under DATA_DIR: written to a temporary name, fsynced, renamed; equal bytes are kept once. */
export class ObjectStore {
  private readonly staging: string;

  constructor(private readonly folder: string) {
    this.staging = join(folder, 'incoming');
  }

  /** Makes the folders and clears away what an earlier process was receiving when it died. */
  async open(): Promise<void> {
    await mkdir(this.staging, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.staging)) await rm(join(this.staging, name), { force: true });
  }

  /** Receives a stream of at most `limit` bytes; a longer one is refused and leaves nothing behind. */
  async stage(body: AsyncIterable<Buffer>, { limit, name }: { limit: number; name: string }): Promise<StagedObject> {
    const path = join(this.staging, randomUUID());
    const handle = await open(path, 'wx', 0o600).catch(refuseWithoutRoom);
    try {
      const received = await this.receive(body, handle, { limit, name });
      await handle.sync();
      await handle.close();
      return { ...received, path };
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(path, { force: true });
      return refuseWithoutRoom(error);
    }
  }

  private async receive(body: AsyncIterable<Buffer>, handle: FileHandle, { limit, name }: { limit: number; name: string }) {
    const hash = createHash('sha256');
    let size = 0;
    for await (const bytes of body) {
      size += bytes.length;
      if (size > limit) throw new ObjectTooLargeError(name, limit);
      hash.update(bytes);
      await handle.write(bytes);
    }
    return { sha256: hash.digest('hex'), size };
  }

  /** Puts the staged bytes under their hash; they survive a crash from here on. May be repeated. */
  async keep(staged: StagedObject): Promise<void> {
    const target = this.locationOf(staged.sha256);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 }).catch(refuseWithoutRoom);
    await rename(staged.path, target).catch(async (error: unknown) => {
      if (!(await this.has(staged.sha256))) refuseWithoutRoom(error);
    });
    const folder = await open(dirname(target), 'r');
    await folder.sync().finally(() => folder.close());
  }

  async discard(staged: StagedObject): Promise<void> {
    await rm(staged.path, { force: true });
  }

  async has(sha256: string): Promise<boolean> {
    return stat(this.locationOf(sha256)).then(
      () => true,
      () => false,
    );
  }

  /** Streams the bytes; the stream fails with ENOENT when they are not here. */
  read(sha256: string): Readable {
    return createReadStream(this.locationOf(sha256));
  }

  /** Where the bytes lie, for those who read them by themselves, such as a worker. */
  locationOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a sha256');
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

function refuseWithoutRoom(error: unknown): never {
  throw isNoSpace(error) ? new StorageFullError(error) : error;
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EROFS'].includes(String(error.code));
}
