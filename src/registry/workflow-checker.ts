import { Injectable } from '@nestjs/common';
import { CatalogueReader } from '../catalogue/catalogue.reader';
import { LimitsConfig } from '../config/limits.config';
import type { CwlDocument, CwlFinding } from '../cwl';
import { CwlReading } from './cwl-reading';
import type { Document, ReadableFile, WorkflowResult } from './cwl-tasks';

/** Validation at the door: the document, everything it refers to, the job, and the catalogue addresses. */
@Injectable()
export class WorkflowChecker {
  constructor(
    private readonly reading: CwlReading,
    private readonly catalogue: CatalogueReader,
    private readonly limits: LimitsConfig,
  ) {}

  async check(spec: Document, job: Document | null, files: readonly ReadableFile[]): Promise<WorkflowResult> {
    const read = await this.reading.readWorkflow({ kind: 'workflow', spec, job, files, maxBytes: this.limits.specBytes });
    const refused = read.document === null ? [] : this.checkCatalogueAddresses(spec.name, read.document);
    if (refused.length === 0) return read;
    return { document: null, spec: null, job: null, findings: [...read.findings, ...refused] };
  }

  private checkCatalogueAddresses(file: string, { plan }: CwlDocument): CwlFinding[] {
    return plan.inputs.flatMap(({ id, valueFromPlatform: url }) => {
      const fault = url === null ? null : this.catalogue.faultIn(url);
      if (fault === null) return [];
      const place = { file, line: null, column: null, field: `inputs/${id}` };
      return [{ severity: 'error' as const, code: fault.code, message: fault.message, ...place }];
    });
  }
}
