import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { ObjectStore } from '../common/objects/object-store';
import type { Execution, RunFile } from './execution.entity';
import { NotFinishedError, WorkspaceGoneError } from './execution.errors';
import { ExecutionLookup } from './execution-lookup.service';
import type { ExecutionAddress } from './execution.reader';
import { ExecutionStatus } from './execution-status';
import type { SeenFile } from './observation/run-observer.service';
import { OutputFiles, OUTPUTS } from './output-files.service';
import { wholeFile } from './whole-file';

export interface ArchiveEntry {
  readonly path: string;
  readonly modifiedAt: Date | null;
  readonly open: () => Promise<Readable>;
}

/** Files to be sent as one archive; each is opened when its turn comes. */
export interface Archive {
  readonly name: string;
  readonly entries: readonly ArchiveEntry[];
}

/** What an execution took and made, from what is kept here or else from its workspace at REANA. */
@Injectable()
export class ArchiveService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly files: OutputFiles,
    private readonly store: ObjectStore,
  ) {}

  /** `inputs.json` and the files under their paths. */
  async inputs(user: Principal, address: ExecutionAddress, partial: boolean): Promise<Archive> {
    const execution = await this.requireFinished(user, address, partial);
    const job = JSON.stringify(execution.parameters, null, 2);
    const files = execution.files.map((file) => this.input(file));
    const inputs: ArchiveEntry = {
      path: 'inputs.json',
      modifiedAt: null,
      open: () => Promise.resolve(Readable.from([Buffer.from(job)])),
    };
    return { name: `inputs-${execution.id}.zip`, entries: [inputs, ...files] };
  }

  /** The content of the folder `outputs`. `partial`: what there is, whatever state the run is in. */
  async outputs(user: Principal, address: ExecutionAddress, partial: boolean): Promise<Archive> {
    const execution = await this.requireFinished(user, address, partial);
    const { workspace, isFinal, batches } = await this.files.list(execution);
    const outputs: SeenFile[] = [];
    for await (const batch of batches) outputs.push(...batch);
    const isGone = workspace === 'gone' || (isFinal && (await this.isGone(execution, outputs)));
    if (isGone && !partial) throw new WorkspaceGoneError(execution.id);
    const there = isGone ? outputs.filter(({ kept }) => kept) : outputs;
    return { name: `outputs-${execution.id}.zip`, entries: there.map((file) => this.output(execution, file, isFinal)) };
  }

  private async requireFinished(user: Principal, address: ExecutionAddress, partial: boolean): Promise<Execution> {
    const execution = await this.lookup.require(user, address);
    if (!partial && execution.status !== ExecutionStatus.Finished) throw new NotFinishedError(execution.id, execution.status);
    return execution;
  }

  /** REANA is asked only when it is needed. */
  private async isGone(execution: Execution, outputs: readonly SeenFile[]): Promise<boolean> {
    return outputs.some(({ kept }) => !kept) && this.files.isWorkspaceGone(execution);
  }

  private output(execution: Execution, file: SeenFile, isFinal: boolean): ArchiveEntry {
    const modifiedAt = file.modified_at === null ? null : new Date(file.modified_at);
    const open = async (): Promise<Readable> => {
      const body = await this.files.open(execution, file, isFinal);
      if (body === null) throw new WorkspaceGoneError(execution.id);
      return body;
    };
    return { path: file.path.slice(OUTPUTS.length), modifiedAt, open };
  }

  private input({ path, size, sha256 }: RunFile): ArchiveEntry {
    const open = () => Promise.resolve(wholeFile(this.store.read(sha256), { path, size, sha256, mayGrow: false }));
    return { path, modifiedAt: null, open };
  }
}
