import { promisify } from 'node:util';
import { Readable } from 'node:stream';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { ObjectRepository } from '../../common/objects/object.repository';
import { ObjectStore } from '../../common/objects/object-store';
import type { Evidence, EvidenceKind } from './evidence.entity';
import { EvidenceRepository } from './evidence.repository';

const LARGEST_IN_DATABASE = 8 * 1024 * 1024; // a packet of MySQL holds 16 MiB unless set otherwise
const LARGEST_TEXT = 512 * 1024 * 1024;

/** A piece of evidence that is ready to be stored. */
export type EvidencePiece = Omit<Evidence, 'id' | 'executionId'>;

/** Evidence as compressed JSON, in the database or, when large, in the object store. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly evidence: EvidenceRepository,
    private readonly store: ObjectStore,
    private readonly objects: ObjectRepository,
  ) {}

  pack(kind: EvidenceKind, value: unknown): Promise<EvidencePiece> {
    return this.packText(kind, JSON.stringify(value));
  }

  /** For what is JSON already: the logs of a large run are tens of megabytes. */
  async packText(kind: EvidenceKind, json: string): Promise<EvidencePiece> {
    const content = await promisify(gzip)(json);
    const createdAt = new Date();
    if (content.length <= LARGEST_IN_DATABASE) return { kind, content, objectSha256: null, createdAt };
    const staged = await this.store.stage(Readable.from([content]), { limit: content.length, name: kind });
    await this.store.keep(staged);
    await this.objects.insertMissing([{ ...staged, mediaType: 'application/gzip' }]);
    return { kind, content: null, objectSha256: staged.sha256, createdAt };
  }

  async read<Value>(executionId: number, kind: EvidenceKind): Promise<Value | null> {
    const found = await this.evidence.find(executionId, kind);
    if (found === null) return null;
    const content = found.content ?? (found.objectSha256 === null ? null : await this.store.readWhole(found.objectSha256));
    if (content === null) return null;
    const text = await promisify(gunzip)(content, { maxOutputLength: LARGEST_TEXT });
    return JSON.parse(text.toString('utf8')) as Value;
  }
}
