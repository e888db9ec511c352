import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal';
import { UserReader } from '../../auth/user.reader';
import { membersOf, textOf } from '../../common/json/json-members';
import { WorkflowReader } from '../../registry/workflow.reader';
import { EvidenceStream } from '../evidence-stream.service';
import type { Execution } from '../execution.entity';
import { ExecutionLookup } from '../execution-lookup.service';
import {
  ExecutionReader,
  type ExecutionAddress,
  type ObservedExecution,
  type ObservedFile,
  type ObservedStep,
} from '../execution.reader';
import { StepReadingRepository, type DetailedStep } from '../step-reading.repository';
import { finalOutput, inputPath, inputValues, outputPath, outputValues } from './observed-values';
import type { SeenFile } from './run-observer.service';

/** Executions as provenance sees them: rows and evidence, joined with the plan. */
@Injectable()
export class ObservedExecutionService extends ExecutionReader {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly steps: StepReadingRepository,
    private readonly evidence: EvidenceStream,
    private readonly workflows: WorkflowReader,
    private readonly users: UserReader,
  ) {
    super();
  }

  async requireObserved(user: Principal, address: ExecutionAddress): Promise<ObservedExecution> {
    const execution = await this.lookup.require(user, address);
    const people = await this.users.findUsers([execution.ownerId, execution.stopRequestedBy ?? execution.ownerId]);
    const revision = (await this.workflows.findRevisionFacts([execution.revisionId])).get(execution.revisionId);
    if (revision === undefined) throw new Error(`revision ${execution.revisionId} is missing`);
    const output = finalOutput(await this.engineText(execution));
    const files = await this.outputFiles(execution);
    const owner = people.get(execution.ownerId);
    return {
      ...factsOf(execution),
      ownerUuid: owner?.uuid ?? '',
      ownerUsername: owner?.username ?? '',
      stopRequest: stopRequestOf(execution, people),
      revision,
      inputs: inputValues(revision.plan, execution.parameters, { pathOf: inputPath, files: inputFiles(execution) }),
      outputs: outputValues(revision.plan, output, { pathOf: outputPath, files }),
      steps: await this.stepsOf(execution),
    };
  }

  /** What the engine printed; empty: nothing is known of it. */
  private async engineText({ id }: Execution): Promise<string> {
    const evidence = await this.evidence.open(id, 'logs');
    return evidence === null ? '' : (await Readable.from(textOf(textOf(evidence, 'logs'), 'workflow_logs')).toArray()).join('');
  }

  /** Others have their turn in between: there may be ten thousand. */
  private async stepsOf({ id }: Execution): Promise<ObservedStep[]> {
    const steps: ObservedStep[] = [];
    for await (const batch of this.steps.detailedBatches(id)) {
      steps.push(...batch.map(observedStep));
      await setImmediate();
    }
    return steps;
  }

  /** By path, each made as it is read: there may be a hundred thousand. */
  private async outputFiles({ id }: Execution): Promise<ReadonlyMap<string, ObservedFile>> {
    const evidence = await this.evidence.open(id, 'files');
    const files = new Map<string, ObservedFile>();
    for await (const { json } of (evidence && (await membersOf(evidence, 'files'))) ?? []) {
      const file = observedFile(JSON.parse(json) as SeenFile);
      files.set(file.path, file);
    }
    return files;
  }
}

function factsOf(execution: Execution) {
  const { failureCode: code, failureMessage: message, failureStep: step } = execution;
  return {
    id: execution.id,
    uuid: execution.uuid,
    groupName: execution.groupName,
    status: execution.status,
    failure: code === null ? null : { code, message: message ?? '', step },
    createdAt: execution.createdAt,
    startedAt: execution.startedAt,
    endedAt: execution.endedAt,
    reanaId: execution.reanaId,
    reanaName: execution.reanaId === null ? null : execution.reanaName,
    reanaRunNumber: execution.reanaRunNumber,
    engineVersion: execution.engineVersion,
    submittedSha256: execution.submittedSha256,
  };
}

function stopRequestOf(
  { stopRequestedAt: at, stopRequestedBy: by }: Execution,
  people: ReadonlyMap<number, { readonly uuid: string }>,
): ObservedExecution['stopRequest'] {
  return at === null || by === null ? null : { byUuid: people.get(by)?.uuid ?? '', at };
}

function inputFiles({ files }: Execution): ReadonlyMap<string, ObservedFile> {
  return new Map(
    files.map(({ path, size, sha256, source, fromExecution }) => {
      const link = fromExecution === undefined ? {} : { fromExecution };
      return [path, { kind: 'file', path, size, sha256, modifiedAt: null, source: source ?? null, ...link }];
    }),
  );
}

function observedFile({ path, size, sha256, modified_at: modified }: SeenFile): ObservedFile {
  return { kind: 'file', path, size, sha256, modifiedAt: modified === null ? null : new Date(modified), source: null };
}

function observedStep(step: DetailedStep): ObservedStep {
  const { name, path, shard, status, startedAt, endedAt, exitCode, command, image, backendJobId } = step;
  return { name, path, shard, status, startedAt, endedAt, exitCode, command, image, backendJobId };
}
