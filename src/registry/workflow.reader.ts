import type { CwlPlan, RemoteFile } from '../cwl';
import type { Principal } from '../auth/principal';

/** A file attached to a revision, or laid over it for one execution; its bytes are in the object store. */
export interface AttachedFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** All that is needed to run a revision, and to tell later what ran. */
export interface RunnableRevision {
  readonly registryId: number;
  readonly workflowUuid: string;
  readonly name: string;
  readonly version: string;
  readonly groupName: string;
  /** The name of all its runs at REANA, fixed at registration. */
  readonly reanaName: string;
  readonly revisionId: number;
  /** From 1 within the entry. */
  readonly ordinal: number;
  readonly plan: CwlPlan;
  /** The packed document: `cwlVersion`, `$graph`, main process `#main`; vendor fields removed. */
  readonly packed: Readonly<Record<string, unknown>>;
  /** sha256 of the bytes of the registered spec file. */
  readonly specSha256: string;
  /** The registered job file, as text; null: none was given. */
  readonly jobText: string | null;
  readonly files: readonly AttachedFile[];
}

/** What provenance tells of a revision. */
export interface RevisionFacts {
  readonly registryId: number;
  readonly workflowUuid: string;
  readonly name: string;
  readonly version: string;
  readonly ordinal: number;
  readonly specSha256: string;
  readonly registeredAt: Date;
  readonly registeredByUuid: string;
  readonly plan: CwlPlan;
}

/** A job that fits the revision: every input has a value of its type, every file is attached or to be fetched. */
export interface PreparedJob {
  /** `location` of each File is the path of an attached file, or the address of one of `remoteFiles`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The registered files with those of the execution laid over them. */
  readonly files: readonly AttachedFile[];
  /** Where the value of an input comes from when it is not the job: input id -> address of a catalogue entry or an output. */
  readonly platformInputs: Readonly<Record<string, string>>;
  /** The Files that the job names by an address which may be used. */
  readonly remoteFiles: readonly RemoteFile[];
}

/** Read-only door of the registry for other rooms. */
export abstract class WorkflowReader {
  /** The current revision of a visible entry; throws `registry.not_found`. */
  abstract requireCurrentRevision(user: Principal, registryId: number): Promise<RunnableRevision>;

  /** A revision by its own id, also of a deleted entry: what an execution points at. */
  abstract requireRevision(revisionId: number): Promise<RunnableRevision>;

  /** Checks a job against the revision; throws `registry.invalid_job` with all findings. `jobText` null: the registered job. */
  abstract prepareJob(
    revision: RunnableRevision,
    over: { readonly jobText: string | null; readonly jobFileName: string; readonly files: readonly AttachedFile[] },
  ): Promise<PreparedJob>;

  /** The facts of revisions by id, in one query. */
  abstract findRevisionFacts(revisionIds: readonly number[]): Promise<ReadonlyMap<number, RevisionFacts>>;
}
