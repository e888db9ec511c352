import { Inject, Injectable, Logger, UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import type { Keycloak } from 'keycloak-connect';
import {
  AuthGuard,
  KEYCLOAK_CONNECT_OPTIONS,
  KEYCLOAK_INSTANCE,
  KEYCLOAK_MULTITENANT_SERVICE,
  KeycloakMultiTenantService,
  type KeycloakConnectConfig,
} from 'nest-keycloak-connect';
import { PUBLIC } from '../../common/http/public.decorator';
import { accessOf } from '../access';
import { IssuerUnavailableError, UnauthenticatedError } from '../auth.errors';
import type { AuthenticatedRequest } from '../authenticated-request';
import { verifications } from './verification';
import { VerifiedTokens } from './verified-tokens';

const BEARER = /^Bearer (\S+)$/;

/** Who is asking: leaves the verified claims on the request. Tells a bad token (401) from an issuer that is away (503). */
@Injectable()
export class KeycloakAuthGuard extends AuthGuard {
  constructor(
    @Inject(KEYCLOAK_INSTANCE) keycloak: Keycloak,
    @Inject(KEYCLOAK_CONNECT_OPTIONS) options: KeycloakConnectConfig,
    @Inject(KEYCLOAK_MULTITENANT_SERVICE) tenants: KeycloakMultiTenantService,
    private readonly verified: VerifiedTokens,
  ) {
    super(keycloak, options, tenants);
    Object.assign(this, { logger: withoutTokens(new Logger(KeycloakAuthGuard.name)) });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (accessOf(context) === PUBLIC) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const verification = { issuerAway: false };
    try {
      refuseSeveralTokens(request);
      if (this.isKnown(request)) return true;
      return await verifications.run(verification, () => super.canActivate(context));
    } catch (error) {
      if (verification.issuerAway) throw new IssuerUnavailableError();
      if (!(error instanceof UnauthorizedException)) throw error;
      throw new UnauthenticatedError();
    }
  }

  /** A client sends one token many times: what was found good needs no second look until its time is over. */
  private isKnown(request: AuthenticatedRequest): boolean {
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    const claims = token === undefined ? null : this.verified.claimsOf(token);
    if (token === undefined || claims === null) return false;
    Object.assign(request, { user: claims, accessToken: token }); // as the base class leaves them
    return true;
  }
}

/** Of several headers Node keeps the first; a proxy before us may have looked at another. */
function refuseSeveralTokens(request: AuthenticatedRequest): void {
  if ((request.headersDistinct['authorization']?.length ?? 0) > 1) throw new UnauthorizedException();
}

/** The base class writes raw tokens and claims beside its messages; only the reason of a refusal is kept, and only for debugging. */
function withoutTokens(logger: Logger): Pick<Logger, 'verbose' | 'warn'> {
  return { verbose: () => undefined, warn: (message: unknown) => logger.debug(message) };
}
