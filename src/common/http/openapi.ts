import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The version of the API, of the service and of its SDKs: one number. */
export const API_VERSION = '0.1.0';

export interface LoginAddresses {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
}

/** The OpenAPI document of every route; the addresses of the login differ from place to place and are not in the committed file. */
export function describeApi(app: INestApplication, login: LoginAddresses, serverUrl: string | null = null): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('ReProv')
    .setDescription('Register CWL workflows, run them on REANA, and see what made what as W3C PROV.')
    .setVersion(API_VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addOAuth2(
      {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: login.authorizationUrl,
            tokenUrl: login.tokenUrl,
            scopes: { openid: 'Who you are' },
          },
        },
      },
      'keycloak',
    )
    .addTag('registry', 'Workflows by name and version, checked and never silently changed')
    .addTag('execution', 'Runs of registered workflows')
    .addTag('provenance', 'What a run used and made')
    .addTag('users', 'Who you are')
    .addTag('health', 'For those who operate the service');
  const config = (serverUrl === null ? builder : builder.addServer(serverUrl)).build();
  return SwaggerModule.createDocument(app, config, { operationIdFactory: (_controller, method) => method });
}

/** Swagger UI at /docs with login, and the document at /openapi.json. */
export function serveDocumentation(app: INestApplication, login: LoginAddresses, serverUrl: string | null): void {
  SwaggerModule.setup('docs', app, () => describeApi(app, login, serverUrl), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'ReProv API',
    swaggerOptions: {
      initOAuth: { clientId: login.clientId, usePkceWithAuthorizationCodeGrant: true, scopes: ['openid'] },
      persistAuthorization: true,
    },
  });
}
