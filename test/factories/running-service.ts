import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module';
import { prepareHttp } from '../../src/common/http/http-server';
import { HttpConfig } from '../../src/config/http.config';
import { KeycloakConfig } from '../../src/config/keycloak.config';
import { ENVIRONMENT } from '../../src/config/settings.module';
import { startDevIssuer } from '../../src/embedded/identity/dev-issuer';
import {
  EVENT_STREAM_DEFAULTS,
  EVENT_STREAM_OPTIONS,
  type EventStreamOptions,
} from '../../src/execution/events/event-stream-options';
import { RECORD_THREAD_OPTIONS } from '../../src/provenance/threads/record-threads';
import { CLIENT_DEFAULTS } from '../../src/reana/reana.client';
import { REANA_CLIENT_DEFAULTS } from '../../src/reana/reana.module';
import { CWL_WORKER_OPTIONS } from '../../src/registry/cwl-reading';
import { FROM_SOURCES } from '../fakes/from-sources';
import { createTestDatabase, type TestDatabase } from './test-database';

/** A service that listens on loopback, with a database and an issuer of its own. */
export interface RunningService {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly database: TestDatabase;
  readonly dataDir: string;
  /** An access token of one of the five users of development and tests. */
  tokenOf(user: string): Promise<string>;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** Where REANA is; a suite that needs none leaves it out. */
  readonly reana?: { readonly url: string; readonly token: string };
  readonly variables?: Readonly<Record<string, string>>;
  readonly eventStreams?: Partial<EventStreamOptions>;
}

const NOWHERE = { url: 'http://127.0.0.1:9', token: 'unused' };

/** The whole service inside of this process, spoken to over HTTP. */
export async function startService({
  reana = NOWHERE,
  variables = {},
  eventStreams = {},
}: ServiceOptions = {}): Promise<RunningService> {
  const database = await createTestDatabase();
  const issuer = await startDevIssuer();
  const dataDir = await mkdtemp(join(tmpdir(), 'reprov-data-'));
  const environment = {
    ...{ NODE_ENV: 'test', DATA_DIR: dataDir, METRICS_ADDRESS: '127.0.0.1:0', LOG_LEVEL: 'silent' },
    KEYCLOAK_SERVER_URL: issuer.issuer.replace(/\/realms\/.*$/, ''),
    ...{ REANA_SERVER_URL: reana.url, REANA_ACCESS_TOKEN: reana.token, REANA_POLL_SECONDS: '0.2', REANA_CREATE_SECONDS: '1' },
    REANA_REQUESTS_PER_SECOND: '1000',
    ...database.environment,
    ...variables,
  };
  const testing = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(ENVIRONMENT)
    .useValue(environment)
    .overrideProvider(CWL_WORKER_OPTIONS)
    .useValue(FROM_SOURCES)
    .overrideProvider(EVENT_STREAM_OPTIONS)
    .useValue({ ...EVENT_STREAM_DEFAULTS, ...eventStreams })
    .overrideProvider(RECORD_THREAD_OPTIONS)
    .useValue(FROM_SOURCES)
    .overrideProvider(REANA_CLIENT_DEFAULTS)
    .useValue({ ...CLIENT_DEFAULTS, openMilliseconds: 100, longestOpenMilliseconds: 500 })
    .compile();
  const app = testing.createNestApplication<NestExpressApplication>({ bufferLogs: true });
  prepareHttp(app, app.get(KeycloakConfig), app.get(HttpConfig).externalUrl);
  await app.listen(0, '127.0.0.1');
  return {
    ...{ app, database, dataDir },
    url: await app.getUrl(),
    tokenOf: (user) => passwordToken(issuer.issuer, user),
    stop: async () => {
      await app.close();
      issuer.server.close();
      issuer.server.closeAllConnections();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** An access token by name and password, as the first service's users get theirs. */
export async function passwordToken(issuer: string, user: string): Promise<string> {
  const form = { grant_type: 'password', client_id: 'api', username: user, password: user.replace('user', 'password') };
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token for ${user}`);
  return token;
}
