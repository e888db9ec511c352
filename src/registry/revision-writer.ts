import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { UploadedFile } from '../common/http/upload';
import { ObjectRepository } from '../common/objects/object.repository';
import { ObjectStore } from '../common/objects/object-store';
import type { CwlDocument } from '../cwl';
import { RevisionRepository } from './revision.repository';
import type { Document } from './cwl-tasks';
import type { AttachedFile } from './workflow.reader';

/** A revision that passed all checks. */
export interface RevisionDraft {
  readonly spec: Document;
  readonly job: Document | null;
  /** New files, staged. */
  readonly files: readonly UploadedFile[];
  /** Files of the revision before that stay. */
  readonly kept: readonly AttachedFile[];
  readonly checked: { readonly document: CwlDocument; readonly spec: unknown; readonly job: unknown };
}

interface Placed {
  readonly workflowId: number;
  readonly ordinal: number;
  readonly createdBy: number;
  readonly createdAt: Date;
}

/** Writes a revision: rows first, then the bytes under their hashes, all before the transaction is committed. */
@Injectable()
export class RevisionWriter {
  constructor(
    private readonly revisions: RevisionRepository,
    private readonly objects: ObjectRepository,
    private readonly store: ObjectStore,
  ) {}

  async write(draft: RevisionDraft & Placed, manager: EntityManager): Promise<number> {
    const { spec, job, checked, workflowId, ordinal, createdBy, createdAt } = draft;
    const fresh = draft.files.map(({ path, staged: { sha256, size } }) => ({ path, sha256, size }));
    const files = [...fresh, ...draft.kept.map(({ path, sha256, size }) => ({ path, sha256, size }))];
    await this.objects.insertMissing(fresh, manager);
    const specSha256 = sha256Of(spec.text);
    const revisionId = await this.revisions.insert(
      {
        ...{ workflowId, ordinal, createdBy, createdAt },
        contentSha256: contentHash(specSha256, job, files),
        specName: spec.name,
        specSha256,
        specText: spec.text,
        specJson: JSON.stringify(checked.spec),
        jobName: job?.name ?? null,
        jobText: job?.text ?? null,
        jobJson: job === null ? null : JSON.stringify(checked.job),
        planJson: JSON.stringify(checked.document.plan),
        packedJson: JSON.stringify(checked.document.packed),
      },
      files,
      manager,
    );
    for (const { staged } of draft.files) await this.store.keep(staged);
    return revisionId;
  }
}

function contentHash(specSha256: string, job: Document | null, files: readonly AttachedFile[]): string {
  const lines = files.map(({ path, sha256 }) => `${sha256} ${path}`).sort();
  return sha256Of([specSha256, job === null ? '-' : sha256Of(job.text), ...lines].join('\n'));
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
