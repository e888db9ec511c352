import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Response } from 'express';
import { ZipFile } from 'yazl';
import { attachmentHeaders } from '../common/http/attachment';
import { ArchiveNames } from './archive-names';
import type { Archive, ArchiveEntry } from './archive.service';

const ENTRIES_AT_ONCE = 500;

/**
 * Streams an archive as a zip: one file at a time, as fast as the client takes it. A failure in the middle, on either side,
 * ends the connection, so that no half archive looks whole.
 */
export async function sendZip(response: Response, { name, entries }: Archive): Promise<void> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable; // declared as less than it is
  const fail = (error: unknown): void => void output.destroy(error instanceof Error ? error : new Error('not readable'));
  zip.on('error', fail);
  let current: Readable | undefined;
  const [names, now] = [new ArchiveNames(), new Date()];
  const add = (entry: ArchiveEntry): void =>
    zip.addReadStreamLazy(names.nameOf(entry.path), { mtime: entry.modifiedAt ?? now }, (done) => {
      opened(entry, output).then((body) => {
        current = body;
        body.once('error', fail).once('close', () => {
          if (!body.readableEnded) fail(new Error(`${entry.path} was not read to its end`));
        });
        done(null, body);
      }, fail);
    });
  addAll(zip, entries, add).catch(fail);
  response.status(200).set(attachmentHeaders(name, 'application/zip'));
  try {
    await pipeline(output, response);
  } catch (error) {
    if (!response.destroyed || !isClientGone(error)) throw error;
  } finally {
    current?.destroy();
  }
}

/** There may be a hundred thousand: between some of them others have their turn. */
async function addAll(zip: ZipFile, entries: readonly ArchiveEntry[], add: (entry: ArchiveEntry) => void): Promise<void> {
  for (let at = 0; at < entries.length; at += ENTRIES_AT_ONCE) {
    if (at > 0) await setImmediate();
    entries.slice(at, at + ENTRIES_AT_ONCE).forEach(add);
  }
  zip.end();
}

/** The client may go away while a file is being opened: then nobody reads it. A small file may have failed already. */
async function opened(entry: ArchiveEntry, output: Readable): Promise<Readable> {
  const body = await entry.open();
  if (body.destroyed) throw body.errored ?? new Error(`${entry.path} cannot be read`);
  if (!output.destroyed) return body;
  body.destroy();
  throw new Error('nobody reads the archive');
}

function isClientGone(error: unknown): boolean {
  return (error as { readonly code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
}
