// `make test-long PART=faults`: the campaigns that take too long for `make test`, where each has a short form. Tells the seconds of each
// and ends with one line `N passed, N failed`.
import { runCommand } from './running/processes.mjs';
import { runSuites } from './running/suites.mjs';
import { Failure } from './setup/failure.mjs';

const MINUTES = 60; // a campaign that hangs is a campaign that failed

/** The parts, and the campaigns of each; without a database a campaign chooses its own. */
const PARTS = {
  faults: [
    ...onBoth('50 kills of the process', 'process-kills'),
    ...onBoth('crashes at every step', 'crash-points'),
    { name: '100 kills at a step', file: 'step-kills' },
    { name: 'two processes, one killed', file: 'two-processes' },
    { name: 'request rate', file: 'request-rate' },
    { name: 'REANA unwell', file: 'reana-unwell' },
    { name: 'response times meanwhile', file: 'response-times' },
    { name: 'database away', file: 'database-away' },
    { name: 'disk full or read-only', file: 'storage-full' },
    { name: 'clock jumps', file: 'clock-jumps' },
    ...onBoth('termination under load', 'termination'),
  ],
};

await runCommand(async () => {
  const part = process.env.PART ?? '';
  if (!Object.hasOwn(PARTS, part)) throw new Failure(`PART is one of: ${Object.keys(PARTS).join(', ')}.`);
  const suites = PARTS[part].map(({ file, ...campaign }) => ({
    ...campaign,
    paths: [`./test/${part}/${file}.spec.ts`],
    minutes: MINUTES,
  }));
  return runSuites(suites, 'long');
});

function onBoth(name, file) {
  return [
    { name: `${name} on SQLite`, file, database: 'sqlite' },
    { name: `${name} on MariaDB`, file, database: 'mariadb' },
  ];
}
