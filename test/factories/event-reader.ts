import type { ApiClient } from './api-client';

/** What a client of Server-Sent Events is given. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly [key: string]: unknown };
}

/** Reads a stream of events as the HTML standard has it: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export class EventReader {
  readonly events: ReceivedEvent[] = [];
  readonly comments: string[] = [];
  retry: string | undefined;
  private readonly reader: ReadableStreamDefaultReader<string>;
  private rest = '';

  constructor(response: Response) {
    if (response.body === null) throw new Error(`${response.status}: nothing to read`);
    this.reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The events so far, as soon as they fit. */
  async until(fits: (reader: EventReader) => boolean): Promise<ReceivedEvent[]> {
    while (!fits(this)) {
      const { done, value } = await this.reader.read();
      if (done) throw new Error(`the stream ended with ${JSON.stringify(this.events)}`);
      this.take(value);
    }
    return this.events;
  }

  /** All events, once the service has ended the stream. */
  async untilEnd(): Promise<ReceivedEvent[]> {
    for (let next = await this.reader.read(); !next.done; next = await this.reader.read()) this.take(next.value);
    if (this.rest !== '') throw new Error(`the stream ended in the middle: ${this.rest}`);
    return this.events;
  }

  close(): Promise<void> {
    return this.reader.cancel();
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.dispatch(block.split('\n'));
  }

  private dispatch(lines: readonly string[]): void {
    const fields: Record<string, string> = {};
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      if (name === '') this.comments.push(value);
      else fields[name] = value;
    }
    const { id = '', event = 'message', data, retry } = fields;
    this.retry ??= retry;
    if (data !== undefined) this.events.push({ id, event, data: JSON.parse(data) as ReceivedEvent['data'] });
  }
}

/** Begins to read the events of an execution, as this client is told them. */
export async function eventsOf(client: ApiClient, executionId: number): Promise<EventReader> {
  return new EventReader(await client.raw('GET', `/workflow_execution/${executionId}/events`));
}

/** `state running`, `step say finished` and so on. */
export function told(events: readonly ReceivedEvent[]): string[] {
  return events.map(({ event, data }) => [event, ...(event === 'step' ? [data['name']] : []), data['status']].join(' '));
}
