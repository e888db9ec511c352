import { setImmediate } from 'node:timers/promises';

const SLICE_MILLISECONDS = 3;

/** Lets others have their turn before the next piece of work. */
export function nextTurn(): Promise<void> {
  return setImmediate();
}

/** Does work that can be interrupted in slices of a few milliseconds, so that other requests get their turn. */
export async function inSlices<Result>(work: Generator<undefined, Result>): Promise<Result> {
  let end = performance.now() + SLICE_MILLISECONDS;
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + SLICE_MILLISECONDS;
  }
}

/** Passes pieces on, one a turn of the event loop. */
export async function* oneATurn<Piece>(pieces: AsyncIterable<Piece>): AsyncIterable<Piece> {
  for await (const piece of pieces) {
    yield piece;
    await nextTurn();
  }
}
