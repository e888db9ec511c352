import { baseName, FAULT_WORDS, resolvePath, resolveReference } from '../document/paths';
import { nameList, quote } from '../source/json';

export type FileFault = 'file_location' | 'file_name' | 'file_not_attached' | 'file_ambiguous';
export type Found = { readonly path: string } | { readonly fault: FileFault; readonly message: string };

/** What a CWL runner takes as a file name without quoting it in a shell; a colon would read as a URL scheme. */
const LEGAL_NAME = /^[\w\p{L}\p{N}.+,\-@\]^\u2600-\u26FF\u{1f600}-\u{1f64f}]+$/u;

const LONGEST_NAME_BYTES = 255;

export function isLegalName(name: string): boolean {
  return LEGAL_NAME.test(name);
}

/** The name with everything replaced that a run cannot take, and no longer than file systems allow; null: nothing is left. */
export function legalName(name: string): string | null {
  const legal = [...name.normalize('NFC')].map((letter) => (isLegalName(letter) ? letter : '_')).join('');
  const plain = legal.replace(/^[.-]+/, '');
  if (plain === '' || bytesOf(plain) <= LONGEST_NAME_BYTES) return plain || null;
  const [extension = ''] = /\.\w{1,16}$/.exec(plain) ?? [];
  const letters = [...plain.slice(0, plain.length - extension.length)];
  while (bytesOf(letters.join('')) + extension.length > LONGEST_NAME_BYTES) letters.pop();
  return letters.join('') + extension;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The files attached to a workflow, as a job names them. */
export class AttachedFiles {
  private readonly paths: ReadonlySet<string>;
  private readonly byBaseName = new Map<string, string[]>();
  private readonly folders = new Map<string, string[]>();

  constructor(paths: readonly string[]) {
    this.paths = new Set(paths);
    for (const path of this.paths) {
      addTo(this.byBaseName, baseName(path), path);
      for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) addTo(this.folders, path.slice(0, at), path);
    }
  }

  /** The attached file of that path, else the only one of that base name. */
  findFile(written: string, field: 'location' | 'path'): Found {
    const resolved = this.resolve(written, field);
    if (!('path' in resolved)) return resolved;
    const { path } = resolved;
    if (this.paths.has(path)) return checkName(path);
    const [only, ...others] = this.byBaseName.get(baseName(path)) ?? [];
    if (only === undefined)
      return { fault: 'file_not_attached', message: `The file ${quote(written)} is not among the attached files; attach it.` };
    if (others.length === 0) return checkName(only);
    const names = nameList([only, ...others]);
    return {
      fault: 'file_ambiguous',
      message: `Several attached files are called ${quote(baseName(path))}: ${names}; give the path.`,
    };
  }

  /** A folder is there when attached files lie below it. */
  findFolder(written: string, field: 'location' | 'path'): Found {
    const resolved = this.resolve(written, field);
    if (!('path' in resolved)) return resolved;
    if (this.folders.has(resolved.path)) return checkName(resolved.path);
    return {
      fault: 'file_not_attached',
      message: `No attached file lies in a folder ${quote(written)}; attach its files with their paths.`,
    };
  }

  filesBelow(folder: string): readonly string[] {
    return this.folders.get(folder) ?? [];
  }

  private resolve(written: string, field: 'location' | 'path'): Found {
    const resolved = field === 'location' ? resolveReference(written, '') : resolvePath(written, '');
    if ('path' in resolved) return resolved;
    const message = `${quote(written)} ${FAULT_WORDS[resolved.fault]}; attach the file and give its relative path.`;
    return { fault: 'file_location', message };
  }
}

function checkName(path: string): Found {
  if (path.split('/').every(isLegalName)) return { path };
  const rule = 'letters, digits and . _ - + , @ only';
  return { fault: 'file_name', message: `The name ${quote(path)} cannot be used in a run; rename the file: ${rule}.` };
}

function addTo(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
