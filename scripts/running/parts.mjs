import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../setup/checks.mjs';
import { Failure } from '../setup/failure.mjs';
import { CWLTOOL, ROOT } from '../setup/places.mjs';
import { start, whatItSaid } from './processes.mjs';

const START_MILLISECONDS = 60_000;
const program = (path) => [process.execPath, join(ROOT, 'dist', 'src', path)];

/**
 * Starts the development issuer, the embedded REANA and the API, which know nothing of each other but addresses.
 * They work in the data folder, so that no `.env` of the repository meets them, unless `api` starts otherwise.
 */
export async function startParts({ dataDir, logs, env, port, issuerPort = 0, api = {} }) {
  port ??= await freePort();
  const address = `http://127.0.0.1:${port}`;
  const inDataDir = { cwd: dataDir, env: { ...env, NODE_ENV: 'development', DATA_DIR: dataDir, CWLTOOL_PATH: CWLTOOL } };
  const issuerWords = ['--port', String(issuerPort), '--allow-origin', address, '--allow-origin', `http://localhost:${port}`];
  const [issuer, reana] = await Promise.all([
    announced('The development issuer', [...program('embedded/identity/main.js'), ...issuerWords], {
      ...inDataDir,
      log: join(logs, 'issuer.log'),
    }),
    announced('The embedded REANA', program('embedded/reana/main.js'), { ...inDataDir, log: join(logs, 'reana.log') }),
  ]);
  const settings = apiSettings({ port, issuer: issuer.issuer, reana: reana.listening, dataDir });
  const started = start('The API', api.command ?? program('main.js'), {
    cwd: api.cwd ?? dataDir,
    env: { ...inDataDir.env, ...settings, ...api.env },
    log: api.command ? undefined : join(logs, 'api.log'),
  });
  await ready(started, `${address}/health/ready`);
  return { api: address, issuer: issuer.issuer, reana: reana.listening, processes: [started, issuer.process, reana.process] };
}

function apiSettings({ port, issuer, reana, dataDir }) {
  const [, server, realm] = /^(.*)\/realms\/(.*)$/.exec(issuer);
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_ADDRESS: '127.0.0.1:0',
    KEYCLOAK_SERVER_URL: server,
    KEYCLOAK_REALM: realm,
    KEYCLOAK_AUTHORIZATION_URL: `${issuer}/protocol/openid-connect/auth`,
    KEYCLOAK_TOKEN_URL: `${issuer}/protocol/openid-connect/token`,
    REANA_SERVER_URL: reana,
    REANA_ACCESS_TOKEN: readFileSync(join(dataDir, 'embedded-reana', 'token'), 'utf8').trim(),
    REANA_POLL_SECONDS: '0.5',
    REANA_REQUESTS_PER_SECOND: '1000',
    REANA_CREATE_SECONDS: '5',
    REANA_SPECIFICATION_KIB: '10240',
  };
}

/** A part that is ready when it has printed one line of JSON with its address. */
async function announced(name, command, options) {
  const started = start(name, command, { ...options, lines: true });
  const line = new Promise((resolve) => started.lines.once('line', resolve));
  const first = await firstOf(started, line);
  return { ...JSON.parse(first), process: started };
}

async function ready(started, url) {
  let done = false;
  const answering = (async () => {
    while (!done && !(await answers(url))) await new Promise((resolve) => setTimeout(resolve, 100));
  })();
  try {
    await firstOf(started, answering);
  } finally {
    done = true;
  }
}

/** `event`, or a Failure when the process ends before it or takes too long. */
async function firstOf(started, event) {
  let timer;
  const said = () => (started.log ? `: ${whatItSaid(started.log)}` : '; see above');
  const ended = started.ended.then(({ reason }) => {
    throw new Failure(`${started.name} did not start (${reason})${said()}`);
  });
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Failure(`${started.name} was not ready after ${START_MILLISECONDS / 1000} s${said()}`)),
      START_MILLISECONDS,
    );
  });
  ended.catch(() => {}); // heard by the race while it lasts
  try {
    return await Promise.race([event, ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
