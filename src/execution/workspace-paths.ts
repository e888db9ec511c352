import { isReserved } from '../common/http/attached-files';
import { legalName } from '../cwl';

/** The paths of a workspace that are in use, for finding others. */
export class WorkspacePaths {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();

  constructor(paths: readonly string[]) {
    for (const path of paths) this.add(path);
  }

  /** A path for a file of that name, from now on in use: at the top, else in a folder called after the input that takes it. */
  take(name: string, inputId: string): string {
    const input = legalName(inputId) ?? 'input';
    const file = legalName(name) ?? input;
    let path = file;
    for (let number = 1; !this.isFree(path); number += 1) path = `${number === 1 ? input : `${input}-${number}`}/${file}`;
    this.add(path);
    return path;
  }

  private isFree(path: string): boolean {
    const isUsed = this.files.has(path) || this.folders.has(path) || foldersOf(path).some((folder) => this.files.has(folder));
    return !isUsed && !isReserved(path);
  }

  private add(path: string): void {
    this.files.add(path);
    for (const folder of foldersOf(path)) this.folders.add(folder);
  }
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}
