import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { CatalogueReader, type CatalogueEntry } from '../catalogue/catalogue.reader';
import { InvalidFileError } from '../common/errors/domain-error';
import { cleanFiles, documentText } from '../common/http/attached-files';
import type { UploadedDocument, UploadedFile } from '../common/http/upload';
import { ObjectRepository } from '../common/objects/object.repository';
import { ObjectStore } from '../common/objects/object-store';
import { WorkflowReader, type AttachedFile, type PreparedJob } from '../registry/workflow.reader';
import type { PlatformInput } from './execution.entity';
import type { NewExecution } from './execution.repository';
import { waitingSteps } from './observation/observed-steps';
import { plannedSteps } from './observation/planned-steps';
import type { StepState } from './step.repository';

export interface StartExecution {
  readonly registryId: number;
  /** A job in place of the registered one. */
  readonly job: UploadedDocument | undefined;
  /** Laid over the registered files. */
  readonly files: readonly UploadedFile[];
}

export interface ExecutionDraft {
  readonly execution: NewExecution;
  readonly steps: readonly StepState[];
}

/** Checks everything that can be wrong with a request to execute, and works out what is to run. */
@Injectable()
export class ExecutionDrafts {
  constructor(
    private readonly workflows: WorkflowReader,
    private readonly catalogue: CatalogueReader,
    private readonly store: ObjectStore,
    private readonly objects: ObjectRepository,
  ) {}

  async draft(user: Principal, { registryId, job, files }: StartExecution): Promise<ExecutionDraft> {
    const revision = await this.workflows.requireCurrentRevision(user, registryId);
    const over = cleanFiles(files);
    const prepared = await this.workflows.prepareJob(revision, {
      jobText: job === undefined ? null : jobOf(job).text,
      jobFileName: job?.name || 'input_file',
      files: over.map(({ path, staged }): AttachedFile => ({ path, sha256: staged.sha256, size: staged.size })),
    });
    const platformInputs = await this.lookUp(prepared);
    await this.keep(over);
    return {
      execution: {
        uuid: randomUUID(),
        revisionId: revision.revisionId,
        registryId: revision.registryId,
        workflowName: revision.name,
        workflowVersion: revision.version,
        groupName: revision.groupName,
        ownerId: user.id,
        reanaName: revision.reanaName,
        jobText: job === undefined ? null : jobOf(job).text,
        parameters: { ...prepared.parameters, ...locations(platformInputs) },
        files: prepared.files,
        platformInputs,
        marker: randomUUID(),
        createdAt: new Date(),
      },
      steps: waitingSteps(plannedSteps(revision.plan)),
    };
  }

  private async lookUp({ platformInputs, files }: PreparedJob): Promise<Record<string, PlatformInput>> {
    const ids = Object.keys(platformInputs);
    const entries = await this.catalogue.lookUp(Object.values(platformInputs));
    const taken = new Set(files.map(({ path }) => path));
    const found: Record<string, PlatformInput> = {};
    for (const [index, entry] of entries.entries()) {
      const id = ids[index] ?? '';
      const path = freePath(entry, id, taken);
      taken.add(path);
      found[id] = { entry, path };
    }
    return found;
  }

  private async keep(files: readonly UploadedFile[]): Promise<void> {
    for (const { staged } of files) await this.store.keep(staged);
    await this.objects.insertMissing(files.map(({ staged }) => staged));
  }
}

function jobOf(job: UploadedDocument): { name: string; text: string } {
  const document = documentText(job, 'input_file');
  if (document === null) throw new InvalidFileError(`The file ${job.name || 'input_file'} (input_file) is empty.`);
  return document;
}

/** The name that the catalogue gives the file, below the input's id when another file has it. */
function freePath({ distribution }: CatalogueEntry, inputId: string, taken: ReadonlySet<string>): string {
  const name = distribution.fileName ?? inputId;
  return [name, `${inputId}/${name}`].find((path) => !taken.has(path)) ?? `${inputId}-${randomUUID()}/${name}`;
}

function locations(inputs: Readonly<Record<string, PlatformInput>>): Record<string, unknown> {
  const located = Object.entries(inputs).map(([id, { path }]) => {
    const location = path.split('/').map(encodeURIComponent).join('/');
    return [id, { class: 'File', location }] as const;
  });
  return Object.fromEntries(located);
}
