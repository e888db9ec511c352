// Preloaded into a process of the service, on SQLite: numbers its writes and its requests to REANA from the first execution on, writes
// them to STEPS_FILE, and kills the process at the one that DIE_AT names (`17 before`, `17 after`).
const { appendFileSync } = require('node:fs');
const { subscribe } = require('node:diagnostics_channel');
const Database = require('better-sqlite3');

const FIRST = /^\s*INSERT INTO "executions"/i;
const WRITES = /^\s*(INSERT|UPDATE|DELETE|REPLACE|COMMIT)/i;
const [dieAt, moment] = (process.env.DIE_AT ?? '0 never').split(' ');
let step = 0;

function before(name) {
  step += 1;
  appendFileSync(process.env.STEPS_FILE, `${name}\n`);
  die('before');
}

function die(now) {
  if (step === Number(dieAt) && now === moment) process.kill(process.pid, 'SIGKILL');
}

const prepare = Database.prototype.prepare;
Database.prototype.prepare = function (text) {
  const statement = prepare.call(this, text);
  for (const verb of ['run', 'all', 'get'])
    if (WRITES.test(text)) {
      const effect = statement[verb].bind(statement);
      statement[verb] = (...values) => {
        if (step === 0 && !FIRST.test(text)) return effect(...values);
        before(text.slice(0, 60).replaceAll('\n', ' '));
        const result = effect(...values);
        die('after');
        return result;
      };
    }
  return statement;
};

subscribe('undici:client:sendHeaders', ({ request }) => step > 0 && before(`${request.method} ${request.path.split('?')[0]}`));
subscribe('undici:request:trailers', () => die('after'));
