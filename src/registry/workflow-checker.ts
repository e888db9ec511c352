import { Injectable } from '@nestjs/common';
import { LimitsConfig } from '../config/limits.config';
import { CwlReading } from './cwl-reading';
import type { Document, ReadableFile, WorkflowResult } from './cwl-tasks';
import { InputAddresses } from './input-addresses';

/** Validation at the door: the document, everything it refers to, the job, and the addresses of inputs. */
@Injectable()
export class WorkflowChecker {
  constructor(
    private readonly reading: CwlReading,
    private readonly addresses: InputAddresses,
    private readonly limits: LimitsConfig,
  ) {}

  async check(spec: Document, job: Document | null, files: readonly ReadableFile[]): Promise<WorkflowResult> {
    const read = await this.reading.readWorkflow({ kind: 'workflow', spec, job, files, maxBytes: this.limits.specBytes });
    if (read.document === null) return read;
    const refused = [...this.addresses.checkPlan(read.document.plan, spec.name), ...this.addresses.checkJob(read.remoteFiles)];
    if (refused.length === 0) return read;
    return { ...read, document: null, spec: null, job: null, findings: [...read.findings, ...refused] };
  }
}
