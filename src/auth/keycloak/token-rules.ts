import type { KeycloakConfig } from '../../config/keycloak.config';

export const TOKEN_RULES = Symbol('TOKEN_RULES');

/** Which tokens are taken. */
export interface TokenRules {
  /** Where the signing keys are; may be an inside address while `issuers` holds the outside one. */
  readonly jwksUrl: string;
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** The clients (`azp`) whose tokens are taken; left out: all of the realm. */
  readonly clients?: readonly string[];
  /** The longest life (`exp - iat`) a token may have; 24 by default. */
  readonly maxLifeHours?: number;
  /** How long the last good keys go on working while the issuer is away; 24 by default. */
  readonly staleKeysHours?: number;
  /** How long the issuer may take to send its keys; 2,000 by default. */
  readonly fetchLimitMs?: number;
}

export function tokenRulesOf({ jwksUrl, issuers, audience, allowedClients }: KeycloakConfig): TokenRules {
  return { jwksUrl, issuers, audiences: [audience], ...(allowedClients !== null && { clients: allowedClients }) };
}
