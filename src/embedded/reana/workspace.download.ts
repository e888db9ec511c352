import type { Response } from 'express';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { BadRequestError } from './embedded.errors';
import type { Workspace, WorkspaceFile } from './workspace';

/** Types that a browser may show; everything else is only saved. */
const PREVIEWS: Readonly<Record<string, string>> = {
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/** RFC 6266, with the whole relative path as name, as REANA gives it. */
function disposition(type: 'attachment' | 'inline', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return /[^\x20-\x7e]/.test(name) ? `${type}; filename*=UTF-8''${encoded}` : `${type}; filename="${ascii}"`;
}

export async function sendFile(
  response: Response,
  workspace: Workspace,
  { file, isPreview }: { file: WorkspaceFile; isPreview: boolean },
): Promise<void> {
  const { stream } = await workspace.open(file);
  const shown = isPreview ? PREVIEWS[extname(file.name).toLowerCase()] : undefined;
  response.setHeader('Content-Type', shown ?? 'application/octet-stream');
  response.setHeader('Content-Security-Policy', 'sandbox');
  response.setHeader('Content-Disposition', disposition(shown === undefined ? 'attachment' : 'inline', file.name));
  await sent(pipeline(stream, response));
}

/** Streamed; entries keep their paths in the workspace. Links are left out. */
export async function sendZip(
  response: Response,
  workspace: Workspace,
  { files, zipName }: { files: readonly WorkspaceFile[]; zipName: string },
): Promise<void> {
  const zip = new ZipFile();
  const regular = files.filter(({ isLink }) => !isLink);
  if (files.length > 0 && regular.length === 0) throw new BadRequestError('There are only symbolic links.');
  for (const file of regular)
    zip.addReadStreamLazy(file.name, { mtime: new Date(`${file.lastModified}Z`) }, (give) => {
      workspace.open(file).then(
        ({ stream }) => give(null, stream),
        (error) => zip.emit('error', error),
      );
    });
  zip.on('error', () => response.destroy());
  zip.end();
  response.setHeader('Content-Type', 'application/zip');
  response.setHeader('Content-Disposition', disposition('attachment', zipName));
  await sent(pipeline(zip.outputStream, response));
}

/** A client that leaves in the middle is no fault of ours, and nothing can be answered any more. */
async function sent(transfer: Promise<void>): Promise<void> {
  await transfer.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
