import contentDisposition from 'content-disposition';
import type { Request, Response } from 'express';
import { FORMATS, type ProvFormat } from '../prov';
import type { Picture } from './picture.service';
import { PictureFormat } from './picture/picture-format';

export interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

const PICTURE_TYPES: Readonly<Record<PictureFormat, string>> = {
  [PictureFormat.Png]: 'image/png',
  [PictureFormat.Svg]: 'image/svg+xml; charset=utf-8',
};

/** A record in a format; it is written only for whoever does not have it. */
export interface Export {
  readonly tag: string;
  readonly write: () => Promise<Uint8Array>;
}

/** With `fileName` the record is offered as a file. */
export async function sendRecord(
  exchange: Exchange,
  { tag, write }: Export,
  how: { format: ProvFormat; fileName?: string },
): Promise<void> {
  const { response } = exchange;
  const { mediaType, extension } = FORMATS[how.format];
  response.setHeader('content-type', `${mediaType}; charset=utf-8`);
  if (how.fileName !== undefined) response.setHeader('content-disposition', contentDisposition(`${how.fileName}.${extension}`));
  if (!isKnown(exchange, tag)) sendBytes(exchange, await write());
}

/** An SVG is a document that a browser runs: it may do nothing there. */
export function sendPicture(exchange: Exchange, { bytes, tag }: Picture, how: { format: PictureFormat; fileName: string }): void {
  const { response } = exchange;
  response.setHeader('content-type', PICTURE_TYPES[how.format]);
  response.setHeader('content-disposition', contentDisposition(`${how.fileName}.${how.format}`, { type: 'inline' }));
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  if (!isKnown(exchange, tag)) sendBytes(exchange, bytes);
}

function sendBytes({ request, response }: Exchange, bytes: Uint8Array): void {
  response.setHeader('content-length', bytes.length);
  response.end(request.method === 'HEAD' ? undefined : bytes);
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
