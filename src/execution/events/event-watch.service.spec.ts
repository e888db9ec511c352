import { Logger } from '@nestjs/common';
import type { EventPosition, ExecutionEventRepository } from '../execution-event.repository';
import { ExecutionStatus } from '../execution-status';
import { ExecutionSignals } from '../tracker/execution-signals';
import { EVENT_STREAM_DEFAULTS } from './event-stream-options';
import { EventWatch } from './event-watch.service';

const POLL = 20;

describe('EventWatch', () => {
  let positions: Map<number, EventPosition>;
  let asked: number[][];
  let failure: Error | null;
  let signals: ExecutionSignals;
  let stop: AbortController;

  beforeEach(() => {
    positions = new Map([1, 2].map((id) => [id, { status: ExecutionStatus.Running, last: 10 * id }]));
    asked = [];
    failure = null;
    signals = new ExecutionSignals();
    stop = new AbortController();
  });
  afterEach(() => {
    stop.abort();
    jest.restoreAllMocks();
  });

  function watchEvery(pollMilliseconds: number): EventWatch {
    const positionsOf = (ids: readonly number[]): Promise<Map<number, EventPosition>> => {
      asked.push([...ids]);
      return failure === null ? Promise.resolve(new Map(positions)) : Promise.reject(failure);
    };
    const events = { positionsOf } as unknown as ExecutionEventRepository;
    return new EventWatch(events, signals, { ...EVENT_STREAM_DEFAULTS, pollMilliseconds });
  }
  const moveOn = (id: number): EventPosition => {
    const position = { status: ExecutionStatus.Running, last: positions.get(id)!.last + 1 };
    positions.set(id, position);
    return position;
  };
  const pause = (milliseconds = 3 * POLL): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it('answers at once when there is more, or when the execution has ended', async () => {
    const watch = watchEvery(60_000);
    expect(await watch.newsAfter(1, 9, stop.signal)).toMatchObject({ last: 10 });
    positions.set(1, { status: ExecutionStatus.Failed, last: 10 });
    expect(await watch.newsAfter(1, 10, stop.signal)).toMatchObject({ status: ExecutionStatus.Failed });
  });

  it('hears at once of what changed in this process', async () => {
    const news = watchEvery(60_000).newsAfter(1, 10, stop.signal);
    await pause();
    const position = moveOn(1);
    signals.changed(1);
    expect(await news).toEqual(position);
  });

  it('waits on when a change brought no event', async () => {
    const news = watchEvery(60_000).newsAfter(1, 10, stop.signal);
    await pause();
    signals.changed(1);
    await pause();
    const position = moveOn(1);
    signals.changed(1);
    expect(await news).toEqual(position);
  });

  it('looks once for all that wait, and not at all when nobody does', async () => {
    const watch = watchEvery(POLL);
    const waiting = [1, 1, 2].map((id) => watch.newsAfter(id, 10 * id, stop.signal));
    await pause();
    const position = moveOn(2);
    expect(await waiting[2]).toEqual(position);
    expect(asked.filter((ids) => ids.length > 1)).not.toEqual([]);
    expect(asked.every((ids) => [[1], [2], [1, 2]].some((one) => one.join() === ids.join()))).toBe(true);
    stop.abort();
    expect(await Promise.all(waiting)).toEqual([null, null, position]);
    await pause();
    const before = asked.length;
    await pause();
    expect(asked).toHaveLength(before);
    expect(await watch.newsAfter(1, 9, new AbortController().signal)).toMatchObject({ last: 10 });
  });

  it('goes on when the database comes back', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    failure = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    const news = watchEvery(POLL).newsAfter(1, 9, stop.signal);
    await pause();
    failure = null;
    expect(await news).toMatchObject({ last: 10 });
    expect(logged).not.toHaveBeenCalled();
  });

  it('is silent for whoever has stopped', async () => {
    stop.abort();
    expect(await watchEvery(POLL).newsAfter(1, 0, stop.signal)).toBeNull();
    expect(asked).toEqual([]);
  });
});
