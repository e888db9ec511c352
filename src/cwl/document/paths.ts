/** What a relative reference leads to, seen from the folder of the file it stands in. */
export type Resolved = { readonly path: string } | { readonly fault: 'remote' | 'absolute' | 'outside' | 'malformed' };

/**
 * Resolves a relative URI reference (RFC 3986, percent-encoding undone) against the path of a file: `../lib/x.cwl` in
 * `tools/y.cwl` is `lib/x.cwl`. What leads elsewhere than to the attached files is told apart, so that a message can say it.
 */
export function resolveReference(reference: string, fromFile: string): Resolved {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(reference)) return { fault: 'remote' };
  const decoded = decode(reference);
  return decoded === null ? { fault: 'malformed' } : resolvePath(decoded, fromFile);
}

/** As resolveReference, for a plain path (`path:` of a File), which has no percent-encoding. */
export function resolvePath(path: string, fromFile: string): Resolved {
  if (path === '' || /[\p{Cc}\\]/u.test(path)) return { fault: 'malformed' };
  if (path.startsWith('/')) return { fault: 'absolute' };
  const segments = fromFile.split('/').slice(0, -1);
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return { fault: 'outside' };
  }
  return segments.length > 0 ? { path: segments.join('/') } : { fault: 'malformed' };
}

export const FAULT_WORDS = {
  remote: 'leads out of the attached files (it is a URL)',
  absolute: 'is an absolute path',
  outside: 'leads out of the attached files (..)',
  malformed: 'is not a relative path',
} as const;

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function decode(reference: string): string | null {
  try {
    return decodeURIComponent(reference);
  } catch {
    return null;
  }
}
