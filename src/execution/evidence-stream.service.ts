import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { ObjectStore } from '../common/objects/object-store';
import type { EvidenceKind } from './observation/evidence.entity';
import { EvidenceRepository } from './observation/evidence.repository';

const PIECE_BYTES = 64 * 1024;

/** Evidence as a stream of JSON text: that of a run with thousands of jobs or files is too large to be parsed at once. */
@Injectable()
export class EvidenceStream {
  constructor(
    private readonly evidence: EvidenceRepository,
    private readonly store: ObjectStore,
  ) {}

  async open(executionId: number, kind: EvidenceKind): Promise<AsyncIterable<string> | null> {
    const found = await this.evidence.find(executionId, kind);
    if (found?.content) return unzipped(Readable.from([found.content]));
    return found?.objectSha256 ? unzipped(this.store.read(found.objectSha256)) : null;
  }
}

function unzipped(compressed: Readable): AsyncIterable<string> {
  const plain = createGunzip({ chunkSize: PIECE_BYTES }).setEncoding('utf8');
  // what fails is told by the stream that is read
  return pipeline(compressed, plain, () => undefined);
}
