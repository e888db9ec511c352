import { EVENT_STREAM_DEFAULTS } from './event-stream-options';
import { OpenStreams } from './open-streams.service';

const codeOf = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return Reflect.get(error as object, 'code');
  }
  return null;
};

describe('OpenStreams', () => {
  let streams: OpenStreams;

  beforeEach(() => {
    jest.useFakeTimers();
    streams = new OpenStreams({ ...EVENT_STREAM_DEFAULTS, most: 5, mostOfUser: 3, longestMilliseconds: 1000 });
  });
  afterEach(() => {
    streams.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  it('gives one user so many places, and all together so many', () => {
    const own = [streams.open(1), streams.open(1), streams.open(1)];
    expect(codeOf(() => streams.open(1))).toBe('execution.too_many_streams');
    streams.open(2);
    streams.open(2);
    expect(codeOf(() => streams.open(3))).toBe('execution.no_stream_left');
    own[0]!.abort();
    expect(codeOf(() => streams.open(1))).toBeNull();
  });

  it('ends a stream after the longest time, and frees its place', () => {
    const [first, ...rest] = [streams.open(1), streams.open(1), streams.open(1)];
    rest[0].abort();
    jest.advanceTimersByTime(1000);
    expect(first.signal.aborted).toBe(true);
    expect(codeOf(() => streams.open(1))).toBeNull();
  });

  it('ends all when the process is to end, and opens no more', () => {
    const all = [streams.open(1), streams.open(2)];
    streams.beforeApplicationShutdown();
    expect(all.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect(codeOf(() => streams.open(1))).toBe('execution.no_stream_left');
    expect(jest.getTimerCount()).toBe(0);
  });
});
