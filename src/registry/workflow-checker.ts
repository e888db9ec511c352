import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CatalogueReader } from '../catalogue/catalogue.reader';
import { utf8Text } from '../common/http/attached-files';
import { ObjectStore } from '../common/objects/object-store';
import { LimitsConfig } from '../config/limits.config';
import { parseYaml, readJob, readWorkflow, type CwlDocument, type CwlFinding } from '../cwl';
import type { AttachedFile } from './workflow.reader';

/** A file that documents may refer to; where its bytes lie is the caller's business. */
export interface ReadableFile extends Pick<AttachedFile, 'path' | 'size'> {
  read(): Promise<Buffer>;
}

export interface Document {
  readonly name: string;
  readonly text: string;
}

/** What the checks at the door made of a workflow. */
export interface CheckedWorkflow {
  /** Null: it cannot run; the findings say why. */
  readonly document: CwlDocument | null;
  readonly spec: unknown;
  readonly job: unknown;
  readonly findings: readonly CwlFinding[];
}

/** Validation at the door: the document, everything it refers to, the job, and the catalogue addresses. */
@Injectable()
export class WorkflowChecker {
  constructor(
    private readonly catalogue: CatalogueReader,
    private readonly limits: LimitsConfig,
    private readonly store: ObjectStore,
  ) {}

  async check(spec: Document, job: Document | null, files: readonly ReadableFile[]): Promise<CheckedWorkflow> {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const read = await readWorkflow(
      {
        name: spec.name,
        text: spec.text,
        readFile: (path) => this.readText(byPath.get(path)),
        hasFile: (path) => byPath.has(path) || files.some((file) => file.path.startsWith(`${path}/`)),
      },
      { maxBytes: this.limits.specBytes },
    );
    const findings = [...read.findings];
    if (read.document !== null) {
      findings.push(...this.checkCatalogueAddresses(spec.name, read.document));
      // without a job the values may come with the execution: what is missing is told then
      if (job !== null) findings.push(...readJob(job, read.document.plan, [...byPath.keys()]).findings);
    }
    const failed = findings.some(({ severity }) => severity === 'error');
    return {
      document: failed ? null : read.document,
      spec: failed ? null : parseYaml(spec.text, spec.name).value,
      job: failed || job === null ? null : parseYaml(job.text, job.name).value,
      findings,
    };
  }

  /** A file of the object store. */
  stored(file: AttachedFile): ReadableFile {
    return { path: file.path, size: file.size, read: () => this.store.readWhole(file.sha256) };
  }

  /** Null also for what is too large or no text: then it is no CWL document. */
  private async readText(file: ReadableFile | undefined): Promise<string | null> {
    if (file === undefined || file.size > this.limits.specBytes) return null;
    return utf8Text(await file.read());
  }

  private checkCatalogueAddresses(file: string, { plan }: CwlDocument): CwlFinding[] {
    return plan.inputs.flatMap(({ id, valueFromPlatform: url }) => {
      const fault = url === null ? null : this.catalogue.faultIn(url);
      if (fault === null) return [];
      return [
        {
          severity: 'error' as const,
          code: fault.code,
          message: fault.message,
          file,
          line: null,
          column: null,
          field: `inputs/${id}`,
        },
      ];
    });
  }
}

export function sha256Of(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
