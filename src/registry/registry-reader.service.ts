import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In } from 'typeorm';
import type { Principal } from '../auth/principal';
import { UserReader } from '../auth/user.reader';
import type { CwlPlan } from '../cwl';
import { CwlReading } from './cwl-reading';
import { InputAddresses } from './input-addresses';
import { InvalidJobError, WorkflowNotFoundError } from './registry.errors';
import type { Revision } from './revision.entity';
import { RevisionRepository } from './revision.repository';
import { Workflow } from './workflow.entity';
import {
  WorkflowReader,
  type AttachedFile,
  type PreparedJob,
  type RevisionFacts,
  type RunnableRevision,
} from './workflow.reader';
import { WorkflowRepository } from './workflow.repository';

/** The registry as execution and provenance see it. */
@Injectable()
export class RegistryReaderService extends WorkflowReader {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly workflows: WorkflowRepository,
    private readonly revisions: RevisionRepository,
    private readonly users: UserReader,
    private readonly reading: CwlReading,
    private readonly addresses: InputAddresses,
  ) {
    super();
  }

  async requireCurrentRevision(user: Principal, registryId: number): Promise<RunnableRevision> {
    const workflow = await this.workflows.findVisible(registryId, user.groups);
    const revision = workflow === null ? null : await this.revisions.findByOrdinal(workflow.id, workflow.revision);
    if (workflow === null || revision === null) throw new WorkflowNotFoundError(registryId);
    return this.toRunnable(workflow, revision);
  }

  async requireRevision(revisionId: number): Promise<RunnableRevision> {
    const revision = await this.revisions.findById(revisionId);
    const workflow = revision === null ? null : await this.dataSource.manager.findOneBy(Workflow, { id: revision.workflowId });
    if (workflow === null || revision === null) throw new Error(`revision ${revisionId} is missing`);
    return this.toRunnable(workflow, revision);
  }

  async prepareJob(
    revision: RunnableRevision,
    over: { readonly jobText: string | null; readonly jobFileName: string; readonly files: readonly AttachedFile[] },
  ): Promise<PreparedJob> {
    const laidOver = new Set(over.files.map(({ path }) => path));
    const files = [...revision.files.filter(({ path }) => !laidOver.has(path)), ...over.files];
    const job = { name: over.jobFileName, text: over.jobText ?? revision.jobText };
    const paths = files.map(({ path }) => path);
    const read = await this.reading.readJob({ kind: 'job', job, plan: revision.plan, paths });
    const findings = [...read.findings, ...this.addresses.checkJob(read.remoteFiles)];
    if (findings.some(({ severity }) => severity === 'error')) throw new InvalidJobError(findings);
    const { parameters, platformInputs, remoteFiles } = read;
    return { parameters, files, platformInputs, remoteFiles };
  }

  async findRevisionFacts(revisionIds: readonly number[]): Promise<ReadonlyMap<number, RevisionFacts>> {
    const revisions = await this.revisions.findMany([...new Set(revisionIds)]);
    const workflowIds = [...new Set(revisions.map(({ workflowId }) => workflowId))];
    const workflows = await this.dataSource.manager.findBy(Workflow, { id: In(workflowIds) });
    const authors = await this.users.findUsers([...new Set(revisions.map(({ createdBy }) => createdBy))]);
    const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]));
    const facts = new Map<number, RevisionFacts>();
    for (const revision of revisions) {
      const workflow = byId.get(revision.workflowId);
      if (workflow === undefined) continue;
      facts.set(revision.id, {
        ...{ registryId: workflow.id, workflowUuid: workflow.uuid, name: workflow.name, version: workflow.version },
        ...{ ordinal: revision.ordinal, specSha256: revision.specSha256, registeredAt: revision.createdAt },
        registeredByUuid: authors.get(revision.createdBy)?.uuid ?? '',
        plan: JSON.parse(revision.planJson) as CwlPlan,
      });
    }
    return facts;
  }

  private async toRunnable(workflow: Workflow, revision: Revision): Promise<RunnableRevision> {
    const files = await this.revisions.filesOf(revision.id);
    return {
      ...{ registryId: workflow.id, workflowUuid: workflow.uuid, name: workflow.name, version: workflow.version },
      ...{ groupName: workflow.groupName, reanaName: workflow.reanaName },
      ...{ revisionId: revision.id, ordinal: revision.ordinal, specSha256: revision.specSha256, jobText: revision.jobText },
      plan: JSON.parse(revision.planJson) as CwlPlan,
      packed: JSON.parse(revision.packedJson) as Record<string, unknown>,
      files: files.map(({ path, sha256, size }) => ({ path, sha256, size })),
    };
  }
}
