import { Injectable } from '@nestjs/common';
import { CatalogueReader } from '../catalogue/catalogue.reader';
import { RemoteInputReader } from '../catalogue/remote-input.reader';
import { LimitsConfig } from '../config/limits.config';
import type { CwlFinding, CwlPlan, RemoteFile } from '../cwl';

/** Which addresses a workflow and its job may name, as far as their text tells. Whether something lies there shows when it runs. */
@Injectable()
export class InputAddresses {
  constructor(
    private readonly catalogue: CatalogueReader,
    private readonly remote: RemoteInputReader,
    private readonly limits: LimitsConfig,
  ) {}

  /** `valueFromPlatform` names entries of catalogues, or outputs of earlier executions. */
  checkPlan({ inputs }: CwlPlan, file: string): CwlFinding[] {
    return inputs.flatMap(({ id, valueFromPlatform: url }) => {
      const fault = url === null || this.isOutput(url) ? null : this.catalogue.faultIn(url);
      return fault === null ? [] : [finding(fault, { file, line: null, column: null, field: `inputs/${id}` })];
    });
  }

  /** A job may name Files by URL, or outputs of earlier executions. */
  checkJob(files: readonly RemoteFile[]): CwlFinding[] {
    const most = this.limits.files;
    const beyond = files[most];
    if (beyond !== undefined) {
      const message = `The job names ${files.length} files by their addresses; at most ${most} can be fetched for one execution.`;
      return [finding({ code: 'input.too_many', message }, beyond.place)];
    }
    return files.flatMap(({ location, place }) => {
      const fault = this.isOutput(location) ? null : this.remote.faultIn(location);
      return fault === null ? [] : [finding(fault, place)];
    });
  }

  private isOutput(address: string): boolean {
    return this.remote.outputNamed(address) !== null;
  }
}

function finding({ code, message }: { readonly code: string; readonly message: string }, place: RemoteFile['place']): CwlFinding {
  return { severity: 'error', code, message, ...place };
}
