import { checkPython } from './checks.mjs';
import { build, installCwltool, installPackages } from './install.mjs';

/** All that a command needs before it starts: checked, installed and built, each only when something changed. */
export async function setUp(logs) {
  checkPython();
  await installPackages(logs);
  await installCwltool(logs);
  await build(logs);
}
