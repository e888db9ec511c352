import { Module } from '@nestjs/common';
import { KeycloakConnectModule, TokenValidation } from 'nest-keycloak-connect';
import { KeycloakConfig } from '../../config/keycloak.config';
import { JoseBridge } from './jose-bridge';
import { TOKEN_RULES, tokenRulesOf } from './token-rules';
import { VerifiedTokens } from './verified-tokens';

/** Offline: signatures are checked here, with the issuer's published keys; the issuer is not asked for each request. */
@Module({
  imports: [
    KeycloakConnectModule.registerAsync({
      imports: [],
      inject: [KeycloakConfig],
      useFactory: ({ serverUrl, realm, clientId }: KeycloakConfig) => ({
        authServerUrl: serverUrl,
        realm,
        clientId,
        secret: '',
        bearerOnly: true,
        tokenValidation: TokenValidation.OFFLINE,
      }),
    }),
  ],
  providers: [JoseBridge, VerifiedTokens, { provide: TOKEN_RULES, inject: [KeycloakConfig], useFactory: tokenRulesOf }],
  exports: [KeycloakConnectModule, VerifiedTokens],
})
export class KeycloakModule {}
