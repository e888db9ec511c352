import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { isDatabaseAway } from '../../common/database/database-errors';
import { ExecutionEventRepository, type EventPosition } from '../execution-event.repository';
import { ENDED } from '../execution-status';
import { ExecutionSignals } from '../tracker/execution-signals';
import { EVENT_STREAM_OPTIONS, type EventStreamOptions } from './event-stream-options';

interface Waiter {
  readonly executionId: number;
  /** The last event that it has. */
  readonly known: number;
  readonly wake: () => void;
}

/** Tells streams when there is more to send: at once when this process made the change, else by one look for all that wait. */
@Injectable()
export class EventWatch {
  private readonly logger = new Logger(EventWatch.name);
  private readonly waiters = new Set<Waiter>();
  private isLooking = false;

  constructor(
    private readonly events: ExecutionEventRepository,
    private readonly signals: ExecutionSignals,
    @Inject(EVENT_STREAM_OPTIONS) private readonly options: EventStreamOptions,
  ) {}

  /** Where the execution stands, as soon as there are events after the known one or it has ended; null: aborted. */
  async newsAfter(executionId: number, known: number, signal: AbortSignal): Promise<EventPosition | null> {
    while (!signal.aborted) {
      const position = (await this.positionsOf([executionId])).get(executionId);
      if (position !== undefined && isNews(position, known)) return position;
      await this.untilWoken(executionId, known, signal);
    }
    return null;
  }

  /** A word that comes between look and wait is missed; the next look finds what it told of. */
  private async untilWoken(executionId: number, known: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.waiters.delete(waiter);
        stopListening();
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { executionId, known, wake };
      const stopListening = this.signals.onChanged(executionId, wake);
      signal.addEventListener('abort', wake);
      this.waiters.add(waiter);
      if (!this.isLooking) void this.lookWhileAwaited();
    });
  }

  private async lookWhileAwaited(): Promise<void> {
    this.isLooking = true;
    while (this.waiters.size > 0) {
      await sleep(this.options.pollMilliseconds, undefined, { ref: false });
      const positions = await this.positionsOf([...new Set([...this.waiters].map(({ executionId }) => executionId))]);
      for (const waiter of [...this.waiters]) {
        const position = positions.get(waiter.executionId);
        if (position !== undefined && isNews(position, waiter.known)) waiter.wake();
      }
    }
    this.isLooking = false;
  }

  /** Nothing when the database does not answer: a stream outlives that. */
  private async positionsOf(executionIds: readonly number[]): Promise<Map<number, EventPosition>> {
    try {
      return await this.events.positionsOf(executionIds);
    } catch (error) {
      if (!isDatabaseAway(error)) this.logger.error(error);
      return new Map();
    }
  }
}

function isNews({ status, last }: EventPosition, known: number): boolean {
  return last > known || ENDED.includes(status);
}
