import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../common/errors/domain-error';
import { ProvenanceConfig } from '../config/provenance.config';
import { measure, toDot } from '../prov';
import { GraphTooLargeError } from './drawing/drawing.errors';
import { GraphRenderer } from './drawing/graph-renderer';
import { PictureFormat } from './picture/picture-format';
import { toView, type PictureDetail, type PictureView } from './picture/run-view';
import { PictureUnavailableError, TooManyNodesError } from './provenance.errors';
import type { RunRecord } from './run-record';
import { nextTurn } from './time-slices';

const CACHE_BYTES = 8 * 1024 * 1024;

export interface PictureWish {
  readonly format: PictureFormat;
  readonly detail: PictureDetail;
}

export interface Picture {
  readonly bytes: Buffer;
  /** Equal tags, equal pictures. */
  readonly tag: string;
}

/** Draws records for people; equal pictures are drawn once, also when they are asked for at the same time. */
@Injectable()
export class PictureService implements OnModuleDestroy {
  private readonly logger = new Logger(PictureService.name);
  private readonly drawn = new LRUCache<string, Buffer>({ maxSize: CACHE_BYTES, sizeCalculation: ({ length }) => length });
  private readonly inWork = new Map<string, Promise<Buffer>>();
  /** Its worker takes memory that a service nobody asks for pictures does not need. */
  private renderer: GraphRenderer | undefined;

  constructor(private readonly config: ProvenanceConfig) {}

  async draw(record: RunRecord, wish: PictureWish): Promise<Picture> {
    const tag = `${record.tag}.${wish.detail}.${wish.format}`;
    return { bytes: this.drawn.get(tag) ?? (await this.drawOnce(tag, record, wish)), tag };
  }

  async onModuleDestroy(): Promise<void> {
    await this.renderer?.close();
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

  private async render(record: RunRecord, { format, detail }: PictureWish): Promise<Buffer> {
    const view = toView(await record.document(), detail);
    await nextTurn();
    this.refuseTooMany(view);
    const dot = toDot(view.document, view.options);
    await nextTurn();
    this.renderer ??= new GraphRenderer({ limitMilliseconds: this.config.drawLimitMilliseconds });
    try {
      return Buffer.from(await (format === PictureFormat.Svg ? this.renderer.drawSvg(dot) : this.renderer.drawPng(dot)));
    } catch (error) {
      throw this.refusalOf(error);
    }
  }

  private refuseTooMany({ document, options }: PictureView): void {
    const limit = this.config.drawMaxNodes;
    if (document.records.length <= limit) return; // no more nodes than statements: there is nothing to count
    const { nodes } = measure(document, options);
    if (nodes > limit) throw new TooManyNodesError(nodes, limit);
  }

  /** A layout may also end its worker by taking more memory than there is. */
  private refusalOf(error: unknown): unknown {
    if (error instanceof DomainError && !(error instanceof GraphTooLargeError)) return error;
    if (!(error instanceof GraphTooLargeError)) this.logger.error(error);
    return new PictureUnavailableError(this.config.drawLimitMilliseconds / 1000, error);
  }
}
