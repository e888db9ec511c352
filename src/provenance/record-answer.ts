import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import contentDisposition from 'content-disposition';
import type { Request, Response } from 'express';
import { FORMATS, write, type ProvFormat } from '../prov';
import type { Picture } from './picture.service';
import { PictureFormat } from './picture/picture-format';
import type { RunRecord } from './run-record';
import { oneATurn } from './time-slices';

export interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

const PICTURE_TYPES: Readonly<Record<PictureFormat, string>> = {
  [PictureFormat.Png]: 'image/png',
  [PictureFormat.Svg]: 'image/svg+xml; charset=utf-8',
};

/** Writes a record piece by piece. With `fileName` it is offered as a file. */
export async function sendRecord(
  exchange: Exchange,
  record: RunRecord,
  how: { format: ProvFormat; fileName?: string },
): Promise<void> {
  const { response } = exchange;
  const { mediaType, extension } = FORMATS[how.format];
  response.setHeader('content-type', `${mediaType}; charset=utf-8`);
  if (how.fileName !== undefined) response.setHeader('content-disposition', contentDisposition(`${how.fileName}.${extension}`));
  if (isKnown(exchange, `${record.tag}.${how.format}`)) return;
  const document = await record.document();
  if (exchange.request.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(oneATurn(write(document, how.format))), response);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** A client that goes away in the middle is no fault of ours. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** An SVG is a document that a browser runs: it may do nothing there. */
export function sendPicture(exchange: Exchange, { bytes, tag }: Picture, how: { format: PictureFormat; fileName: string }): void {
  const { response } = exchange;
  response.setHeader('content-type', PICTURE_TYPES[how.format]);
  response.setHeader('content-disposition', contentDisposition(`${how.fileName}.${how.format}`, { type: 'inline' }));
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  if (isKnown(exchange, tag)) return;
  response.setHeader('content-length', bytes.length);
  response.end(exchange.request.method === 'HEAD' ? undefined : bytes);
}

/** Answers 304 when the client has this very document (RFC 9110, 13.1.2). */
function isKnown({ request, response }: Exchange, tag: string): boolean {
  response.setHeader('etag', `"${tag}"`);
  response.setHeader('cache-control', 'private, no-cache');
  if (!names(request.headers['if-none-match'], tag)) return false;
  response.removeHeader('content-type');
  response.status(304).end();
  return true;
}

/**
 * Whether the client's condition names the tag. Express's `request.fresh` is not asked: it takes `Cache-Control: no-cache`, which
 * Node's fetch adds to every condition, for a wish to have the document again, while it is one for caches (RFC 9111, 5.2.1.4).
 */
function names(condition: string | undefined, tag: string): boolean {
  return (condition ?? '').split(',').some((one) => ['*', `"${tag}"`].includes(one.trim().replace(/^W\//, '')));
}
