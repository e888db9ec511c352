import type { PlatformInput, RunFile } from './execution.entity';
import { WorkspacePaths } from './workspace-paths';

/** What lies in a workspace before the start, and what is still to be fetched into it. */
export class Staging {
  readonly files: RunFile[];
  private readonly pending = new Map<string, PlatformInput>();
  private readonly paths: WorkspacePaths;

  constructor(files: readonly RunFile[]) {
    this.files = [...files];
    this.paths = new WorkspacePaths(files.map(({ path }) => path));
  }

  /** By the paths where they go. */
  get platformInputs(): Readonly<Record<string, PlatformInput>> {
    return Object.fromEntries(this.pending);
  }

  /** A path for a file of that name, which no other has. */
  path(name: string, inputId: string): string {
    return this.paths.take(name, inputId);
  }

  addFile(file: RunFile): void {
    this.files.push(file);
  }

  addPending(input: PlatformInput): void {
    this.pending.set(input.path, input);
  }
}
