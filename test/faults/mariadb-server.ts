import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from '../factories/service-process';

const PASSWORD = 'of-this-test-alone';
const DATABASE = 'reprov';
const START_MILLISECONDS = 30_000;

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A MariaDB of the test's own, to be killed and started again on the same data. */
export class MariaDbServer {
  private server: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly owner: Owner | undefined,
  ) {}

  static async create(): Promise<MariaDbServer> {
    const folder = await mkdtemp(join(tmpdir(), 'reprov-mariadb-'));
    const owner = dataOwner();
    const data = join(folder, 'data');
    await mkdir(data, { mode: 0o700 });
    if (owner !== undefined) for (const path of [folder, data]) await chown(path, owner.uid, owner.gid);
    const install = [`--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
    await promisify(execFile)('mariadb-install-db', ['--no-defaults', ...install], owner);
    const server = new MariaDbServer(folder, await freePort(), owner);
    await server.start();
    const root = await createConnection({ socketPath: join(folder, 'socket'), user: 'root' });
    await root.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
    await root.query(`CREATE USER reprov@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`);
    await root.query(`GRANT ALL ON ${DATABASE}.* TO reprov@'127.0.0.1'`);
    await root.end();
    return server;
  }

  /** For a service that uses it. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ...{ MYSQL_SERVER: '127.0.0.1', MYSQL_PORT: String(this.port), MYSQL_USER: 'reprov', MYSQL_PASSWORD: PASSWORD },
      MYSQL_DATABASE: DATABASE,
    };
  }

  /** Comes back when it answers. */
  async start(): Promise<void> {
    const options = [
      ...['--no-defaults', `--datadir=${join(this.folder, 'data')}`, `--socket=${join(this.folder, 'socket')}`],
      ...['--bind-address=127.0.0.1', `--port=${this.port}`, '--skip-log-bin', '--skip-name-resolve'],
      ...['--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_ci', '--default-time-zone=+00:00'],
      ...['--innodb-buffer-pool-size=64M', '--innodb-flush-log-at-trx-commit=1'],
    ];
    const path = [process.env['PATH'], '/usr/sbin', '/usr/local/sbin'].join(delimiter); // where Debian keeps servers
    this.server = spawn('mariadbd', options, { ...this.owner, env: { ...process.env, PATH: path }, stdio: 'ignore' });
    for (const until = Date.now() + START_MILLISECONDS; !(await this.answers()); await sleep(20))
      if (Date.now() > until || this.server.exitCode !== null) throw new Error('MariaDB did not start.');
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.server === undefined) return;
    const ended = once(this.server, 'exit');
    this.server.kill(signal);
    await ended;
    this.server = undefined;
  }

  /** It stands still: connections stay, nothing answers. */
  pause(): void {
    this.server?.kill('SIGSTOP');
  }

  resume(): void {
    this.server?.kill('SIGCONT');
  }

  async query<Row>(statement: string): Promise<Row[]> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'reprov',
      password: PASSWORD,
      database: DATABASE,
    });
    try {
      return (await connection.query(statement))[0] as Row[];
    } finally {
      await connection.end();
    }
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    try {
      const connection = await createConnection({ socketPath: join(this.folder, 'socket'), user: 'root' });
      await connection.end();
      return true;
    } catch {
      return false;
    }
  }
}

/** MariaDB refuses to run as root: then it runs as the user that its package made. */
function dataOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'mysql'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
