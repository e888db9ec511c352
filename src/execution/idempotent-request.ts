import { createHash } from 'node:crypto';
import type { UploadedDocument, UploadedFile } from '../common/http/upload';
import { InvalidIdempotencyKeyError } from './execution.errors';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

/** What a client asks to be started; the same under the same key means once. */
export interface IdempotentRequest {
  readonly idempotencyKey: string | null;
  readonly requestSha256: string | null;
}

interface Asked {
  /** What is started: `execute 7`, `rerun 12`. */
  readonly what: string;
  readonly job: UploadedDocument | undefined;
  readonly files: readonly UploadedFile[];
}

/** The header is a quoted string (draft-ietf-httpapi-idempotency-key-header, 2.1); many clients leave the quotes out. */
export function idempotentRequest(header: string | undefined, { what, job, files }: Asked): IdempotentRequest {
  if (header === undefined) return { idempotencyKey: null, requestSha256: null };
  const idempotencyKey = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!PRINTABLE.test(idempotencyKey)) throw new InvalidIdempotencyKeyError();
  const laid = files.map(({ path, staged }) => [path, staged.sha256]).sort();
  const body = { what, job: job === undefined ? null : sha256Of(job.bytes), files: laid };
  return { idempotencyKey, requestSha256: sha256Of(JSON.stringify(body)) };
}

function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
