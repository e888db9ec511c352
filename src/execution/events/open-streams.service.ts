import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { EVENT_STREAM_OPTIONS, type EventStreamOptions } from './event-stream-options';
import { NoStreamLeftError, TooManyStreamsError } from './event-stream.errors';

/** The streams of events that this process has open: counted, and all ended when it is to end. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  /** With the user of each. */
  private readonly streams = new Map<AbortController, number>();
  private isClosing = false;

  constructor(@Inject(EVENT_STREAM_OPTIONS) private readonly options: EventStreamOptions) {}

  /** A place for one more. Whoever ends the stream aborts it, and so may we. */
  open(userId: number): AbortController {
    const { most, mostOfUser, longestMilliseconds } = this.options;
    if (this.isClosing || this.streams.size >= most) throw new NoStreamLeftError();
    const ofUser = [...this.streams.values()].filter((one) => one === userId);
    if (ofUser.length >= mostOfUser) throw new TooManyStreamsError(mostOfUser);
    const stream = new AbortController();
    const limit = setTimeout(() => stream.abort(), longestMilliseconds);
    this.streams.set(stream, userId);
    const leave = (): void => {
      clearTimeout(limit);
      this.streams.delete(stream);
    };
    stream.signal.addEventListener('abort', leave, { once: true });
    return stream;
  }

  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const stream of this.streams.keys()) stream.abort();
  }
}
