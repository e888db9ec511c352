import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { InvalidFileError } from '../common/errors/domain-error';
import { cleanFiles, documentText } from '../common/http/attached-files';
import type { UploadedDocument, UploadedFile } from '../common/http/upload';
import { ObjectRepository } from '../common/objects/object.repository';
import { ObjectStore } from '../common/objects/object-store';
import { WorkflowReader, type AttachedFile, type RunnableRevision } from '../registry/workflow.reader';
import type { Execution } from './execution.entity';
import { ExecutionLookup } from './execution-lookup.service';
import type { NewExecution } from './execution.repository';
import { JobInputs } from './job-inputs.service';
import { waitingSteps } from './observation/observed-steps';
import { plannedSteps } from './observation/planned-steps';
import { StepInstrumentation } from './step-instrumentation';
import type { StepState } from './step.repository';

/** What may be given with a request to execute. */
interface GivenInputs {
  /** A job in place of the one that was there. */
  readonly job: UploadedDocument | undefined;
  /** Laid over the files that were there. */
  readonly files: readonly UploadedFile[];
}

export interface StartExecution extends GivenInputs {
  readonly registryId: number;
}

export interface RepeatExecution extends GivenInputs {
  /** The execution that is repeated. */
  readonly executionId: number;
}

export interface ExecutionDraft {
  readonly execution: NewExecution;
  readonly steps: readonly StepState[];
}

type DraftedInputs = Pick<NewExecution, 'jobText' | 'parameters' | 'files' | 'platformInputs'>;

/** Checks everything that can be wrong with a request to execute, and works out what is to run. */
@Injectable()
export class ExecutionDrafts {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly workflows: WorkflowReader,
    private readonly inputs: JobInputs,
    private readonly store: ObjectStore,
    private readonly objects: ObjectRepository,
    private readonly instrumentation: StepInstrumentation,
  ) {}

  async draft(user: Principal, command: StartExecution | RepeatExecution): Promise<ExecutionDraft> {
    return 'executionId' in command ? this.draftAgain(user, command) : this.draftFirst(user, command);
  }

  private async draftFirst(user: Principal, { registryId, job, files }: StartExecution): Promise<ExecutionDraft> {
    const revision = await this.workflows.requireCurrentRevision(user, registryId);
    const jobText = job === undefined ? null : jobOf(job).text;
    return this.draftOf(user, revision, await this.prepare(user, revision, { jobText, job, kept: [], files }));
  }

  /** The same revision, also when the workflow has changed since; the very bytes that the original took, unless others are given. */
  private async draftAgain(user: Principal, { executionId, job, files }: RepeatExecution): Promise<ExecutionDraft> {
    const original = await this.lookup.require(user, { executionId });
    const revision = await this.workflows.requireRevision(original.revisionId);
    const isChanged = job !== undefined || files.length > 0;
    const inputs = isChanged ? await this.prepareOver(user, { revision, original }, { job, files }) : original;
    const { jobText, parameters, files: taken, platformInputs } = inputs;
    const draft = this.draftOf(user, revision, { jobText, parameters, files: taken, platformInputs });
    return { ...draft, execution: { ...draft.execution, rerunOf: original.id } };
  }

  private draftOf(user: Principal, revision: RunnableRevision, inputs: DraftedInputs): ExecutionDraft {
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
        ...inputs,
        ...this.instrumentation.decide(revision.packed),
        rerunOf: null,
        marker: randomUUID(),
        createdAt: new Date(),
      },
      steps: waitingSteps(plannedSteps(revision.plan)),
    };
  }

  private prepareOver(
    user: Principal,
    { revision, original }: { readonly revision: RunnableRevision; readonly original: Execution },
    { job, files }: GivenInputs,
  ): Promise<DraftedInputs> {
    const jobText = job === undefined ? original.jobText : jobOf(job).text;
    const kept = original.files.filter(({ source, fromExecution }) => source === undefined && fromExecution === undefined);
    return this.prepare(user, revision, { jobText, job, kept, files });
  }

  /** `kept`: files that were laid over the registered ones before. */
  private async prepare(
    user: Principal,
    revision: RunnableRevision,
    { jobText, job, kept, files }: GivenInputs & { jobText: string | null; kept: readonly AttachedFile[] },
  ): Promise<DraftedInputs> {
    const over = cleanFiles(files);
    const given = over.map(({ path, staged }): AttachedFile => ({ path, sha256: staged.sha256, size: staged.size }));
    const replaced = new Set(given.map(({ path }) => path));
    const prepared = await this.workflows.prepareJob(revision, {
      jobText,
      jobFileName: job?.name || 'input_file',
      files: [...kept.filter(({ path }) => !replaced.has(path)), ...given],
    });
    const placed = await this.inputs.place(user, prepared);
    await this.keep(over);
    return { jobText, ...placed };
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
