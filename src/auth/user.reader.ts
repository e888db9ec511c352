/** A person as other rooms know him. */
export interface KnownUser {
  readonly id: number;
  readonly uuid: string;
  readonly username: string;
}

/** Read-only door of auth for other rooms. */
export abstract class UserReader {
  /** The users with these ids, in one query; ids that nobody has are absent. */
  abstract findUsers(ids: readonly number[]): Promise<ReadonlyMap<number, KnownUser>>;
}
