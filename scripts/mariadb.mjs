// A MariaDB for one suite at a desk: prints the variables that the tests read, and runs until Ctrl+C.
import { join } from 'node:path';
import { startMariaDb } from './running/mariadb.mjs';
import { runCommand } from './running/processes.mjs';
import { ROOT } from './setup/places.mjs';
import { requireTestPrograms } from './setup/programs.mjs';

await runCommand(async () => {
  const logs = join(ROOT, '.cache', 'logs');
  await requireTestPrograms(logs, ['mariadbd']);
  console.log(`TEST_DATABASE=mariadb TEST_MYSQL_URL=${await startMariaDb(logs)}`);
  await new Promise(() => {});
});
