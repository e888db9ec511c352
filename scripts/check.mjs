// `make check`: what is worth knowing before each commit; needs no Python and no services.
import { join } from 'node:path';
import { runCommand, start } from './running/processes.mjs';
import { installPackages } from './setup/install.mjs';
import { ROOT } from './setup/places.mjs';

await runCommand(async () => {
  await installPackages(join(ROOT, '.cache', 'logs'));
  const { code } = await start('The check', ['npm', 'run', 'check'], { cwd: ROOT }).ended;
  return code;
});
