import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type CryptoKey,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';
import type { TokenRules } from './token-rules';

const HOUR_MS = 3_600_000;
const FETCH_LIMIT_MS = 2_000;
const REFETCH_PAUSE_MS = 5_000;
const UNKNOWN_KID_PAUSE_MS = 30_000;

/** A good set of keys is asked for again after this time. */
export const KEYS_FRESH_MS = 600_000;

export class IssuerAway extends Error {}

/**
 * The issuer's signing keys. Known keys go on working while the issuer is away; an unknown key id makes at most one fetch
 * in 5 s, and one in 30 s once the issuer has answered without it.
 */
export class IssuerKeys {
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  private readonly staleMs: number;
  private readonly missing = new Map<string, number>(); // key id → when the issuer answered without it
  private keys: ReturnType<typeof createLocalJWKSet> | undefined;
  private loadedAt = -Infinity;
  private triedAt = -Infinity;
  private outage: IssuerAway | undefined;
  private running: Promise<void> | undefined;

  constructor(rules: TokenRules) {
    this.remote = createRemoteJWKSet(new URL(rules.jwksUrl), { timeoutDuration: rules.fetchLimitMs ?? FETCH_LIMIT_MS });
    this.staleMs = (rules.staleKeysHours ?? 24) * HOUR_MS;
  }

  readonly find: JWTVerifyGetKey = async (header, token) => {
    await this.renew();
    try {
      return await this.lookUp(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await this.askFor(header.kid ?? '');
    return this.lookUp(header, token);
  };

  private lookUp(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    if (this.keys === undefined) throw new IssuerAway('no keys yet');
    return this.keys(header, token);
  }

  private async renew(): Promise<void> {
    const age = Date.now() - this.loadedAt;
    if (age < KEYS_FRESH_MS) return;
    if (age >= this.staleMs) return this.fetchKeys();
    if (Date.now() - this.triedAt < REFETCH_PAUSE_MS && this.running === undefined) return;
    const knownOutage = this.outage !== undefined && Date.now() - this.triedAt < KEYS_FRESH_MS;
    const fetching = this.fetchKeys().catch(() => undefined); // the last good keys serve
    if (!knownOutage) await fetching; // during an outage nobody waits for the next try
  }

  private async askFor(kid: string): Promise<void> {
    if (this.running !== undefined) return this.running;
    for (const [known, at] of this.missing) if (Date.now() - at >= UNKNOWN_KID_PAUSE_MS) this.missing.delete(known);
    if (this.missing.has(kid) || Date.now() - this.triedAt < REFETCH_PAUSE_MS) {
      if (this.outage !== undefined) throw this.outage;
      return;
    }
    await this.fetchKeys();
    this.missing.set(kid, Date.now());
  }

  /** One fetch at a time; whoever comes meanwhile waits for the same one. */
  private fetchKeys(): Promise<void> {
    this.running ??= this.load().finally(() => (this.running = undefined));
    return this.running;
  }

  private async load(): Promise<void> {
    this.triedAt = Date.now();
    try {
      await this.remote.reload();
      const answer = this.remote.jwks();
      if (answer === undefined || answer.keys.length === 0) throw new Error('an empty key set');
      this.keys = createLocalJWKSet(answer);
      this.loadedAt = Date.now();
      this.outage = undefined;
    } catch (error) {
      this.outage = new IssuerAway('no keys from the issuer', { cause: error });
      throw this.outage;
    }
  }
}
