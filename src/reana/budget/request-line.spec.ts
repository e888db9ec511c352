import type { RequestBudget } from './request-budget';
import { LineTooLongError, RequestLine } from './request-line';

describe('RequestLine', () => {
  /** Every reservation is written down; the test says how long each of its requests has to wait. */
  function budget(waits: (count: number, longest: number) => number[], more: Partial<RequestBudget> = {}) {
    const asked: number[] = [];
    const budget: RequestBudget = {
      intervalMilliseconds: 10,
      burst: 5,
      reserve: async (count, longest) => {
        asked.push(count);
        await new Promise((resolve) => setTimeout(resolve, 2));
        return { at: performance.now(), waitsMilliseconds: waits(count, longest), nextWaitMilliseconds: 120_000 };
      },
      postpone: () => Promise.resolve(),
      ...more,
    };
    return { asked, budget };
  }
  const atOnce = (count: number) => Array<number>(count).fill(0);

  it('lets requests through in their order, and pays for those that wait together', async () => {
    const { asked, budget: source } = budget(atOnce);
    const line = new RequestLine(source, 1000);
    const order: number[] = [];

    await Promise.all(Array.from({ length: 12 }, (_, index) => line.take().then(() => order.push(index))));

    expect(order).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(asked).toEqual([1, 5, 5, 1]);
  });

  it('lets each through at its own moment', async () => {
    const { budget: source } = budget((count) => Array.from({ length: count }, (_, index) => index * 30));
    const line = new RequestLine(source, 1000);
    const before = performance.now();
    await line.take();
    const times: number[] = [];
    await Promise.all([1, 2, 3].map(() => line.take().then(() => times.push(performance.now() - before))));
    expect(times[2]! - times[0]!).toBeGreaterThan(25);
  });

  it('refuses at once what would wait too long behind the others', async () => {
    const { budget: source } = budget(atOnce);
    const line = new RequestLine(source, 50);
    const takes = Array.from({ length: 8 }, () =>
      line.take().then(
        () => 'sent',
        (error: LineTooLongError) => error.waitMilliseconds,
      ),
    );
    expect(await Promise.all(takes)).toEqual([...Array<string>(6).fill('sent'), 60, 60]);
  });

  it('refuses all who would wait longer than they may for others, who were there first', async () => {
    const { asked, budget: source } = budget(() => []);
    const line = new RequestLine(source, 1000);
    const results = await Promise.allSettled([line.take(), line.take(), line.take()]);
    expect(results.map((one) => one.status === 'rejected' && one.reason instanceof LineTooLongError)).toEqual([true, true, true]);
    expect(asked).toHaveLength(1);
  });

  it('lets nothing through without the database, and goes on when it is back', async () => {
    let isAway = true;
    const failure = new Error('away');
    const { budget: source } = budget(atOnce);
    const line = new RequestLine(
      { ...source, reserve: (...how) => (isAway ? Promise.reject(failure) : source.reserve(...how)) },
      1000,
    );
    const results = await Promise.allSettled([line.take(), line.take()]);
    expect(results).toEqual([1, 2].map(() => ({ status: 'rejected', reason: failure })));
    isAway = false;
    await expect(line.take()).resolves.toBeUndefined();
  });
});
