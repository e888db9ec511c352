import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { ObjectRepository } from '../../common/objects/object.repository';
import { ObjectStore } from '../../common/objects/object-store';
import type { Evidence, EvidenceKind } from './evidence.entity';

const LARGEST_IN_DATABASE = 8 * 1024 * 1024; // a packet of MySQL holds 16 MiB unless set otherwise

/** A piece of evidence that is ready to be stored. */
export type EvidencePiece = Omit<Evidence, 'id' | 'executionId'>;

/** Evidence as compressed JSON, in the database or, when large, in the object store. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly store: ObjectStore,
    private readonly objects: ObjectRepository,
  ) {}

  pack(kind: EvidenceKind, value: unknown): Promise<EvidencePiece> {
    return this.packJson(kind, [Buffer.from(JSON.stringify(value))]);
  }

  /** For what is JSON already, in pieces: the logs of a large run are tens of megabytes. */
  async packJson(kind: EvidenceKind, json: readonly Uint8Array[]): Promise<EvidencePiece> {
    const content = await buffer(Readable.from(json).pipe(createGzip()));
    const createdAt = new Date();
    if (content.length <= LARGEST_IN_DATABASE) return { kind, content, objectSha256: null, createdAt };
    const staged = await this.store.stage(Readable.from([content]), { limit: content.length, name: kind });
    await this.store.keep(staged);
    await this.objects.insertMissing([{ ...staged, mediaType: 'application/gzip' }]);
    return { kind, content: null, objectSha256: staged.sha256, createdAt };
  }
}
