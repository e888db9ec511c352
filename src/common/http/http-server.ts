import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { listenFailure } from './listen-failure';
import { serveDocumentation, type LoginAddresses } from './openapi';

const HEADERS_MILLISECONDS = 15_000;
const UPLOAD_MILLISECONDS = 3_600_000;
const JSON_LIMIT = '1mb';

/** What belongs to the HTTP server rather than to a route; tests and `main` use the same. `externalUrl`: where users reach it. */
export function prepareHttp(app: NestExpressApplication, login: LoginAddresses, externalUrl: string | null): void {
  app.useLogger(app.get(Logger));
  app.flushLogs();
  app.disable('x-powered-by');
  app.set('etag', false); // hashing every answer costs more than it saves; routes with real tags set them
  app.set('query parser', 'simple');
  app.useBodyParser('json', { limit: JSON_LIMIT });
  app.useBodyParser('urlencoded', { limit: JSON_LIMIT, extended: false });
  app.use(helmet({ contentSecurityPolicy: contentSecurityPolicy(login), crossOriginEmbedderPolicy: false }));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT', 'SIGHUP'], { useProcessExit: true }); // and so ends with 0: what was asked was done
  serveDocumentation(app, login, externalUrl);
  const server = app.getHttpServer();
  server.headersTimeout = HEADERS_MILLISECONDS;
  server.requestTimeout = UPLOAD_MILLISECONDS;
}

/** Opens the door, or says in one sentence why it cannot. */
export async function listen(app: NestExpressApplication, { host, port }: { host: string; port: number }): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw listenFailure(error, { address: `${host}:${port}`, setting: 'PORT' });
  }
}

/** Swagger UI brings inline styles, and its login asks the issuer for tokens. */
function contentSecurityPolicy({ tokenUrl }: LoginAddresses) {
  return {
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      styleSrc: ["'self'", "'unsafe-inline'"],
      connectSrc: ["'self'", new URL(tokenUrl).origin],
      upgradeInsecureRequests: null,
    },
  };
}
