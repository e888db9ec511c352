export interface EventStreamOptions {
  /** Proxies cut off connections that are silent for long, often after 30 or 60 s. */
  readonly heartbeatMilliseconds: number;
  /** How often the events of other processes are looked for. */
  readonly pollMilliseconds: number;
  /** A client that takes nothing for so long is cut off. */
  readonly stallSeconds: number;
  /** A stream outlives the token that opened it by this at most; its client comes back with a fresh one. */
  readonly longestMilliseconds: number;
  /** Open streams of this process, and of one user in it. */
  readonly most: number;
  readonly mostOfUser: number;
}

/** Tests cannot wait so long. */
export const EVENT_STREAM_OPTIONS = Symbol('event stream options');

export const EVENT_STREAM_DEFAULTS: EventStreamOptions = {
  heartbeatMilliseconds: 15_000,
  pollMilliseconds: 1000,
  stallSeconds: 30,
  longestMilliseconds: 3_600_000,
  most: 1000,
  mostOfUser: 20,
};
