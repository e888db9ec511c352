import type { ResourceLimits } from 'node:worker_threads';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Piscina } from 'piscina';
import { GraphQueueFullError, GraphTooLargeError, PictureTooLargeError } from '../drawing/drawing.errors';
import { TooManyNodesError } from '../provenance.errors';
import { Line } from './line';
import type * as worker from './record-worker';

/** How the threads are started; tests run them from the sources, or with less memory. */
export interface ThreadOptions {
  readonly execArgv?: string[];
  readonly resourceLimits?: ResourceLimits;
}

export const RECORD_THREAD_OPTIONS = Symbol('record thread options');

type Answer<Name extends keyof typeof worker> = Awaited<ReturnType<(typeof worker)[Name]>>;

/** How many pictures may wait for the one that is being drawn. */
const LONGEST_QUEUE = 10;
/** A thread that is warm draws in half the time of a new one, and holds some 60 MB. */
const IDLE_MILLISECONDS = 5 * 60_000;

/**
 * Does in threads of their own what takes computing: mapping, writing and drawing records. Two, since a layout may take
 * seconds and no other record should wait for it; each is started when it is needed and ends when it was idle for long.
 */
@Injectable()
export class RecordThreads implements OnModuleDestroy {
  private readonly logger = new Logger(RecordThreads.name);
  // Each line has one task in the pool: none waits there, and a thread is free for each.
  private readonly texts = new Line();
  private readonly pictures = new Line();
  private pool: Promise<Piscina> | undefined;

  constructor(@Inject(RECORD_THREAD_OPTIONS) private readonly options: ThreadOptions) {}

  map(task: worker.MapTask): Promise<worker.MappedRecord> {
    return this.texts.add(() => this.run('map', task));
  }

  write(task: worker.WriteTask): Promise<Uint8Array> {
    return this.texts.add(() => this.run('write', task));
  }

  /** The limit begins with the drawing, not with the waiting; then the layout is ended, wherever it stands. */
  async draw(task: worker.DrawTask, limitMilliseconds: number): Promise<Uint8Array> {
    if (this.pictures.length > LONGEST_QUEUE) throw new GraphQueueFullError();
    const drawn = await this.pictures.add(() => this.drawWithin(limitMilliseconds, task));
    if ('picture' in drawn) return drawn.picture;
    if ('nodes' in drawn) throw new TooManyNodesError(drawn.nodes, task.maxNodes);
    throw new PictureTooLargeError(drawn.unreadable.width, drawn.unreadable.height);
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.pool)?.destroy();
  }

  private async drawWithin(limitMilliseconds: number, task: worker.DrawTask): Promise<Answer<'draw'>> {
    const signal = AbortSignal.timeout(limitMilliseconds);
    try {
      return await this.run('draw', task, signal);
    } catch (error) {
      throw signal.aborted ? new GraphTooLargeError(limitMilliseconds) : error;
    }
  }

  private async run<Name extends keyof typeof worker>(
    name: Name,
    task: Parameters<(typeof worker)[Name]>[0],
    signal: AbortSignal | null = null,
  ): Promise<Answer<Name>> {
    this.pool ??= this.start();
    const pool = await this.pool;
    return pool.run(task, { name, signal }) as Promise<Answer<Name>>;
  }

  private async start(): Promise<Piscina> {
    const { Piscina: Pool } = (await import('piscina')).default;
    const pool = new Pool({
      filename: require.resolve('./record-worker'),
      name: 'map',
      minThreads: 0, // with 1 the first task would start two
      maxThreads: 2,
      idleTimeout: IDLE_MILLISECONDS,
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 },
      ...this.options,
    });
    return pool.on('error', (error) => this.logger.error(error));
  }
}
