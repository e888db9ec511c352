import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error';
import { ObjectStore } from '../../common/objects/object-store';
import { SCRIPT_PATH, STEP_SCRIPT } from '../../cwl';
import { ReanaGateway } from '../../reana/reana.gateway';
import type { RunFile } from '../execution.entity';
import { LeaseLostError } from './setbacks';
import { TrackedExecutionRepository, type HeldExecution } from './tracked-execution.repository';

/** A file that was stored with the request is not in the object store any more. */
class StoredFileMissingError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'execution.stored_file_missing';

  constructor(path: string) {
    super(`The stored file ${path} is missing here. Register it again, or tell the administrator.`);
  }
}

/** Lays the files into the workspace of a created run and starts it. */
@Injectable()
export class RunLauncher {
  constructor(
    private readonly gateway: ReanaGateway,
    private readonly store: ObjectStore,
    private readonly executions: TrackedExecutionRepository,
  ) {}

  /** Goes on after the last file that arrived. `check` may stop it between two files. */
  async launch(held: HeldExecution, reanaId: string, check: () => Promise<void>): Promise<void> {
    for (const [index, file] of held.files.entries()) {
      if (index < held.uploadedFiles) continue;
      await check();
      await this.upload(reanaId, file);
      if (!(await this.executions.write(held, { uploadedFiles: index + 1 }))) throw new LeaseLostError();
    }
    await check();
    if (held.instrumentation === 'uploaded') await this.uploadScript(reanaId);
    await this.gateway.startRun(reanaId);
  }

  private async uploadScript(reanaId: string): Promise<void> {
    const script = Buffer.from(`${STEP_SCRIPT}\n`);
    await this.gateway.uploadFile(reanaId, SCRIPT_PATH, Readable.from([script], { objectMode: false }), script.length);
  }

  private async upload(reanaId: string, { path, sha256, size }: RunFile): Promise<void> {
    if (!(await this.store.has(sha256))) throw new StoredFileMissingError(path);
    await this.gateway.uploadFile(reanaId, path, this.store.read(sha256), size);
  }
}
