import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import type { OutputReference } from '../catalogue/remote-input.reader';
import { ObjectStore } from '../common/objects/object-store';
import { ReanaGateway } from '../reana/reana.gateway';
import type { Execution, OutputInput, OutputLink } from './execution.entity';
import { ExecutionFileNotFoundError, OutputNotReadyError, WorkspaceGoneError } from './execution.errors';
import { ExecutionLookup } from './execution-lookup.service';
import { ENDED } from './execution-status';
import type { SeenFile } from './observation/run-observer.service';
import { OutputFiles } from './output-files.service';

/** An output that can be taken. */
export interface PastOutput extends OutputLink {
  readonly size: number;
  /** Null: it was not read. */
  readonly sha256: string | null;
  /** Its bytes lie here, under their sha256; otherwise in the workspace of its run. */
  readonly isHere: boolean;
  readonly reanaId: string | null;
}

/** Outputs of earlier executions that become inputs of another. */
@Injectable()
export class PastOutputs {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly outputs: OutputFiles,
    private readonly gateway: ReanaGateway,
    private readonly store: ObjectStore,
  ) {}

  /** The outputs in the order of the references. What the caller may not see does not exist; what is gone is told at once. */
  async require(user: Principal, references: readonly OutputReference[]): Promise<PastOutput[]> {
    const byExecution = new Map<number, Map<string, PastOutput>>();
    for (const id of new Set(references.map(({ executionId }) => executionId))) {
      const paths = references.filter(({ executionId }) => executionId === id).map(({ path }) => path);
      byExecution.set(id, await this.ofExecution(await this.lookup.require(user, { executionId: id }), paths));
    }
    return references.flatMap(({ executionId, path }) => byExecution.get(executionId)?.get(path) ?? []);
  }

  /** The bytes of an output, wherever they lie. */
  async open({ output: { executionId, path, sha256, reanaId } }: OutputInput): Promise<Readable> {
    if (sha256 !== null && (await this.store.has(sha256))) return this.store.read(sha256);
    const body = reanaId === null ? null : await this.gateway.readFile(reanaId, path);
    if (body === null) throw new WorkspaceGoneError(executionId);
    return body;
  }

  private async ofExecution(execution: Execution, paths: readonly string[]): Promise<Map<string, PastOutput>> {
    const { id, status } = execution;
    if (!ENDED.includes(status)) throw new OutputNotReadyError(id, status);
    const { workspace, isFinal, batches } = await this.outputs.list(execution);
    const seen = isFinal ? await among(paths, batches) : new Map<string, SeenFile>();
    const missing = paths.find((path) => !seen.has(path));
    if (missing !== undefined)
      throw workspace === 'gone' ? new WorkspaceGoneError(id) : new ExecutionFileNotFoundError(id, missing);
    const found = await Promise.all([...seen.values()].map((file) => this.locate(execution, file)));
    const isAway = found.some(({ isHere }) => !isHere);
    if (isAway && (await this.outputs.isWorkspaceGone(execution))) throw new WorkspaceGoneError(id);
    return new Map(found.map((output) => [output.path, output]));
  }

  private async locate({ id, uuid, reanaId }: Execution, { path, sha256, size }: SeenFile): Promise<PastOutput> {
    const isHere = sha256 !== null && (await this.store.has(sha256));
    return { executionId: id, uuid, path, size, sha256, isHere, reanaId };
  }
}

async function among(paths: readonly string[], batches: AsyncIterable<readonly SeenFile[]>): Promise<Map<string, SeenFile>> {
  const wanted = new Set(paths);
  const found = new Map<string, SeenFile>();
  for await (const batch of batches) for (const file of batch) if (wanted.has(file.path)) found.set(file.path, file);
  return found;
}
