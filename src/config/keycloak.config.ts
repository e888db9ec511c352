import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Whose tokens are taken. The API may reach the issuer under another address than browsers do, as in docker compose. */
export class KeycloakConfig {
  static readonly schema = z.object({
    KEYCLOAK_SERVER_URL: address.describe('Address of Keycloak as the API reaches it, without /realms.'),
    KEYCLOAK_REALM: z
      .string()
      .regex(/^[\w.-]+$/)
      .default('prov')
      .describe('The realm whose users may use the API.'),
    KEYCLOAK_CLIENT_ID: z.string().default('api').describe('The public client with which people log in.'),
    KEYCLOAK_AUTHORIZATION_URL: address
      .optional()
      .describe('Where browsers log in; default: the realm at KEYCLOAK_SERVER_URL. Tokens of the realm it names are taken too.'),
    KEYCLOAK_TOKEN_URL: address
      .optional()
      .describe('Where browsers get their tokens; default: the realm at KEYCLOAK_SERVER_URL.'),
    KEYCLOAK_ISSUERS: list
      .pipe(z.array(address))
      .optional()
      .describe('More issuers (claim `iss`) whose tokens are taken, separated by commas: other names of the same realm.'),
    KEYCLOAK_AUDIENCE: z.string().optional().describe('What the audience of a token must name; default: KEYCLOAK_CLIENT_ID.'),
    KEYCLOAK_ALLOWED_CLIENTS: list
      .optional()
      .describe('Clients (claim `azp`) whose tokens are taken, separated by commas; default: all of the realm.'),
  });

  readonly serverUrl: string;
  readonly realm: string;
  readonly clientId: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  readonly issuers: readonly string[];
  readonly audience: string;
  /** Null: all clients of the realm. */
  readonly allowedClients: readonly string[] | null;

  constructor(env: z.output<typeof KeycloakConfig.schema>) {
    this.serverUrl = env.KEYCLOAK_SERVER_URL.replace(/\/+$/, '');
    this.realm = env.KEYCLOAK_REALM;
    this.clientId = env.KEYCLOAK_CLIENT_ID;
    const issuer = `${this.serverUrl}/realms/${this.realm}`;
    this.authorizationUrl = env.KEYCLOAK_AUTHORIZATION_URL ?? `${issuer}/protocol/openid-connect/auth`;
    this.tokenUrl = env.KEYCLOAK_TOKEN_URL ?? `${issuer}/protocol/openid-connect/token`;
    this.jwksUrl = `${issuer}/protocol/openid-connect/certs`;
    const outside = this.authorizationUrl.replace(/\/protocol\/openid-connect\/auth$/, '');
    this.issuers = [...new Set([issuer, outside, ...(env.KEYCLOAK_ISSUERS ?? [])])];
    this.audience = env.KEYCLOAK_AUDIENCE ?? this.clientId;
    this.allowedClients = env.KEYCLOAK_ALLOWED_CLIENTS ?? null;
  }
}
