import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { DomainError } from '../errors/domain-error';
import { attachmentHeaders } from './attachment';

export class RangeNotSatisfiableError extends DomainError {
  readonly kind = 'range';
  readonly code = 'http.range_not_satisfiable';

  constructor() {
    super('The file has no byte of the range; Content-Range tells its size.');
  }
}

export class PreconditionFailedError extends DomainError {
  readonly kind = 'precondition';
  readonly code = 'http.precondition_failed';

  constructor() {
    super('The file is not the one that If-Match names.');
  }
}

/** A file whose bytes lie here, under their hash. */
export interface StoredFile {
  /** Its own name; where it lies has nothing to do with it. */
  readonly path: string;
  readonly location: string;
  readonly sha256: string;
}

/** A file that is fetched from elsewhere. */
export interface FetchedFile {
  readonly path: string;
  /** Null: not known, or it may change. */
  readonly size: number | null;
  readonly sha256: string | null;
  /** Fails when it cannot be fetched. */
  readonly check: () => Promise<void>;
  readonly open: () => Promise<Readable>;
}

const PRIVATE = { 'cache-control': 'private, no-cache' };
/** The folder of the data may have a name that begins with a dot. */
const SENDING = { dotfiles: 'allow', cacheControl: false, lastModified: false } as const;

/** Sends a stored file, or the part of it that is asked for (RFC 9110, 13 and 14). */
export async function sendStoredFile(response: Response, { path, location, sha256 }: StoredFile): Promise<void> {
  const headers = { ...attachmentHeaders(path), ...PRIVATE, etag: tagOf(sha256) };
  response.set(headers);
  const failure = await new Promise<unknown>((resolve) => response.sendFile(location, SENDING, resolve));
  if (failure === undefined || isClientGone(failure)) return;
  for (const name of [...Object.keys(headers), 'accept-ranges']) if (!response.headersSent) response.removeHeader(name);
  throw refusalOf(failure);
}

/** Passes a fetched file on, always whole. */
export async function sendFetchedFile(request: Request, response: Response, file: FetchedFile): Promise<void> {
  const { path, size, sha256 } = file;
  const tag = sha256 === null ? {} : { etag: tagOf(sha256) };
  const length = size === null ? {} : { 'content-length': String(size) };
  const headers = { ...attachmentHeaders(path), ...PRIVATE, ...tag, ...length, 'accept-ranges': 'none' };
  if (sha256 !== null && isKnown(request, sha256))
    return void response
      .status(304)
      .set({ ...PRIVATE, ...tag })
      .end();
  if (request.method === 'HEAD') {
    await file.check();
    response.status(200).set(headers).end();
    return;
  }
  const body = await file.open();
  response.status(200).set(headers);
  try {
    await pipeline(body, response);
  } catch (error) {
    if (!isClientGone(error)) throw error;
  }
}

function tagOf(sha256: string): string {
  return `"${sha256}"`;
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
function isKnown(request: Request, sha256: string): boolean {
  const known = (request.get('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(tagOf(sha256));
}

function isClientGone(error: unknown): boolean {
  const { code } = error as { readonly code?: string };
  return code === 'ECONNABORTED' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** In the words of this service; a file that has been kept and is not there is a fault of ours. */
function refusalOf(failure: unknown): unknown {
  const { status } = failure as { readonly status?: number };
  if (status === 416) return new RangeNotSatisfiableError();
  if (status === 412) return new PreconditionFailedError();
  return new Error('a stored file cannot be read', { cause: failure });
}
