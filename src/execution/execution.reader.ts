import type { Principal } from '../auth/principal';
import type { RevisionFacts } from '../registry/workflow.reader';
import type { ExecutionStatus, StepStatus } from './execution-status';

/** How a client names an execution: by our number, or by REANA's name and run number as the seed does. */
export type ExecutionAddress = { readonly executionId: number } | { readonly reanaName: string; readonly reanaRunNumber: string };

/** What was observed of a run, joined with its plan: all that provenance is made of. */
export interface ObservedExecution {
  readonly id: number;
  readonly uuid: string;
  readonly groupName: string;
  readonly ownerUuid: string;
  readonly ownerUsername: string;
  readonly status: ExecutionStatus;
  readonly failure: { readonly code: string; readonly message: string; readonly step: string | null } | null;
  readonly createdAt: Date;
  /** REANA's times of the run, in whole seconds. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly reanaId: string | null;
  readonly reanaName: string | null;
  readonly reanaRunNumber: string | null;
  readonly engineVersion: string | null;
  /** Who asked to stop it, if that happened. */
  readonly stopRequest: { readonly byUuid: string; readonly at: Date } | null;
  readonly revision: RevisionFacts;
  /** sha256 of the specification that was submitted, in canonical JSON; null before it was. */
  readonly submittedSha256: string | null;
  readonly inputs: readonly ObservedValue[];
  readonly outputs: readonly ObservedValue[];
  readonly steps: readonly ObservedStep[];
}

export interface ObservedStep {
  /** REANA's name of the job, unique in the run: `upper_2`. For a step that never started, its CWL id. */
  readonly name: string;
  /** CWL ids from the outermost workflow inwards: `['train']`, `['sub', 'train']`. Empty: the job fits no step of the plan. */
  readonly path: readonly string[];
  /** Which element of a scatter it is, from 0, in the order in which they were started; null: not scattered. */
  readonly shard: number | null;
  readonly status: StepStatus;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Null: unknown. */
  readonly exitCode: number | null;
  readonly command: string | null;
  readonly image: string | null;
  readonly backendJobId: string | null;
}

/** The value of a port of the workflow. */
export interface ObservedValue {
  /** CWL id of the port. */
  readonly port: string;
  readonly type: string;
  /** A literal, or one, or several files. A Directory is a list of its files. */
  readonly value: ObservedData;
}

export type ObservedData =
  | { readonly kind: 'literal'; readonly value: unknown }
  | ObservedFile
  | { readonly kind: 'list'; readonly directory: string | null; readonly items: readonly ObservedData[] };

export interface ObservedFile {
  readonly kind: 'file';
  /** Path in the workspace: `data/a.csv`, `outputs/chart.svg`. */
  readonly path: string;
  readonly size: number | null;
  /** Null: not observed. */
  readonly sha256: string | null;
  readonly modifiedAt: Date | null;
  /** The catalogue entry or the URL it was fetched from, if any. */
  readonly source: string | null;
  /** The output of an earlier execution that it is, if it is one. */
  readonly fromExecution?: { readonly executionId: number; readonly uuid: string; readonly path: string };
}

/** Read-only door of execution for other rooms. */
export abstract class ExecutionReader {
  /** A visible execution that is not deleted, with all that was observed; throws `execution.not_found`. */
  abstract requireObserved(user: Principal, address: ExecutionAddress): Promise<ObservedExecution>;
}
