import type { JWTPayload } from 'jose';
import { Role } from './principal';

const NAME_LENGTH = 255;
const GROUP_LENGTH = 191; // what fits into a key of every database; a longer path is no tenant

/** What a verified access token says of its bearer. */
export interface TokenClaims {
  readonly subject: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly roles: readonly Role[];
}

/** Claims come from outside and are often absent: a service account has no groups, a bare user no roles. */
export function readClaims(payload: JWTPayload): TokenClaims {
  const subject = payload.sub ?? '';
  const { preferred_username: username, groups, realm_access: access } = payload;
  const granted = strings(isRecord(access) ? access['roles'] : undefined);
  return {
    subject,
    username: (typeof username === 'string' && username !== '' ? username : subject).slice(0, NAME_LENGTH),
    groups: [...new Set(strings(groups).map(groupNameOf))].filter((name) => name !== '' && name.length <= GROUP_LENGTH).sort(),
    roles: Object.values(Role).filter((role) => granted.includes(role)),
  };
}

/** A group is named by its path in the realm without the first slash: `/a/b` is `a/b`. */
export function groupNameOf(path: string): string {
  return path.replace(/^\//, '');
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
