import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { Keycloak } from 'keycloak-connect';
import { KEYCLOAK_INSTANCE } from 'nest-keycloak-connect';
import { IssuerAway, IssuerKeys } from './issuer-keys';
import { TOKEN_RULES, type TokenRules } from './token-rules';
import { verifications } from './verification';
import { VerifiedTokens } from './verified-tokens';

const TOLERANCE_SECONDS = 5;
const SUBJECT_LENGTH = 255; // OpenID Connect Core 1.0, section 2: sub MUST NOT exceed 255 ASCII characters

interface RawToken {
  readonly token: string;
}

type ValidateToken = (token: RawToken | undefined) => Promise<RawToken>;

/** Replaces keycloak-connect's own RSA-SHA256-only check, which ignores `nbf` and knows one issuer and one audience. */
@Injectable()
export class JoseBridge implements OnModuleInit {
  private readonly issuerKeys: IssuerKeys;

  constructor(
    @Inject(KEYCLOAK_INSTANCE) private readonly keycloak: Keycloak,
    @Inject(TOKEN_RULES) private readonly rules: TokenRules,
    private readonly verified: VerifiedTokens,
  ) {
    this.issuerKeys = new IssuerKeys(rules);
  }

  onModuleInit(): void {
    const validateToken: ValidateToken = (token) => this.verifyOnce(token);
    // the package's guards all end in one of these two; the typings declare them read-only
    Object.assign(this.keycloak.grantManager, { validateToken, validateAccessToken: validateToken });
  }

  /** A guard asks several times for one request, and a client sends one token many times. */
  private async verifyOnce(token: RawToken | undefined): Promise<RawToken> {
    if (token === undefined) throw new Error('no token');
    if (this.verified.claimsOf(token.token) === null)
      this.verified.add(token.token, await this.verify(token.token).catch(noteOutage));
    return token;
  }

  private async verify(token: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.issuerKeys.find, {
      issuer: [...this.rules.issuers],
      audience: [...this.rules.audiences],
      algorithms: ['RS256', 'PS256', 'ES256'],
      requiredClaims: ['exp', 'iat', 'sub', 'azp'],
      clockTolerance: TOLERANCE_SECONDS,
    });
    const fault = faultIn(payload, this.rules);
    if (fault !== undefined) throw new errors.JWTInvalid(fault);
    return payload;
  }
}

/** The packages on the way to the guard keep of an error only its text. */
function noteOutage(error: unknown): never {
  const verification = verifications.getStore();
  if (verification !== undefined && error instanceof IssuerAway) verification.issuerAway = true;
  throw error;
}

/** What a right signature, issuer and audience do not yet say. */
function faultIn({ typ, iat = Infinity, exp = Infinity, sub, azp }: JWTPayload, rules: TokenRules): string | undefined {
  if (typ !== 'Bearer') return 'not an access token'; // an ID token has the same key and the audience "api"
  if (iat > Date.now() / 1000 + TOLERANCE_SECONDS) return 'issued in the future';
  if (exp - iat > (rules.maxLifeHours ?? 24) * 3600) return 'lives too long';
  if (typeof sub !== 'string' || sub === '' || sub.length > SUBJECT_LENGTH) return 'of nobody';
  if (rules.clients !== undefined && !rules.clients.some((client) => client === azp)) return 'made for another client';
  return undefined;
}
