import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { ObjectStore } from '../common/objects/object-store';
import type { Execution, RunFile } from './execution.entity';
import { ExecutionFileNotFoundError, WorkspaceGoneError } from './execution.errors';
import { ExecutionLookup } from './execution-lookup.service';
import type { SeenFile } from './observation/run-observer.service';
import { OutputFiles, OUTPUTS, type OutputListing } from './output-files.service';

export interface ExecutionFiles {
  readonly executionId: number;
  readonly inputs: readonly RunFile[];
  readonly outputs: OutputListing;
}

/** One file: its bytes lie here, or at REANA. */
export type FoundFile =
  | { readonly kind: 'stored'; readonly path: string; readonly location: string; readonly sha256: string }
  | {
      readonly kind: 'fetched';
      readonly path: string;
      /** Null: the run goes on, and the file may change. */
      readonly size: number | null;
      readonly sha256: string | null;
      readonly check: () => Promise<void>;
      readonly open: () => Promise<Readable>;
    };

/** What an execution took and made, file by file. */
@Injectable()
export class ExecutionFilesService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly outputs: OutputFiles,
    private readonly store: ObjectStore,
  ) {}

  async list(user: Principal, executionId: number): Promise<ExecutionFiles> {
    const execution = await this.lookup.require(user, { executionId });
    return { executionId, inputs: execution.files, outputs: await this.outputs.list(execution) };
  }

  /** A path is only ever compared with those that are known: it leads nowhere by itself. */
  async find(user: Principal, executionId: number, path: string): Promise<FoundFile> {
    const execution = await this.lookup.require(user, { executionId });
    const input = execution.files.find((file) => file.path === path);
    if (input !== undefined) return this.stored(path, input.sha256);
    if (!path.startsWith(OUTPUTS)) throw new ExecutionFileNotFoundError(executionId, path);
    const { workspace, isFinal, batches } = await this.outputs.list(execution);
    const output = await fileAt(path, batches);
    if (output === null && isFinal && workspace === 'gone') throw new WorkspaceGoneError(executionId);
    if (output === null) throw new ExecutionFileNotFoundError(executionId, path);
    return output.kept && output.sha256 !== null ? this.stored(path, output.sha256) : this.fetched(execution, output, isFinal);
  }

  private stored(path: string, sha256: string): FoundFile {
    return { kind: 'stored', path, location: this.store.locationOf(sha256), sha256 };
  }

  private fetched(execution: Execution, file: SeenFile, isFinal: boolean): FoundFile {
    const { path, size, sha256 } = file;
    const missing = () => (isFinal ? new WorkspaceGoneError(execution.id) : new ExecutionFileNotFoundError(execution.id, path));
    return {
      ...{ kind: 'fetched', path, sha256, size: isFinal ? size : null },
      check: async () => {
        if (await this.outputs.isWorkspaceGone(execution)) throw missing();
      },
      open: async () => {
        const body = await this.outputs.open(execution, file, isFinal);
        if (body === null) throw missing();
        return body;
      },
    };
  }
}

async function fileAt(path: string, batches: AsyncIterable<readonly SeenFile[]>): Promise<SeenFile | null> {
  for await (const batch of batches) {
    const found = batch.find((file) => file.path === path);
    if (found !== undefined) return found;
  }
  return null;
}
