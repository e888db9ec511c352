import type { Response } from 'express';
import { drained, StalledClientError } from '../../common/http/streamed-answer';
import type { EventStreamOptions } from './event-stream-options';

/** An event as a client gets it; `data` is one line. */
export interface StreamedEvent {
  readonly id: number;
  readonly event: string;
  readonly data: string;
}

export interface EventStream {
  readonly batches: AsyncIterable<readonly StreamedEvent[]>;
  /** Aborted by whoever ends the stream, on either side. */
  readonly controller: AbortController;
  readonly options: Pick<EventStreamOptions, 'heartbeatMilliseconds' | 'stallSeconds'>;
}

/** `no`: nginx would keep events back until its buffer is full. */
const HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
const RETRY = 'retry: 2000\n\n';
const COMMENT = ':\n\n';
/** What was written last must reach its client by then; the process may be about to end. */
const LAST_WORDS_MILLISECONDS = 5000;

/**
 * Answers with Server-Sent Events as the HTML standard defines them. The next batch is read when the client has taken the last,
 * so memory stays flat. A stream that ends without an event `end` is to be resumed: its client comes back with Last-Event-ID.
 */
export async function sendEvents(response: Response, { batches, controller, options }: EventStream): Promise<void> {
  const { signal } = controller;
  response.once('close', () => controller.abort());
  signal.addEventListener('abort', () => response.writableNeedDrain && response.destroy(), { once: true });
  response.writeHead(200, HEADERS);
  if (response.destroyed || response.req.method === 'HEAD') controller.abort();
  else response.write(RETRY);
  const heartbeat = setInterval(() => isReady(response) && response.write(COMMENT), options.heartbeatMilliseconds);
  try {
    for await (const batch of batches) {
      if (signal.aborted) break;
      response.write(batch.map(toText).join(''));
      if (response.writableNeedDrain) await drained(response, options.stallSeconds);
    }
    end(response);
  } catch (error) {
    response.destroy();
    if (!(error instanceof StalledClientError)) throw error;
  } finally {
    clearInterval(heartbeat);
    controller.abort();
  }
}

function isReady(response: Response): boolean {
  return !response.destroyed && !response.writableNeedDrain;
}

function end(response: Response): void {
  const limit = setTimeout(() => response.destroy(), LAST_WORDS_MILLISECONDS).unref();
  response.once('close', () => clearTimeout(limit));
  response.end();
}

function toText({ id, event, data }: StreamedEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
}
