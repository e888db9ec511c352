import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import type { EventStream, StreamedEvent } from './events/event-stream';
import { EVENT_STREAM_OPTIONS, type EventStreamOptions } from './events/event-stream-options';
import { EventWatch } from './events/event-watch.service';
import { OpenStreams } from './events/open-streams.service';
import { ExecutionEventRepository } from './execution-event.repository';
import { ExecutionLookup } from './execution-lookup.service';
import { ENDED } from './execution-status';

const BATCH_SIZE = 500;

/** The events of an execution from the first one on, then as they happen, until it has ended. */
@Injectable()
export class ExecutionEvents {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly events: ExecutionEventRepository,
    private readonly watch: EventWatch,
    private readonly streams: OpenStreams,
    @Inject(EVENT_STREAM_OPTIONS) private readonly options: EventStreamOptions,
  ) {}

  /** `lastEventId`: what the client has; null: nothing. Answers null when the execution has ended and the client has all of it. */
  async follow(user: Principal, executionId: number, lastEventId: number | null): Promise<EventStream | null> {
    const { id } = await this.lookup.require(user, { executionId });
    const position = (await this.events.positionsOf([id])).get(id);
    const last = position?.last ?? 0;
    const isOver = position !== undefined && ENDED.includes(position.status);
    if (isOver && lastEventId !== null && lastEventId >= last) return null;
    const controller = this.streams.open(user.id);
    const known = Math.min(lastEventId ?? 0, last); // a number that no event has yet must not hide those to come
    return { batches: this.batches(id, known, controller.signal), controller, options: this.options };
  }

  private async *batches(executionId: number, known: number, signal: AbortSignal): AsyncGenerator<StreamedEvent[]> {
    for (let sent = known; ;) {
      const position = await this.watch.newsAfter(executionId, sent, signal);
      if (position === null) return;
      while (sent < position.last) {
        const rows = await this.events.listAfter(executionId, sent, BATCH_SIZE);
        yield rows.map(({ id, kind, data }) => ({ id, event: kind, data }));
        sent = rows.at(-1)?.id ?? position.last;
      }
      if (!ENDED.includes(position.status)) continue;
      const data = JSON.stringify(await this.events.findState(executionId));
      yield [{ id: sent, event: 'end', data }];
      return;
    }
  }
}
