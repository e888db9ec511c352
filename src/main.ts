import { setFlagsFromString } from 'node:v8';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module';
import { listen, prepareHttp } from './common/http/http-server';
import { HttpConfig } from './config/http.config';
import { KeycloakConfig } from './config/keycloak.config';

/** V8 lets old memory grow by much more before it looks for what may go; not while modules are loaded, where all stays. */
const FRUGAL_HEAP = '--heap-growing-percent=40';

async function start(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    ...{ bufferLogs: true, autoFlushLogs: false }, // until our logger is there; a start that fails says one sentence instead
    abortOnError: false,
  });
  const http = app.get(HttpConfig);
  prepareHttp(app, app.get(KeycloakConfig), http.externalUrl);
  await listen(app, http);
  setFlagsFromString(FRUGAL_HEAP);
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
