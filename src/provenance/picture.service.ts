import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../common/errors/domain-error';
import { ProvenanceConfig } from '../config/provenance.config';
import { GraphTooLargeError } from './drawing/drawing.errors';
import type { PictureWish } from './picture/picture-format';
import { PictureUnavailableError } from './provenance.errors';
import type { RunRecord } from './run-record';
import { RecordThreads } from './threads/record-threads';

const CACHE_BYTES = 8 * 1024 * 1024;

export interface Picture {
  readonly bytes: Buffer;
  /** Equal tags, equal pictures. */
  readonly tag: string;
}

/** Draws records for people; equal pictures are drawn once, also when they are asked for at the same time. */
@Injectable()
export class PictureService {
  private readonly logger = new Logger(PictureService.name);
  private readonly drawn = new LRUCache<string, Buffer>({ maxSize: CACHE_BYTES, sizeCalculation: ({ length }) => length });
  private readonly inWork = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly threads: RecordThreads,
    private readonly config: ProvenanceConfig,
  ) {}

  async draw(record: RunRecord, wish: PictureWish): Promise<Picture> {
    const tag = `${record.tag}.${wish.detail}.${wish.format}`;
    return { bytes: this.drawn.get(tag) ?? (await this.drawOnce(tag, record, wish)), tag };
  }

  private drawOnce(tag: string, record: RunRecord, wish: PictureWish): Promise<Buffer> {
    const started = this.inWork.get(tag);
    if (started !== undefined) return started;
    const work = this.render(record, wish)
      .then((bytes) => {
        this.drawn.set(tag, bytes);
        return bytes;
      })
      .finally(() => this.inWork.delete(tag));
    this.inWork.set(tag, work);
    return work;
  }

  private async render(record: RunRecord, wish: PictureWish): Promise<Buffer> {
    const { drawMaxNodes: maxNodes, drawLimitMilliseconds } = this.config;
    try {
      const { buffer, byteOffset, length } = await this.threads.draw({ record, wish, maxNodes }, drawLimitMilliseconds);
      return Buffer.from(buffer, byteOffset, length);
    } catch (error) {
      throw this.refusalOf(error);
    }
  }

  /** A layout may also end its worker by taking more memory than there is. */
  private refusalOf(error: unknown): unknown {
    if (error instanceof DomainError && !(error instanceof GraphTooLargeError)) return error;
    if (!(error instanceof GraphTooLargeError)) this.logger.error(error);
    return new PictureUnavailableError(this.config.drawLimitMilliseconds / 1000, error);
  }
}
