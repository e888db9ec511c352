// `make test`: sets up, then runs every suite on real parts, and ends with one line `N passed, N failed`.
import { runCommand } from './running/processes.mjs';
import { runSuites } from './running/suites.mjs';

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

await runCommand(() =>
  runSuites(
    SUITES.map((suite) => ({ ...suite, minutes: MINUTES })),
    'short',
  ),
);
