// Writes openapi.json from the built service. With --check it only compares, and fails when the file is not up to date.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(join(root, 'package.json'));
const { NestFactory } = require('@nestjs/core');
const folder = mkdtempSync(join(tmpdir(), 'reprov-openapi-'));

Object.assign(process.env, {
  NODE_ENV: 'test',
  DATA_DIR: folder,
  MYSQL_SERVER: '',
  KEYCLOAK_SERVER_URL: 'http://localhost:8080',
  REANA_SERVER_URL: 'http://localhost:30080',
  REANA_ACCESS_TOKEN: 'unused',
});
try {
  const { AppModule } = require(join(root, 'dist/src/app.module.js'));
  const { describeApi } = require(join(root, 'dist/src/common/http/openapi.js'));
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  const realm = 'http://localhost:8080/realms/prov/protocol/openid-connect';
  const document = describeApi(app, { authorizationUrl: `${realm}/auth`, tokenUrl: `${realm}/token`, clientId: 'api' });
  await app.close();
  const text = `${JSON.stringify(document, null, 2)}\n`;
  const target = join(root, 'openapi.json');
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) throw new Error('openapi.json is not up to date: run `npm run openapi`.');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
