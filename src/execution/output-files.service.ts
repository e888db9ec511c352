import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { membersOf } from '../common/json/json-members';
import { ObjectStore } from '../common/objects/object-store';
import { ReanaGateway } from '../reana/reana.gateway';
import { EvidenceStream } from './evidence-stream.service';
import type { Execution } from './execution.entity';
import { ExecutionStatus } from './execution-status';
import type { SeenFile } from './observation/run-observer.service';
import { wholeFile, type KnownFile } from './whole-file';

export type WorkspaceState = 'present' | 'gone' | 'unknown';

/** The outputs of an execution. */
export interface OutputListing {
  /** As far as it is known without asking REANA for it. */
  readonly workspace: WorkspaceState;
  /** Seen when the run had ended; otherwise as they are in its workspace now. */
  readonly isFinal: boolean;
  /** Sorted by path, some at a time: there may be a hundred thousand. */
  readonly batches: AsyncIterable<readonly SeenFile[]>;
}

export const OUTPUTS = 'outputs/';
const BATCH_FILES = 500;

/** The outputs as they were seen at the end, or as they lie in the workspace while the run goes on. */
@Injectable()
export class OutputFiles {
  constructor(
    private readonly evidence: EvidenceStream,
    private readonly gateway: ReanaGateway,
    private readonly store: ObjectStore,
  ) {}

  async list(execution: Execution): Promise<OutputListing> {
    const evidence = await this.evidence.open(execution.id, 'files');
    if (evidence === null) return this.present(execution);
    const files = await membersOf(evidence, 'files');
    const isGone = files === null || execution.status === ExecutionStatus.Deleted;
    return { workspace: isGone ? 'gone' : 'unknown', isFinal: true, batches: parsed(files ?? []) };
  }

  /** Asks REANA whether the workspace is gone. */
  async isWorkspaceGone({ reanaId }: Execution): Promise<boolean> {
    return reanaId === null || (await this.gateway.listFiles(reanaId)) === null;
  }

  /** The bytes of an output, the very ones that were seen. Null: it is not there (any more). */
  async open({ reanaId }: Execution, file: SeenFile, isFinal: boolean): Promise<Readable | null> {
    const { path, size, sha256, kept } = file;
    const known: KnownFile = { path, size, sha256, mayGrow: !isFinal };
    if (kept && sha256 !== null) return wholeFile(this.store.read(sha256), known);
    const body = reanaId === null ? null : await this.gateway.readFile(reanaId, path);
    return body && wholeFile(body, known);
  }

  private async present({ reanaId }: Execution): Promise<OutputListing> {
    if (reanaId === null) return { workspace: 'unknown', isFinal: false, batches: sliced([]) };
    const files = await this.gateway.listFiles(reanaId);
    const outputs = (files ?? []).filter(({ path }) => path.startsWith(OUTPUTS));
    const seen = outputs.map(({ path, size, modifiedAt }) => ({
      ...{ path, size, modified_at: modifiedAt?.toISOString() ?? null },
      ...{ sha256: null, kept: false },
    }));
    return { workspace: files === null ? 'gone' : 'present', isFinal: false, batches: sliced(seen) };
  }
}

async function* sliced(files: readonly SeenFile[]): AsyncGenerator<readonly SeenFile[]> {
  for (let at = 0; at < files.length; at += BATCH_FILES) yield await Promise.resolve(files.slice(at, at + BATCH_FILES));
}

async function* parsed(members: AsyncIterable<{ readonly json: string }> | []): AsyncGenerator<readonly SeenFile[]> {
  let batch: string[] = [];
  for await (const { json } of members)
    if (batch.push(json) === BATCH_FILES) {
      yield outputsIn(batch);
      batch = [];
    }
  if (batch.length > 0) yield outputsIn(batch);
}

function outputsIn(texts: readonly string[]): SeenFile[] {
  return (JSON.parse(`[${texts.join(',')}]`) as SeenFile[]).filter(({ path }) => path.startsWith(OUTPUTS));
}
