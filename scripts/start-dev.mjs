// `make start-dev`: issuer, embedded REANA and the API in watch mode, with data kept in data/dev.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startParts } from './running/parts.mjs';
import { runCommand, stayUp } from './running/processes.mjs';
import { checkPort } from './setup/checks.mjs';
import { ROOT } from './setup/places.mjs';
import { setUp } from './setup/set-up.mjs';

const DATA = join(ROOT, 'data', 'dev');
const LOGS = join(DATA, 'logs');
const METRICS = { METRICS_ADDRESS: process.env.METRICS_ADDRESS ?? '127.0.0.1:9464' };
const WATCH = [
  process.execPath,
  join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'),
  'start',
  '--watch',
  '--no-shell',
  '--preserveWatchOutput',
];

await runCommand(async () => {
  const port = await checkPort('PORT', process.env.PORT ?? '8000');
  const issuerPort = await checkPort('ISSUER_PORT', process.env.ISSUER_PORT ?? '8080');
  await setUp(LOGS);
  mkdirSync(DATA, { recursive: true, mode: 0o700 });
  const parts = await startParts({
    dataDir: DATA,
    logs: LOGS,
    env: process.env,
    port,
    issuerPort,
    api: { command: WATCH, cwd: ROOT, env: METRICS },
  });
  tellAddresses(parts);
  await stayUp(parts.processes);
});

function tellAddresses({ api, issuer, reana }) {
  console.log(`
API     ${api}        Swagger UI: ${api}/docs (log in as user_1 / password_1)
Issuer  ${issuer}
REANA   ${reana}        its token is in data/dev/embedded-reana/token

A token for five minutes, and who it is for:
  TOKEN=$(curl -sS ${issuer}/protocol/openid-connect/token -d grant_type=password -d client_id=api -d username=user_1 -d password=password_1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
  curl -sS -H "Authorization: Bearer $TOKEN" ${api}/users/current

Data stay in data/dev. Ctrl+C ends all three.
`);
}
