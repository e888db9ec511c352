import type { UploadedFile } from '../common/http/upload';
import { InvalidFileError } from './execution.errors';

const LONGEST_PATH = 1024;
const LONGEST_PART = 255;
/** Names that REANA's engine writes in the workspace: a file of ours there would be overwritten. */
const TAKEN = /^(workflow\.json|inputs\.json|reana\.yaml)$|^(outputs|cwl|\.reprov)(\/|$)/;

/** The files of an execute request under clean paths, each of which a workspace can hold. */
export function laidOverFiles(files: readonly UploadedFile[]): UploadedFile[] {
  const clean = files.map((file) => ({ ...file, path: cleanPath(file.path) }));
  const paths = new Set<string>();
  for (const { path, staged } of clean) {
    if (staged.size === 0) throw new InvalidFileError(`The file ${path} is empty.`);
    if (paths.has(path)) throw new InvalidFileError(`The file ${path} is attached twice.`);
    paths.add(path);
  }
  return clean;
}

function cleanPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '.');
  const clean = parts.join('/');
  const fault = faultIn(path, parts) ?? (TAKEN.test(clean) ? 'REANA uses that name itself' : null);
  if (fault !== null) throw new InvalidFileError(`The file name ${JSON.stringify(path)} is not accepted: ${fault}.`);
  return clean;
}

function faultIn(path: string, parts: readonly string[]): string | null {
  if (Buffer.byteLength(path) > LONGEST_PATH) return `it is longer than ${LONGEST_PATH} bytes`;
  if (/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(path)) return 'it has control characters';
  if (path.includes('\\')) return 'folders are separated by "/"';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it must be relative';
  if (parts.includes('..')) return 'it must not lead upwards';
  if (parts.length === 0 || parts.includes('')) return 'a part of it is empty';
  return parts.some((part) => Buffer.byteLength(part) > LONGEST_PART)
    ? `a part of it is longer than ${LONGEST_PART} bytes`
    : null;
}
