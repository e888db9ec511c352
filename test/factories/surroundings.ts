import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevIssuer } from '../../src/embedded/identity/dev-issuer';
import { passwordToken } from './running-service';
import { createTestDatabase, type DatabaseKind, type TestDatabase } from './test-database';

/** What a service needs around it that outlives its processes. */
export interface Surroundings {
  /** For a process of the service; all that are started with them share everything. */
  readonly variables: Readonly<Record<string, string>>;
  readonly database: TestDatabase;
  tokenOf(user: string): Promise<string>;
  /** After every process has ended. */
  remove(): Promise<void>;
}

/** A database, a folder for data, an issuer of tokens, and the REANA that is given. */
export async function createSurroundings(
  reana: { readonly url: string; readonly token: string },
  kind?: DatabaseKind,
): Promise<Surroundings> {
  const database = await createTestDatabase(kind);
  const issuer = await startDevIssuer();
  const dataDir = await mkdtemp(join(tmpdir(), 'reprov-data-'));
  return {
    variables: {
      ...{ DATA_DIR: dataDir, REANA_SERVER_URL: reana.url, REANA_ACCESS_TOKEN: reana.token, REANA_POLL_SECONDS: '0.2' },
      ...{
        KEYCLOAK_SERVER_URL: issuer.issuer.replace(/\/realms\/.*$/, ''),
        EXECUTION_LEASE_SECONDS: '2',
        REANA_CREATE_SECONDS: '1',
      },
      REANA_REQUESTS_PER_SECOND: '1000',
      ...database.environment,
    },
    database,
    tokenOf: (user) => passwordToken(issuer.issuer, user),
    remove: async () => {
      issuer.server.close();
      issuer.server.closeAllConnections();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
