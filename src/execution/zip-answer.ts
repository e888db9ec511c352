import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Response } from 'express';
import { ZipFile } from 'yazl';
import { attachmentHeaders } from '../common/http/attachment';
import type { Archive, ArchiveEntry } from './archive.service';

/**
 * Streams an archive as a zip: one file at a time, as fast as the client takes it. A failure in the middle, on either side,
 * ends the connection, so that no half archive looks whole.
 */
export async function sendZip(response: Response, { name, entries }: Archive): Promise<void> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable; // declared as less than it is
  let current: Readable | undefined;
  for (const entry of entries)
    zip.addReadStreamLazy(entryName(entry.path), { mtime: entry.modifiedAt ?? new Date() }, (done) => {
      entry.open().then(
        (body) => {
          current = body;
          body.once('error', (error) => output.destroy(error));
          done(null, body);
        },
        (error: unknown) => output.destroy(error instanceof Error ? error : new Error('not readable')),
      );
    });
  zip.end();
  response.status(200).set(attachmentHeaders(name, 'application/zip'));
  try {
    await pipeline(output, response);
  } catch (error) {
    if (!response.destroyed || !isClientGone(error)) throw error;
  } finally {
    current?.destroy();
  }
}

/** No name in an archive may lead out of the folder into which it is unpacked. */
function entryName(path: ArchiveEntry['path']): string {
  return path
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}

function isClientGone(error: unknown): boolean {
  return (error as { readonly code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE';
}
