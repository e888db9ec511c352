import { posix } from 'node:path';
import { InvalidFileError } from '../errors/domain-error';
import type { UploadedDocument, UploadedFile } from './upload';

const LONGEST_PATH = 1024;
/** Names that REANA's engine writes in the workspace: a file of ours there would be overwritten. */
const TAKEN = /^(workflow\.json|inputs\.json|reana\.yaml)$|^(outputs|cwl|\.reprov)(\/|$)/;

/** Would REANA take the path for something of its own? */
export function isReserved(path: string): boolean {
  return TAKEN.test(path);
}

/** The files of a form under clean paths, sorted out so that each can be laid into a workspace. */
export function cleanFiles(files: readonly UploadedFile[]): UploadedFile[] {
  const clean = files.map((file) => ({ ...file, path: cleanPath(file.path) }));
  const paths = new Set<string>();
  for (const { path, staged } of clean) {
    if (staged.size === 0) throw new InvalidFileError(`The file ${path} is empty.`, { path });
    if (paths.has(path)) throw new InvalidFileError(`The file ${path} is attached twice.`, { path });
    paths.add(path);
  }
  const folder = clean.find(({ path }) => folders(path).some((name) => paths.has(name)));
  if (folder !== undefined)
    throw new InvalidFileError(`${folder.path} lies inside a path that is a file itself.`, { path: folder.path });
  return clean;
}

function folders(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/** `./data/a.csv` is `data/a.csv`; anything that leads out of the workspace, or that no workspace can hold, is refused. */
export function cleanPath(path: string): string {
  const refuse = (reason: string): never => {
    throw new InvalidFileError(`The file name ${JSON.stringify(path)} is not accepted: ${reason}.`, { path });
  };
  if (Buffer.byteLength(path) > LONGEST_PATH) refuse(`it is longer than ${LONGEST_PATH} bytes`);
  if (/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(path)) refuse('it has control characters');
  if (path.includes('\\')) refuse('folders are separated by "/"');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) refuse('it must be relative');
  const parts = path.split('/').filter((part) => part !== '.');
  if (parts.includes('..')) refuse('it must not lead upwards');
  if (parts.length === 0 || parts.includes('')) refuse('a part of it is empty');
  if (parts.some((part) => Buffer.byteLength(part) > 255)) refuse('a part of it is longer than 255 bytes');
  const clean = posix.join(...parts);
  if (isReserved(clean)) refuse('REANA uses that name itself');
  return clean;
}

/** A document of a form as text; null: it has no bytes. */
export function documentText({ name, bytes }: UploadedDocument, field: string): { name: string; text: string } | null {
  if (bytes.length === 0) return null;
  const baseName = (name.split(/[\\/]/).at(-1) || field).slice(0, 255);
  const text = utf8Text(bytes);
  if (text === null) throw new InvalidFileError(`The file ${baseName} (${field}) is not text in UTF-8.`);
  return { name: baseName, text };
}

/** Null: the bytes are not UTF-8. */
export function utf8Text(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
