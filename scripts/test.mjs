// `make test`: sets up, then runs every suite on real parts, and ends with one line `N passed, N failed`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMariaDb } from './running/mariadb.mjs';
import { atEnd, runCommand, start, stop } from './running/processes.mjs';
import { CWLTOOL, ROOT } from './setup/places.mjs';
import { requireTestPrograms } from './setup/programs.mjs';
import { setUp } from './setup/set-up.mjs';

const LIMIT_MILLISECONDS = 15 * 60_000; // a suite that hangs is a suite that failed
const JEST = [
  process.execPath,
  join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
  '-c',
  'test/config/jest.config.js',
  '--ci',
  '--maxWorkers=2',
];

/** Paths are patterns of Jest; with `./` they begin at the root of the repository. */
const SUITES = [
  { name: 'unit', paths: ['./src/', './test/architecture.spec.ts'] },
  { name: 'integration on SQLite', paths: ['./test/integration/'], database: 'sqlite' },
  { name: 'integration on MariaDB', paths: ['./test/integration/'], database: 'mariadb' },
  { name: 'conformance', paths: ['./test/conformance/'] },
  { name: 'e2e on SQLite', paths: ['./test/e2e/'], database: 'sqlite' },
  { name: 'e2e on MariaDB', paths: ['./test/e2e/'], database: 'mariadb' },
];

await runCommand(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprov-test-'));
  const logs = join(ROOT, '.cache', 'logs');
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  await setUp(logs);
  await requireTestPrograms(logs);
  const env = { ...process.env, NODE_ENV: 'test', CWLTOOL, CWLTOOL_PATH: CWLTOOL, TEST_MYSQL_URL: await startMariaDb(logs) };
  const results = [];
  for (const suite of SUITES) results.push(await runSuite(suite, { env, report: join(folder, 'report.json') }));
  for (const one of results) console.log(`${one.name.padEnd(24)} ${line(one)} in ${one.seconds} s${one.note}`);
  const total = { passed: sum(results, 'passed'), failed: sum(results, 'failed') };
  console.log(line(total));
  return total.failed === 0 ? 0 : 1;
});

async function runSuite({ name, paths, database }, { env, report }) {
  console.log(`\n== ${name} ==`);
  rmSync(report, { force: true });
  const began = Date.now();
  const started = start(name, [...JEST, '--json', `--outputFile=${report}`, ...paths], {
    cwd: ROOT,
    env: database ? { ...env, TEST_DATABASE: database } : env,
  });
  const limit = setTimeout(() => void stop(started), LIMIT_MILLISECONDS);
  const { code, reason } = await started.ended;
  clearTimeout(limit);
  return { name, seconds: Math.round((Date.now() - began) / 1000), ...outcome(report, code, reason) };
}

/** Counts of one suite. A file that could not be run counts as one failure, and so does a suite without a report. */
function outcome(report, code, reason) {
  if (!existsSync(report)) return { passed: 0, failed: 1, note: ` (it did not run to its end: ${reason})` };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  const note = numPendingTests > 0 ? ` (${numPendingTests} skipped)` : '';
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, note };
}

function line({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

function sum(results, field) {
  return results.reduce((total, one) => total + one[field], 0);
}
