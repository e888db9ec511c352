import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Permission, requireGroup, requirePermission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { inTransaction } from '../common/database/transactions';
import { InvalidFileError } from '../common/errors/domain-error';
import { cleanFiles, documentText } from '../common/http/attached-files';
import type { UploadedDocument, Uploads } from '../common/http/upload';
import { ObjectStore } from '../common/objects/object-store';
import type { CwlFinding } from '../cwl';
import {
  ConcurrentUpdateError,
  InvalidWorkflowError,
  MissingSpecError,
  NothingToUpdateError,
  WorkflowNotFoundError,
} from './registry.errors';
import type { Document, ReadableFile, WorkflowResult } from './cwl-tasks';
import { RevisionWriter, type RevisionDraft } from './revision-writer';
import { RevisionRepository } from './revision.repository';
import { WorkflowChecker } from './workflow-checker';
import type { Workflow } from './workflow.entity';
import { WorkflowRepository } from './workflow.repository';

export interface RegisterWorkflow {
  readonly name: string;
  readonly version: string;
}

export interface UpdateWorkflow {
  readonly name?: string;
  readonly version?: string;
}

export interface Registered {
  readonly workflow: Workflow;
  readonly warnings: readonly CwlFinding[];
}

/** Registers, updates and deletes entries; what is refused leaves nothing behind. */
@Injectable()
export class WorkflowService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly workflows: WorkflowRepository,
    private readonly revisions: RevisionRepository,
    private readonly writer: RevisionWriter,
    private readonly checker: WorkflowChecker,
    private readonly store: ObjectStore,
  ) {}

  async register(user: Principal, { name, version }: RegisterWorkflow, uploads: Uploads): Promise<Registered> {
    const groupName = requireGroup(user);
    const { draft, warnings } = await this.draftOf(uploads);
    const now = new Date();
    const workflow = await inTransaction(this.dataSource, async (manager) => {
      const row = { uuid: randomUUID(), groupName, name, version, ownerId: user.id, reanaName: '', revision: 1 };
      const inserted = await this.workflows.insert({ ...row, deletedId: 0, createdAt: now, updatedAt: now }, manager);
      const reanaName = reanaNameOf(inserted);
      await this.workflows.update(inserted, { reanaName }, manager);
      await this.writer.write({ ...draft, workflowId: inserted.id, ordinal: 1, createdBy: user.id, createdAt: now }, manager);
      return { ...inserted, reanaName };
    });
    return { workflow, warnings };
  }

  /** The same checks as register; stores nothing. */
  async validate(uploads: Uploads): Promise<WorkflowResult> {
    const { spec, job, files } = this.documentsOf(uploads);
    return this.checker.check(spec, job, files.map(staged));
  }

  /** Makes a new revision of what was given and what stays; earlier executions keep theirs. */
  async update(user: Principal, id: number, changes: UpdateWorkflow, uploads: Uploads): Promise<Registered> {
    const workflow = await this.workflows.findVisible(id, user.groups);
    if (workflow === null) throw new WorkflowNotFoundError(id);
    requirePermission(user, Permission.WorkflowUpdate, workflow);
    const hasUploads = Object.keys(uploads.documents).length > 0 || uploads.files.length > 0 || uploads.filesCleared;
    if (!hasUploads && changes.name === undefined && changes.version === undefined) throw new NothingToUpdateError();

    const { draft, warnings } = await this.draftOver(workflow, uploads);
    const now = new Date();
    const changed = {
      name: changes.name ?? workflow.name,
      version: changes.version ?? workflow.version,
      revision: workflow.revision + 1,
      updatedAt: now,
    };
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.workflows.advance(workflow, changed, manager))) throw new ConcurrentUpdateError(id);
      await this.writer.write(
        { ...draft, workflowId: id, ordinal: changed.revision, createdBy: user.id, createdAt: now },
        manager,
      );
    });
    return { workflow: { ...workflow, ...changed }, warnings };
  }

  /** Hides the entry and frees its name and version; executions, revisions and files stay. */
  async delete(user: Principal, id: number): Promise<void> {
    const workflow = await this.workflows.findVisible(id, user.groups);
    if (workflow === null) throw new WorkflowNotFoundError(id);
    requirePermission(user, Permission.WorkflowDelete, workflow);
    if (!(await this.workflows.delete(id, new Date()))) throw new WorkflowNotFoundError(id);
  }

  private async draftOf(uploads: Uploads): Promise<{ draft: RevisionDraft; warnings: CwlFinding[] }> {
    const { spec, job, files } = this.documentsOf(uploads);
    const checked = await this.checker.check(spec, job, files.map(staged));
    return { draft: { spec, job, files, kept: [], checked: accepted(checked) }, warnings: warningsOf(checked) };
  }

  /** The current revision with the given parts in place of its own. */
  private async draftOver(workflow: Workflow, uploads: Uploads): Promise<{ draft: RevisionDraft; warnings: CwlFinding[] }> {
    const current = await this.revisions.findByOrdinal(workflow.id, workflow.revision);
    if (current === null) throw new WorkflowNotFoundError(workflow.id);
    const { spec_file: spec, input_file: job } = uploads.documents;
    const files = cleanFiles(uploads.files);
    const kept = files.length > 0 || uploads.filesCleared ? [] : await this.revisions.filesOf(current.id);
    const newSpec = spec === undefined ? { name: current.specName, text: current.specText } : specOf(spec);
    const oldJob = current.jobText === null ? null : { name: current.jobName ?? 'job', text: current.jobText };
    const newJob = job === undefined ? oldJob : documentText(job, 'input_file');
    const readable = [...files.map(staged), ...kept.map((file) => ({ ...file, location: this.store.locationOf(file.sha256) }))];
    const checked = await this.checker.check(newSpec, newJob, readable);
    return { draft: { spec: newSpec, job: newJob, files, kept, checked: accepted(checked) }, warnings: warningsOf(checked) };
  }

  private documentsOf(uploads: Uploads) {
    const { spec_file: spec, input_file: job } = uploads.documents;
    if (spec === undefined) throw new MissingSpecError();
    if (job?.bytes.length === 0 && job.name !== '') throw new InvalidFileError(`The file ${job.name} (input_file) is empty.`);
    const jobDocument = job === undefined ? null : documentText(job, 'input_file');
    return { spec: specOf(spec), job: jobDocument, files: cleanFiles(uploads.files) };
  }
}

function specOf(spec: UploadedDocument): Document {
  const document = documentText(spec, 'spec_file');
  if (document === null) throw new InvalidFileError(`The file ${spec.name || 'spec_file'} is empty.`);
  return document;
}

function staged({ path, staged: object }: ReturnType<typeof cleanFiles>[number]): ReadableFile {
  return { path, size: object.size, location: object.path };
}

function accepted(checked: WorkflowResult): RevisionDraft['checked'] {
  if (checked.document === null) throw new InvalidWorkflowError(checked.findings);
  return { document: checked.document, spec: checked.spec, job: checked.job };
}

function warningsOf({ findings }: WorkflowResult): CwlFinding[] {
  return findings.filter(({ severity }) => severity === 'warning');
}

const LONGEST_REANA_NAME = 60;

/** `weather-v1-0-17`: letters, digits and hyphens only, since REANA refuses dots; the number keeps it unique. */
export function reanaNameOf({ id, name, version }: Pick<Workflow, 'id' | 'name' | 'version'>): string {
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '');
  const tail = `-v${slug(version) || 'x'}-${id}`;
  const head = (slug(name) || 'workflow').slice(0, LONGEST_REANA_NAME - tail.length).replace(/-+$/, '');
  return `${head}${tail}`;
}
