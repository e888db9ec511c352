import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../setup/checks.mjs';
import { Failure } from '../setup/failure.mjs';
import { findProgram } from '../setup/programs.mjs';
import { runTask } from '../setup/task.mjs';
import { atEnd, whatItSaid, start } from './processes.mjs';

const START_MILLISECONDS = 30_000;
const SQL_MODE =
  'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,ONLY_FULL_GROUP_BY';

/** A MariaDB of our own on a free loopback port, gone with its data when the command ends. Answers its address with a user who may do everything. */
export async function startMariaDb(logs) {
  const folder = mkdtempSync(join(tmpdir(), 'reprov-mariadb-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const owner = dataOwner();
  for (const path of [folder, data]) if (owner.uid !== undefined) chownSync(path, owner.uid, owner.gid);
  const install = [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ];
  await runTask('Preparing MariaDB', [findProgram('mariadb-install-db'), ...install], {
    ...owner,
    log: join(logs, 'mariadb-install.log'),
  });
  const [port, socket, log] = [await freePort(), join(folder, 'socket'), join(logs, 'mariadb.log')];
  const server = start('MariaDB', [findProgram('mariadbd'), ...serverOptions({ data, port, socket })], { ...owner, log });
  const password = randomBytes(12).toString('hex');
  await makeUser(server, socket, password);
  return `mysql://reprov:${password}@127.0.0.1:${port}/mysql`;
}

function serverOptions({ data, port, socket }) {
  return [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${data}/pid`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    '--skip-log-bin',
    '--skip-name-resolve',
    '--max-connections=300',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--innodb-buffer-pool-size=128M',
    '--default-time-zone=+00:00',
    `--sql-mode=${SQL_MODE}`,
  ];
}

/** MariaDB refuses to run as root: then it runs as the user that its package made. */
function dataOwner() {
  if (process.getuid() !== 0) return {};
  const id = (flag) => Number(spawnSync('id', [flag, 'mysql'], { encoding: 'utf8' }).stdout.trim() || NaN);
  const owner = { uid: id('-u'), gid: id('-g') };
  if (Number.isNaN(owner.uid))
    throw new Failure('MariaDB cannot run as root, and there is no user mysql: run this as another user.');
  return owner;
}

async function makeUser(server, socketPath, password) {
  const root = await connected(server, socketPath);
  await root.query(`CREATE USER reprov@'127.0.0.1' IDENTIFIED BY '${password}'`);
  await root.query(`GRANT ALL ON *.* TO reprov@'127.0.0.1'`);
  await root.end();
}

async function connected(server, socketPath) {
  const { createConnection } = await import('mysql2/promise'); // not there before `npm ci`
  const giveUp = Date.now() + START_MILLISECONDS;
  let ended = false;
  void server.ended.then(() => (ended = true));
  for (;;) {
    try {
      return await createConnection({ socketPath, user: 'root' });
    } catch (error) {
      if (ended || Date.now() > giveUp) throw new Failure(`MariaDB did not start (${error.message}): ${whatItSaid(server.log)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
