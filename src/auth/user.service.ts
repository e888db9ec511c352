import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { UserReader, type KnownUser } from './user.reader';
import { UserRepository } from './user.repository';

const CACHED_USERS = 10_000;
const CACHED_MS = 600_000;

/** Our own rows of the people whom only the issuer knows; made at their first request. */
@Injectable()
export class UserService extends UserReader {
  private readonly bySubject = new LRUCache<string, KnownUser>({ max: CACHED_USERS, ttl: CACHED_MS });
  private readonly byId = new LRUCache<number, KnownUser>({ max: CACHED_USERS, ttl: CACHED_MS });

  constructor(private readonly users: UserRepository) {
    super();
  }

  /** The user of this subject; a name that changed at the issuer is taken over. */
  async findOrCreate(subject: string, username: string): Promise<KnownUser> {
    const cached = this.bySubject.get(subject);
    if (cached?.username === username) return cached;
    const { id, uuid, username: storedName } = await this.stored(subject, username);
    if (storedName !== username) await this.users.rename(id, username);
    const user = { id, uuid, username };
    this.bySubject.set(subject, user);
    this.byId.set(id, user);
    return user;
  }

  async findUsers(ids: readonly number[]): Promise<ReadonlyMap<number, KnownUser>> {
    const wanted = [...new Set(ids)];
    const unknown = wanted.filter((id) => !this.byId.has(id));
    if (unknown.length > 0)
      for (const { id, uuid, username } of await this.users.findByIds(unknown)) this.byId.set(id, { id, uuid, username });
    return new Map(wanted.flatMap((id) => [[id, this.byId.get(id)] as const]).filter(isKnown));
  }

  /** Two requests may bring the same new user at once: the unique subject lets one insert win, the other reads its row. */
  private async stored(subject: string, username: string): Promise<KnownUser> {
    const user =
      (await this.users.findBySubject(subject)) ??
      (await this.users.insert({ uuid: randomUUID(), subject, username, createdAt: new Date() })) ??
      (await this.users.findBySubject(subject));
    if (user === null) throw new Error('a user was refused as a duplicate, and is not there');
    return user;
  }
}

function isKnown(entry: readonly [number, KnownUser | undefined]): entry is readonly [number, KnownUser] {
  return entry[1] !== undefined;
}
