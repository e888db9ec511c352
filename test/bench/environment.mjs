import { mkdtempSync, readFileSync, rmSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { request } from 'undici';
import { startMariaDb } from '../../scripts/running/mariadb.mjs';
import { atEnd, start, stop, whatItSaid } from '../../scripts/running/processes.mjs';
import { freePort } from '../../scripts/setup/checks.mjs';
import { Failure } from '../../scripts/setup/failure.mjs';
import { CWLTOOL, ROOT } from '../../scripts/setup/places.mjs';
import { requireTestPrograms } from '../../scripts/setup/programs.mjs';
import { onServerCore, secondsOf } from './cores.mjs';

const START_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 5;
const DATABASE = 'reprov_bench';
/** As `npm start` does, the paths made absolute. */
const START_WORDS = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  .scripts.start.split(' ')
  .slice(1)
  .map((word) => (word.startsWith('-') ? word : join(ROOT, word)));

/** All that the service needs, on this machine: MariaDB, issuer and embedded REANA on the clients' core, the API alone on its own. */
export class Environment {
  #secondsOfEarlier = 0;

  /** `inspected`: with the debugger's port open, for profiles. */
  static async start({ inspected = false } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'reprov-bench-'));
    atEnd(() => rmSync(folder, { recursive: true, force: true }));
    const environment = new Environment(folder);
    if (inspected) environment.inspectPort = await freePort();
    await environment.#startDatabase();
    await environment.#startNeighbours();
    await environment.startApi();
    return environment;
  }

  constructor(folder) {
    this.folder = folder;
    this.logs = join(ROOT, 'test', 'bench', 'logs');
    mkdirSync(this.logs, { recursive: true });
  }

  get pid() {
    return this.api.child.pid;
  }

  /** Milliseconds from the start of the process to its first answer that it is healthy. `settings`: other ones than usual. */
  async startApi(settings = {}) {
    this.apiPort ??= await freePort();
    this.baseUrl = `http://127.0.0.1:${this.apiPort}`;
    const inspect = this.inspectPort ? [`--inspect=127.0.0.1:${this.inspectPort}`] : [];
    const program = [process.execPath, ...inspect, ...START_WORDS];
    const began = performance.now();
    this.api = start('The API', onServerCore(program), {
      cwd: this.folder,
      env: { ...this.#apiEnvironment(), ...settings },
      log: join(this.logs, 'api.log'),
    });
    await this.#healthy(`${this.baseUrl}/health`);
    return performance.now() - began;
  }

  async stopApi() {
    this.#secondsOfEarlier += secondsOf(this.pid);
    await stop(this.api);
  }

  /** What all API processes since the first have computed. */
  apiSeconds = () => this.#secondsOfEarlier + secondsOf(this.pid);

  /** Where the log of a run at the embedded REANA lies. */
  runFolder(reanaId) {
    return join(this.folder, 'embedded-reana', 'runs', reanaId);
  }

  /** Statements that the database has executed for others than us, once those are taken off that the service makes at rest. */
  async statementsOf(work) {
    const [before, began] = [await this.#statements(), performance.now()];
    await sleep(1000);
    const [middle, restEnded] = [await this.#statements(), performance.now()];
    await work();
    const atRest = ((middle - before - 1) / (restEnded - began)) * (performance.now() - restEnded);
    return (await this.#statements()) - middle - 1 - atRest;
  }

  async #statements() {
    const [[row]] = await this.database.query("SHOW GLOBAL STATUS LIKE 'Questions'");
    return Number(row.Value);
  }

  async #startDatabase() {
    await requireTestPrograms(this.logs, ['mariadbd']);
    this.databaseUrl = new URL(await startMariaDb(this.logs));
    this.database = await createConnection({ uri: this.databaseUrl.href, timezone: 'Z' });
    await this.database.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
    await this.database.query(`USE ${DATABASE}`);
    const [[settings]] = await this.database.query('SELECT @@version AS version, @@innodb_flush_log_at_trx_commit AS durable');
    if (settings.durable !== 1) throw new Failure('MariaDB does not flush at every commit: rates of writing would say nothing.');
    this.databaseVersion = settings.version;
    atEnd(() => this.database.destroy());
  }

  async #startNeighbours() {
    const inFolder = { cwd: this.folder, env: this.#commonEnvironment() };
    const [issuer, reana] = await Promise.all([
      announced('The development issuer', 'identity', { ...inFolder, log: join(this.logs, 'issuer.log') }),
      announced('The embedded REANA', 'reana', { ...inFolder, log: join(this.logs, 'reana.log') }),
    ]);
    this.issuer = issuer.issuer;
    this.reana = reana.listening;
  }

  #commonEnvironment() {
    return { ...process.env, NODE_ENV: 'development', DATA_DIR: this.folder, CWLTOOL_PATH: CWLTOOL };
  }

  #apiEnvironment() {
    const [, server, realm] = /^(.*)\/realms\/(.*)$/.exec(this.issuer);
    return {
      ...this.#commonEnvironment(),
      PORT: String(this.apiPort),
      METRICS_ADDRESS: '127.0.0.1:0',
      KEYCLOAK_SERVER_URL: server,
      KEYCLOAK_REALM: realm,
      REANA_SERVER_URL: this.reana,
      REANA_ACCESS_TOKEN: readFileSync(join(this.folder, 'embedded-reana', 'token'), 'utf8').trim(),
      REANA_POLL_SECONDS: '0.5',
      REANA_REQUESTS_PER_SECOND: '1000',
      REANA_CREATE_SECONDS: '5',
      REANA_SPECIFICATION_KIB: '10240',
      MYSQL_SERVER: this.databaseUrl.hostname,
      MYSQL_PORT: this.databaseUrl.port,
      MYSQL_USER: this.databaseUrl.username,
      MYSQL_PASSWORD: this.databaseUrl.password,
      MYSQL_DATABASE: DATABASE,
    };
  }

  async #healthy(url) {
    const giveUp = performance.now() + START_MILLISECONDS;
    let end;
    void this.api.ended.then(({ reason }) => (end = reason));
    while (!(await answers(url))) {
      if (end ?? performance.now() > giveUp)
        throw new Failure(`The API did not start (${end ?? 'too slow'}): ${whatItSaid(this.api.log)}`);
      await sleep(LOOK_MILLISECONDS);
    }
  }
}

/** A part that is ready when it has printed one line of JSON with its address. */
async function announced(name, part, options) {
  const started = start(name, [process.execPath, join(ROOT, 'dist', 'src', 'embedded', part, 'main.js')], {
    ...options,
    lines: true,
  });
  const ended = started.ended.then(({ reason }) => {
    throw new Failure(`${name} did not start (${reason}): ${whatItSaid(options.log)}`);
  });
  ended.catch(() => {}); // heard by the race while it lasts
  return JSON.parse(await Promise.race([new Promise((resolve) => started.lines.once('line', resolve)), ended]));
}

async function answers(url) {
  try {
    const { statusCode, body } = await request(url);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
