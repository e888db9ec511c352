import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { KEYS_FRESH_MS } from './issuer-keys';

const CACHED_TOKENS = 10_000;

interface GoodToken {
  readonly claims: JWTPayload;
  readonly until: number;
}

/** Tokens found good, by their hash: a signature is checked once, and again when the issuer's keys would be asked for again. */
@Injectable()
export class VerifiedTokens {
  private readonly good = new LRUCache<string, GoodToken>({ max: CACHED_TOKENS });

  /** Null: not known as good at this moment. */
  claimsOf(token: string): JWTPayload | null {
    const known = this.good.get(hashOf(token));
    return known !== undefined && Date.now() < known.until ? known.claims : null;
  }

  add(token: string, claims: JWTPayload): void {
    const until = Math.min((claims.exp ?? 0) * 1000, Date.now() + KEYS_FRESH_MS);
    this.good.set(hashOf(token), { claims, until });
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
