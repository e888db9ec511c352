import { join } from 'node:path';
import { Piscina } from 'piscina';
import { GraphQueueFullError, GraphTooLargeError, PictureTooLargeError } from './drawing.errors';

export interface GraphRendererOptions {
  /** How long one picture may take; then its layout is ended, wherever it stands. */
  readonly limitMilliseconds: number;
  /** How many pictures may wait for the one that is being drawn. */
  readonly queueLength: number;
  /** PNG only: larger pictures are scaled down. 16 megapixels are 64 MB while they are drawn. */
  readonly maxPixels: number;
  readonly maxSide: number;
}

type Drawn = { readonly picture: string | Uint8Array } | { readonly unreadable: { width: number; height: number } };

const DEFAULTS: GraphRendererOptions = { limitMilliseconds: 5_000, queueLength: 10, maxPixels: 16_000_000, maxSide: 16_384 };

/**
 * Draws graphs in a worker thread. Layout blocks the thread it runs in, for seconds where many nodes share a few, so it never
 * runs in the thread that answers requests; one worker is kept warm, pictures are drawn one after the other.
 */
export class GraphRenderer {
  private readonly options: GraphRendererOptions;
  private readonly worker: Piscina;
  private last: Promise<unknown> = Promise.resolve();
  private pending = 0;

  constructor(options: Partial<GraphRendererOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
    this.worker = new Piscina({
      filename: join(__dirname, 'graph-worker.mjs'),
      minThreads: 1,
      maxThreads: 1,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
  }

  async drawSvg(dot: string): Promise<string> {
    return (await this.draw(dot, 'svg')) as string;
  }

  async drawPng(dot: string): Promise<Uint8Array> {
    return (await this.draw(dot, 'png')) as Uint8Array;
  }

  async close(): Promise<void> {
    await this.worker.destroy();
  }

  private async draw(dot: string, format: 'svg' | 'png'): Promise<string | Uint8Array> {
    if (this.pending > this.options.queueLength) throw new GraphQueueFullError();
    this.pending += 1;
    // The time limit begins with the drawing: what waits in a queue of piscina's own would be called too large for waiting.
    const drawn = this.last.then(() => this.run(dot, format));
    this.last = drawn.catch(() => undefined);
    try {
      return await drawn;
    } finally {
      this.pending -= 1;
    }
  }

  private async run(dot: string, format: 'svg' | 'png'): Promise<string | Uint8Array> {
    const { limitMilliseconds, maxPixels, maxSide } = this.options;
    const signal = AbortSignal.timeout(limitMilliseconds);
    const drawn = await this.worker.run({ dot, format, maxPixels, maxSide }, { signal }).then(
      (result) => result as Drawn,
      (error: unknown) => {
        throw signal.aborted ? new GraphTooLargeError(limitMilliseconds) : error;
      },
    );
    if ('picture' in drawn) return drawn.picture;
    throw new PictureTooLargeError(drawn.unreadable.width, drawn.unreadable.height);
  }
}
