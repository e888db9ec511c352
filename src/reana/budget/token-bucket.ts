const SECOND = 1_000_000;
const LONGEST_AHEAD = 3600 * SECOND;

/** Where the line of requests stands, in microseconds of the database's clock. */
export interface Bucket {
  /** When all requests that were let through are paid for: GCRA's theoretical arrival time. */
  readonly arrivalAtUs: number;
  /** When that was computed. */
  readonly computedAtUs: number;
}

export interface Reservation {
  readonly bucket: Bucket;
  /** How long each request has to wait, in order; those that would wait too long are left out. */
  readonly waitsUs: readonly number[];
  /** How long the first one that was left out would have had to wait. */
  readonly nextWaitUs: number;
}

/**
 * The generic cell rate algorithm: in steady state one request each interval, and half a second's worth at once after a rest.
 * So a moving second holds at most one and a half times the rate; what is left to twice the rate is for requests that are
 * sent up to half a second late.
 */
export class TokenBucket {
  readonly intervalUs: number;
  readonly burst: number;

  constructor(requestsPerSecond: number) {
    this.intervalUs = Math.ceil(SECOND / requestsPerSecond);
    this.burst = Math.max(1, Math.floor(requestsPerSecond / 2));
  }

  /** Lets up to `count` requests through, each at its moment. */
  reserve(bucket: Bucket, nowUs: number, { count, longestWaitUs }: { count: number; longestWaitUs: number }): Reservation {
    const ahead = aheadOf(bucket, nowUs);
    const waitOf = (index: number) => Math.max(0, ahead + (index + 1 - this.burst) * this.intervalUs);
    const waitsUs = Array.from({ length: count }, (_, index) => waitOf(index)).filter((wait) => wait <= longestWaitUs);
    const paid = { arrivalAtUs: nowUs + ahead + waitsUs.length * this.intervalUs, computedAtUs: nowUs };
    return { bucket: waitsUs.length === 0 ? bucket : paid, waitsUs, nextWaitUs: waitOf(waitsUs.length) };
  }

  /** Lets nothing more through for that time, and no burst after it. */
  postpone(bucket: Bucket, nowUs: number, byUs: number): Bucket {
    const ahead = Math.max(aheadOf(bucket, nowUs), byUs + (this.burst - 1) * this.intervalUs);
    return { arrivalAtUs: nowUs + Math.min(ahead, LONGEST_AHEAD), computedAtUs: nowUs };
  }
}

/** How far the line reaches into the future. A clock that was set back leaves it as long as it was: nobody waits for the old time. */
function aheadOf({ arrivalAtUs, computedAtUs }: Bucket, nowUs: number): number {
  return Math.min(Math.max(0, arrivalAtUs - Math.max(nowUs, computedAtUs)), LONGEST_AHEAD);
}
