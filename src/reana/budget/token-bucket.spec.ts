import { TokenBucket, type Bucket } from './token-bucket';

const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;
const START = 1_800_000_000 * SECOND;
const EMPTY: Bucket = { arrivalAtUs: 0, computedAtUs: 0 };

describe('TokenBucket', () => {
  const take = (bucket: TokenBucket, state: Bucket, nowUs: number, count = 1, longestWaitUs = 30 * SECOND) =>
    bucket.reserve(state, nowUs, { count, longestWaitUs });

  it.each([
    [10, 5, [0, 0, 0, 0, 0, 100_000, 200_000]],
    [4, 2, [0, 0, 250_000, 500_000]],
    [1, 1, [0, 1_000_000, 2_000_000]],
    [0.1, 1, [0, 10_000_000]],
  ])('at %p a second lets %p through at once after a rest, then one each interval', (rate, burst, waits) => {
    const bucket = new TokenBucket(rate);
    expect(bucket.burst).toBe(burst);
    expect(take(bucket, EMPTY, START, waits.length).waitsUs).toEqual(waits);
  });

  it.each([0.1, 0.5, 1, 3, 10, 100, 1000])('at %p a second never fills a moving second with more than twice that', (rate) => {
    const bucket = new TokenBucket(rate);
    const sent: number[] = [];
    let [state, now] = [EMPTY, START];
    for (let step = 0; step < 400; step += 1) {
      const { bucket: next, waitsUs } = take(bucket, state, now, 1 + ((step * 7) % bucket.burst));
      sent.push(...waitsUs.map((wait) => now + wait));
      state = next;
      now += ((step * 7919) % 13) * bucket.intervalUs * (step % 29 === 0 ? 20 : 0.4);
    }
    const mostInASecond = Math.max(...sent.map((at, i) => sent.slice(i).filter((one) => one < at + SECOND).length));
    expect(mostInASecond).toBeLessThanOrEqual(Math.max(1, 1.5 * rate + 1));
    const busy = sent.slice(bucket.burst);
    const rest = sent.slice(0, -bucket.burst);
    expect(busy.every((at, i) => at - rest[i]! >= bucket.intervalUs)).toBe(true);
  });

  it('leaves out what would wait too long, and says how long that is', () => {
    const bucket = new TokenBucket(10);
    const first = take(bucket, EMPTY, START, 8, 200_000);
    expect([first.waitsUs.length, first.nextWaitUs]).toEqual([7, 300_000]);
    const none = take(bucket, first.bucket, START, 1, 200_000);
    expect(none).toEqual({ bucket: first.bucket, waitsUs: [], nextWaitUs: 300_000 });
  });

  it('lets nothing through while the server wants to be left alone, and no burst afterwards', () => {
    const bucket = new TokenBucket(10);
    const quiet = bucket.postpone(EMPTY, START, 3 * SECOND);
    expect(take(bucket, quiet, START, 3).waitsUs).toEqual([3_000_000, 3_100_000, 3_200_000]);
    expect(take(bucket, bucket.postpone(quiet, START, SECOND), START).waitsUs).toEqual([3_000_000]);
  });

  it('waits as long as before when the clock is set back, not for the old time', () => {
    const bucket = new TokenBucket(10);
    const { bucket: state } = take(bucket, EMPTY, START, 8);
    expect(take(bucket, state, START - HOUR).waitsUs).toEqual([400_000]);
    expect(take(bucket, bucket.postpone(state, START, 2 * SECOND), START - HOUR).waitsUs).toEqual([2_000_000]);
  });

  it('keeps to twice the rate when the clock is set forward', () => {
    const bucket = new TokenBucket(10);
    const before = take(bucket, EMPTY, START, 5);
    const after = take(bucket, before.bucket, START + HOUR, 20);
    expect(after.waitsUs.filter((wait) => wait < SECOND).length + before.waitsUs.length).toBeLessThanOrEqual(20);
  });

  it('never waits for more than an hour, whatever the row says', () => {
    const bucket = new TokenBucket(10);
    const broken = { arrivalAtUs: START + 100 * HOUR, computedAtUs: START };
    expect(take(bucket, broken, START).nextWaitUs).toBeLessThanOrEqual(HOUR);
  });
});
