import { setImmediate } from 'node:timers/promises';

/** All items, `size` at a time, and others have their turn in between: a run may have ten thousand jobs. */
export async function* inTurns<Item>(items: readonly Item[], size: number): AsyncGenerator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
    await setImmediate();
  }
}
