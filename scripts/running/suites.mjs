import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CWLTOOL, ROOT } from '../setup/places.mjs';
import { requireTestPrograms } from '../setup/programs.mjs';
import { setUp } from '../setup/set-up.mjs';
import { startMariaDb } from './mariadb.mjs';
import { atEnd, start, stop } from './processes.mjs';

const JEST = [
  process.execPath,
  join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
  '-c',
  'test/config/jest.config.js',
  '--ci',
  '--maxWorkers=2',
];

/** Sets up, starts a MariaDB for all, and runs one suite after the other; answers the exit code. `campaign`: `short` or `long`. */
export async function runSuites(suites, campaign) {
  const folder = mkdtempSync(join(tmpdir(), 'reprov-test-'));
  const logs = join(ROOT, '.cache', 'logs');
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  await setUp(logs);
  await requireTestPrograms(logs);
  const env = {
    ...{ ...process.env, NODE_ENV: 'test', CAMPAIGN: campaign, CWLTOOL, CWLTOOL_PATH: CWLTOOL },
    TEST_MYSQL_URL: await startMariaDb(logs),
  };
  const results = [];
  for (const suite of suites) results.push(await runSuite(suite, { env, report: join(folder, 'report.json') }));
  return summarise(results);
}

/** Runs a suite of Jest; one that takes longer than `minutes` is ended and has failed. `paths` are patterns; with `./` they begin at the root of the repository. */
async function runSuite({ name, paths, database, minutes }, { env, report }) {
  console.log(`\n== ${name} ==`);
  rmSync(report, { force: true });
  const began = Date.now();
  const started = start(name, [...JEST, '--json', `--outputFile=${report}`, ...paths], {
    cwd: ROOT,
    env: database ? { ...env, TEST_DATABASE: database } : env,
  });
  const limit = setTimeout(() => void stop(started), minutes * 60_000);
  const { code, reason } = await started.ended;
  clearTimeout(limit);
  return { name, seconds: Math.round((Date.now() - began) / 1000), ...outcome(report, code, reason) };
}

/** One line for each suite and one for all; answers the exit code. */
function summarise(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const one of results) console.log(`${one.name.padEnd(width)} ${line(one)} in ${one.seconds} s${one.note}`);
  const total = { passed: sum(results, 'passed'), failed: sum(results, 'failed') };
  console.log(line(total));
  return total.failed === 0 ? 0 : 1;
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
