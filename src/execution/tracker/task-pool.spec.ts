import { TaskPool } from './task-pool';

describe('TaskPool', () => {
  const lease = (id: number) => [{ id, leaseToken: `t${id}` }];

  it('does so many at once, knows every lease, and goes on after a failure', async () => {
    const [failures, ends]: [unknown[], (() => void)[]] = [[], []];
    const pool = new TaskPool(2, { failed: (error) => failures.push(error), done: () => undefined });
    let ran = 0;
    const work = () =>
      new Promise<void>((resolve) => {
        ran += 1;
        ends.push(resolve);
      });
    pool.add(lease(1), () => Promise.reject(new Error('x')));
    pool.add(lease(2), work);
    pool.add(lease(3), work);
    expect([pool.free, pool.leases.map(({ id }) => id)]).toEqual([0, [1, 2, 3]]);

    await new Promise((resolve) => setTimeout(resolve, 5));

    expect([ran, failures.length, pool.leases.map(({ id }) => id)]).toEqual([2, 1, [2, 3]]);
    ends.forEach((end) => end());
    await pool.finish();
    expect([pool.free, pool.leases]).toEqual([2, []]);
  });

  it('forgets what has not begun when it is to finish', async () => {
    const pool = new TaskPool(1, { failed: () => undefined, done: () => undefined });
    const second = jest.fn(() => Promise.resolve());
    pool.add(lease(1), () => new Promise((resolve) => setTimeout(resolve, 5)));
    pool.add(lease(2), second);
    await pool.finish();
    expect(second).not.toHaveBeenCalled();
  });
});
