import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { UserReader } from '../auth/user.reader';
import { ObjectStore } from '../common/objects/object-store';
import { RevisionNotFoundError, WorkflowFileNotFoundError, WorkflowNotFoundError } from './registry.errors';
import type { RevisionFile } from './revision-file.entity';
import type { Revision } from './revision.entity';
import { RevisionRepository } from './revision.repository';
import type { Workflow } from './workflow.entity';
import { WorkflowRepository, type DetailRow } from './workflow.repository';

/** One entry as one of its revisions shows it. */
export interface WorkflowDetail {
  readonly row: DetailRow;
  readonly ownerName: string;
}

export interface NamedRevision {
  readonly revision: Revision;
  readonly authorName: string;
}

/** Looks at one entry, its revisions and its files. */
@Injectable()
export class WorkflowDetailService {
  constructor(
    private readonly workflows: WorkflowRepository,
    private readonly revisions: RevisionRepository,
    private readonly users: UserReader,
    private readonly store: ObjectStore,
  ) {}

  /** `ordinal` left out: the current revision. */
  async require(user: Principal, id: number, ordinal?: number): Promise<WorkflowDetail> {
    const row = await this.workflows.findDetail(id, user.groups, ordinal);
    if (row === null) throw new WorkflowNotFoundError(id);
    if (row.ordinal === null) throw new RevisionNotFoundError(id, ordinal ?? row.revision);
    return { row, ownerName: await this.nameOf(Number(row.owner_id)) };
  }

  async nameOf(userId: number): Promise<string> {
    return (await this.users.findUsers([userId])).get(userId)?.username ?? '';
  }

  async listRevisions(user: Principal, id: number): Promise<NamedRevision[]> {
    await this.requireWorkflow(user, id);
    const revisions = await this.revisions.listOf(id);
    const authors = await this.users.findUsers([...new Set(revisions.map(({ createdBy }) => createdBy))]);
    return revisions.map((revision) => ({ revision, authorName: authors.get(revision.createdBy)?.username ?? '' }));
  }

  /** A file of the current revision, streamed. */
  async openFile(user: Principal, id: number, path: string): Promise<{ file: RevisionFile; body: Readable }> {
    const workflow = await this.requireWorkflow(user, id);
    const revision = await this.revisions.findByOrdinal(id, workflow.revision);
    const file = revision === null ? null : await this.revisions.findFile(revision.id, path);
    if (file === null) throw new WorkflowFileNotFoundError(id, path);
    return { file, body: this.store.read(file.sha256) };
  }

  private async requireWorkflow(user: Principal, id: number): Promise<Workflow> {
    const workflow = await this.workflows.findVisible(id, user.groups);
    if (workflow === null) throw new WorkflowNotFoundError(id);
    return workflow;
  }
}
