import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal';
import { UserReader } from '../../auth/user.reader';
import { logsFrom } from '../../reana/reana.gateway';
import { WorkflowReader } from '../../registry/workflow.reader';
import type { Execution } from '../execution.entity';
import { ExecutionLookup } from '../execution-lookup.service';
import {
  ExecutionReader,
  type ExecutionAddress,
  type ObservedExecution,
  type ObservedFile,
  type ObservedStep,
} from '../execution.reader';
import type { Step } from '../step.entity';
import { StepRepository } from '../step.repository';
import { EvidenceService } from './evidence.service';
import { finalOutput, inputPath, inputValues, outputPath, outputValues } from './observed-values';
import type { FilesEvidence, SeenFile } from './run-observer.service';

/** Executions as provenance sees them: rows and evidence, joined with the plan. */
@Injectable()
export class ObservedExecutionService extends ExecutionReader {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly steps: StepRepository,
    private readonly evidence: EvidenceService,
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
    const logs = await this.evidence.read<unknown>(execution.id, 'logs');
    const output = logs === null ? null : finalOutput(logsFrom(logs).engine);
    const seen = await this.evidence.read<FilesEvidence>(execution.id, 'files');
    const owner = people.get(execution.ownerId);
    const steps = await this.steps.listOf(execution.id);
    return {
      ...factsOf(execution),
      ownerUuid: owner?.uuid ?? '',
      ownerUsername: owner?.username ?? '',
      stopRequest: stopRequestOf(execution, people),
      revision,
      inputs: inputValues(revision.plan, execution.parameters, { pathOf: inputPath, files: inputFiles(execution) }),
      outputs: outputValues(revision.plan, output, { pathOf: outputPath, files: outputFiles(seen?.files ?? []) }),
      steps: steps.map(observedStep),
    };
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

function outputFiles(files: readonly SeenFile[]): ReadonlyMap<string, ObservedFile> {
  return new Map(
    files.map(({ path, size, sha256, modified_at: modified }) => [
      path,
      { kind: 'file', path, size, sha256, modifiedAt: modified === null ? null : new Date(modified), source: null },
    ]),
  );
}

function observedStep(step: Step): ObservedStep {
  const { name, path, shard, status, startedAt, endedAt, exitCode, command, image, backendJobId } = step;
  return { name, path, shard, status, startedAt, endedAt, exitCode, command, image, backendJobId };
}
