import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { KEYS_FRESH_MS } from './issuer-keys';

const CACHED_TOKENS = 10_000;

/** Tokens found good, by their hash: a signature is checked once, and again when the issuer's keys would be asked for again. */
export class VerifiedTokens {
  private readonly goodUntil = new LRUCache<string, number>({ max: CACHED_TOKENS });

  has(token: string): boolean {
    return Date.now() < (this.goodUntil.get(hashOf(token)) ?? 0);
  }

  add(token: string, expiresAtSeconds: number): void {
    this.goodUntil.set(hashOf(token), Math.min(expiresAtSeconds * 1000, Date.now() + KEYS_FRESH_MS));
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
