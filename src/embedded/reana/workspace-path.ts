import { BadRequestError } from './embedded.errors';

const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;

/**
 * The parts of a path inside a workspace. A slash at the beginning means the workspace's root, as REANA's clients send it; whatever
 * would lead out of the workspace is refused, not corrected.
 */
export function workspacePath(path: string): string[] {
  if (path.includes('\0')) throw new BadRequestError('A path must not hold a NUL character.');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new BadRequestError("'..' is not a valid path component");
  if (parts.some((part) => Buffer.byteLength(part) > MAX_NAME_BYTES) || Buffer.byteLength(path) > MAX_PATH_BYTES)
    throw new BadRequestError('The path is too long.');
  return parts;
}

/** Is this a path that a specification may name: relative, without `..`? */
export function isRelativePath(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.includes('\0') && !path.split('/').includes('..');
}
