import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.mjs';
import { runTask } from './task.mjs';

/** Programs of the system that the tests use, and the Debian packages that bring them. */
const PROGRAMS = {
  mariadbd: 'mariadb-server',
  busybox: 'busybox',
  bwrap: 'bubblewrap',
  curl: 'curl',
  faketime: 'faketime',
  dash: 'dash',
  javac: 'default-jdk-headless',
  mvn: 'maven',
};

/** On Debian as root installs what is missing; elsewhere names it. Without MariaDB there is nothing to test on. */
export async function requireTestPrograms(logs, names = Object.keys(PROGRAMS)) {
  const missing = names.filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) return;
  const packages = missing.map((name) => PROGRAMS[name]);
  if (process.getuid() === 0 && findProgram('apt-get')) return install(packages, logs);
  const sentence = `Missing for the tests: ${missing.join(', ')} (on Debian: apt install ${packages.join(' ')}).`;
  if (missing.includes('mariadbd')) throw new Failure(sentence);
  console.log(`${sentence} The tests that need them will fail and say so.`);
}

/** Debian keeps servers in /usr/sbin, which is not on everybody's PATH. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

async function install(packages, logs) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const log = join(logs, 'apt.log');
  await runTask('Reading the lists of packages', ['apt-get', 'update'], { env, log });
  await runTask(`Installing ${packages.join(', ')}`, ['apt-get', 'install', '-y', '--no-install-recommends', ...packages], {
    env,
    log,
  });
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
