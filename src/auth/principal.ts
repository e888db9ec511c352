/** Who is asking, as far as the token says it, and the group he is working in. */
export interface Principal {
  /** Our number of the person (table `users`). */
  readonly id: number;
  /** Our own uuid of the person: the only name that may stand in a sealed record. */
  readonly uuid: string;
  /** The issuer's `preferred_username`. */
  readonly username: string;
  /** The picked group (`X-Group`, else the alphabetically first): lists and creations use it. Null: in no group. */
  readonly group: string | null;
  /** All groups of the caller, without the leading slash, sorted: an object by id is found in any of them. */
  readonly groups: readonly string[];
  readonly roles: readonly Role[];
}

export enum Role {
  User = 'reprov_user',
  Admin = 'reprov_admin',
}
