import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { ObjectStore } from '../common/objects/object-store';
import { ReanaGateway } from '../reana/reana.gateway';
import type { Execution } from './execution.entity';
import { NotFinishedError, WorkspaceGoneError } from './execution.errors';
import { ExecutionLookup } from './execution-lookup.service';
import type { ExecutionAddress } from './execution.reader';
import { ExecutionStatus } from './execution-status';
import { EvidenceService } from './observation/evidence.service';
import type { FilesEvidence, SeenFile } from './observation/run-observer.service';

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

const OUTPUTS = 'outputs/';

/** What an execution took and made, from what is kept here or else from its workspace at REANA. */
@Injectable()
export class ArchiveService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly evidence: EvidenceService,
    private readonly gateway: ReanaGateway,
    private readonly store: ObjectStore,
  ) {}

  /** `inputs.json` and the files under their paths. */
  async inputs(user: Principal, address: ExecutionAddress, partial: boolean): Promise<Archive> {
    const execution = await this.requireFinished(user, address, partial);
    const job = JSON.stringify(execution.parameters, null, 2);
    const files = execution.files.map(({ path, sha256 }) => this.stored(path, sha256, null));
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
    const seen = await this.evidence.read<FilesEvidence>(execution.id, 'files');
    const files = seen === null ? await this.present(execution) : (seen.files ?? []);
    const outputs = files.filter(({ path }) => path.startsWith(OUTPUTS));
    const missing = seen?.files === null || (seen !== null && (await this.isGone(execution, outputs)));
    if (missing && !partial) throw new WorkspaceGoneError(execution.id);
    const there = missing ? outputs.filter(({ kept }) => kept) : outputs;
    return { name: `outputs-${execution.id}.zip`, entries: there.map((file) => this.output(execution, file)) };
  }

  private async requireFinished(user: Principal, address: ExecutionAddress, partial: boolean): Promise<Execution> {
    const execution = await this.lookup.require(user, address);
    if (!partial && execution.status !== ExecutionStatus.Finished) throw new NotFinishedError(execution.id, execution.status);
    return execution;
  }

  /** The workspace of a run that goes on. */
  private async present({ reanaId }: Execution): Promise<SeenFile[]> {
    const files = reanaId === null ? null : await this.gateway.listFiles(reanaId);
    return (files ?? []).map(({ path, size, modifiedAt }) => ({
      path,
      size,
      modified_at: modifiedAt?.toISOString() ?? null,
      sha256: null,
      kept: false,
    }));
  }

  private async isGone({ reanaId }: Execution, outputs: readonly SeenFile[]): Promise<boolean> {
    if (outputs.every(({ kept }) => kept)) return false;
    return reanaId === null || (await this.gateway.listFiles(reanaId)) === null;
  }

  private output({ id, reanaId }: Execution, { path, sha256, kept, modified_at: modified }: SeenFile): ArchiveEntry {
    const name = path.slice(OUTPUTS.length);
    const modifiedAt = modified === null ? null : new Date(modified);
    if (kept && sha256 !== null) return this.stored(name, sha256, modifiedAt);
    const open = async (): Promise<Readable> => {
      const body = reanaId === null ? null : await this.gateway.readFile(reanaId, path);
      if (body === null) throw new WorkspaceGoneError(id);
      return body;
    };
    return { path: name, modifiedAt, open };
  }

  private stored(path: string, sha256: string, modifiedAt: Date | null): ArchiveEntry {
    return { path, modifiedAt, open: () => Promise.resolve(this.store.read(sha256)) };
  }
}
