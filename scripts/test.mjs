// `make test`: sets up, then runs every suite on real parts, and ends with one line `N passed, N failed`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMariaDb } from './running/mariadb.mjs';
import { atEnd, runCommand } from './running/processes.mjs';
import { runSuite, summarise } from './running/suites.mjs';
import { CWLTOOL, ROOT } from './setup/places.mjs';
import { requireTestPrograms } from './setup/programs.mjs';
import { setUp } from './setup/set-up.mjs';

const MINUTES = 15; // a suite that hangs is a suite that failed

const SUITES = [
  { name: 'unit', paths: ['./src/', './test/architecture.spec.ts'] },
  { name: 'integration on SQLite', paths: ['./test/integration/'], database: 'sqlite' },
  { name: 'integration on MariaDB', paths: ['./test/integration/'], database: 'mariadb' },
  { name: 'conformance', paths: ['./test/conformance/'] },
  { name: 'e2e on SQLite', paths: ['./test/e2e/'], database: 'sqlite' },
  { name: 'e2e on MariaDB', paths: ['./test/e2e/'], database: 'mariadb' },
  { name: 'faults, short form', paths: ['./test/faults/'] },
];

await runCommand(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprov-test-'));
  const logs = join(ROOT, '.cache', 'logs');
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  await setUp(logs);
  await requireTestPrograms(logs);
  const env = {
    ...{ ...process.env, NODE_ENV: 'test', CAMPAIGN: 'short', CWLTOOL, CWLTOOL_PATH: CWLTOOL },
    TEST_MYSQL_URL: await startMariaDb(logs),
  };
  const results = [];
  for (const suite of SUITES)
    results.push(await runSuite({ minutes: MINUTES, ...suite }, { env, report: join(folder, 'report.json') }));
  return summarise(results);
});
