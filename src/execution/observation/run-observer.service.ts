import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { ObjectRepository } from '../../common/objects/object.repository';
import { ObjectStore } from '../../common/objects/object-store';
import { LimitsConfig } from '../../config/limits.config';
import { ReanaGateway, type ReanaFile, type ReanaRun } from '../../reana/reana.gateway';
import type { EvidencePiece } from './evidence.service';
import { EvidenceService } from './evidence.service';
import { measuredHashes, type MeasuredHashes } from './measured-hashes';
import { readRecords, type MeasuredJob } from './measured-job';

/** Restarts of a run are among the newest runs of its name. */
const NEWEST_RUNS = 20;

/** A file of the workspace when the run had ended; `kept`: its bytes are in the object store. */
export interface SeenFile {
  readonly path: string;
  readonly size: number;
  readonly modified_at: string | null;
  readonly sha256: string | null;
  readonly kept: boolean;
}

/** Evidence `files`: null when the workspace was gone already. */
export interface FilesEvidence {
  readonly files: readonly SeenFile[] | null;
}

export interface Observation {
  /** Null: REANA knows the run no more, so there are no logs. */
  readonly logs: { readonly engine: string; readonly jobs: readonly MeasuredJob[] } | null;
  readonly serverVersion: string | null;
  /** Run number of a restart at REANA, which is another run in the same workspace; null: there is none. */
  readonly restartedAs: string | null;
  readonly evidence: readonly EvidencePiece[];
}

/** Looks at an ended run once and keeps what it sees as it came: state, logs, specification, files and the hashes of outputs. */
@Injectable()
export class RunObserver {
  constructor(
    private readonly gateway: ReanaGateway,
    private readonly store: ObjectStore,
    private readonly objects: ObjectRepository,
    private readonly evidence: EvidenceService,
    private readonly limits: LimitsConfig,
  ) {}

  /** `run` null: REANA knows nothing of it, and nothing can be asked for. `nonce`: marks the records of its steps. */
  async observe(reanaId: string, run: ReanaRun | null, nonce: string | null): Promise<Observation> {
    const server = await this.gateway.server();
    const logs = run === null ? null : await this.gateway.readLogs(reanaId);
    const specification = run === null ? null : await this.gateway.readSpecification(reanaId);
    const jobs = logs === null ? [] : await readRecords(logs.jobs, nonce);
    const files = logs === null ? null : await this.lookAtFiles(reanaId, await measuredHashes(jobs));
    const restartedAs = run === null ? null : await this.findRestart(run);
    const pieces = [
      this.evidence.pack('run', { run, server_version: server.version, restarted_as: restartedAs, observed_at: new Date() }),
      this.evidence.pack('files', { files } satisfies FilesEvidence),
    ];
    if (logs !== null) pieces.push(this.evidence.packJson('logs', logs.raw));
    if (specification !== null) pieces.push(this.evidence.pack('specification', specification));
    return {
      logs: logs === null ? null : { engine: logs.engine, jobs },
      serverVersion: server.version,
      restartedAs,
      evidence: await Promise.all(pieces),
    };
  }

  /** A restart takes the next number behind the point: 3, then 3.1. */
  private async findRestart({ name, runNumber }: ReanaRun): Promise<string | null> {
    const [major, minor = 0] = runNumber.split('.').map(Number);
    const runs = await this.gateway.listRunsNamed(name, NEWEST_RUNS);
    const restart = runs.find((other) => {
      const [otherMajor, otherMinor = 0] = other.runNumber.split('.').map(Number);
      return otherMajor === major && otherMinor > minor;
    });
    return restart?.runNumber ?? null;
  }

  private async lookAtFiles(reanaId: string, measured: MeasuredHashes): Promise<SeenFile[] | null> {
    const listed = await this.gateway.listFiles(reanaId);
    if (listed === null) return null;
    const seen: SeenFile[] = [];
    let room = this.limits.keptExecutionBytes;
    let readable = this.limits.hashedExecutionBytes;
    for (const file of listed) {
      const keep = file.size <= Math.min(this.limits.keptFileBytes, room);
      const sha256 = keep ? null : measured(file.path, file.size);
      const isRead = file.path.startsWith('outputs/') && sha256 === null && (keep || file.size <= readable);
      const one = isRead ? await this.readOutput(reanaId, file, keep) : { ...unread(file), sha256 };
      if (one.kept) room -= one.size;
      else if (isRead) readable -= one.size;
      seen.push(one);
    }
    return seen;
  }

  /** Reads an output once: through the hash, and into the object store when it is to be kept. */
  private async readOutput(reanaId: string, file: ReanaFile, keep: boolean): Promise<SeenFile> {
    const body = await this.gateway.readFile(reanaId, file.path);
    if (body === null) return unread(file);
    if (!keep) return { ...unread(file), ...(await hashed(body)) };
    const staged = await this.store.stage(body, { limit: this.limits.keptFileBytes, name: file.path });
    await this.store.keep(staged);
    await this.objects.insertMissing([staged]);
    return { ...unread(file), size: staged.size, sha256: staged.sha256, kept: true };
  }
}

function unread({ path, size, modifiedAt }: ReanaFile): SeenFile {
  return { path, size, modified_at: modifiedAt?.toISOString() ?? null, sha256: null, kept: false };
}

async function hashed(body: Readable): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), size };
}
