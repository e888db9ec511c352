// `make demo`: two real workflows through the REST API of a service that is set up, started and stopped here.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from './demo/api.mjs';
import { runExample } from './demo/example.mjs';
import { startParts } from './running/parts.mjs';
import { atEnd, failWhenOneEnds, runCommand, stayUp } from './running/processes.mjs';
import { checkPort } from './setup/checks.mjs';
import { Failure } from './setup/failure.mjs';
import { ROOT } from './setup/places.mjs';
import { setUp } from './setup/set-up.mjs';

const EXAMPLES = ['weather', 'penguins'];
const OUTPUT = join(ROOT, 'demo-output');
const LOGS = join(OUTPUT, 'logs');
/** What the demo takes from its surroundings: settings of another installation must not reach it. */
const KEPT = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'REPROV_CACHE', 'EMBEDDED_REANA_SANDBOX'];

await runCommand(async () => {
  const began = Date.now();
  const port = await checkPort('PORT', process.env.PORT);
  await setUp(LOGS);
  const keep = isYes(process.env.KEEP);
  const dataDir = mkdtempSync(join(tmpdir(), 'reprov-demo-'));
  if (!keep) atEnd(() => rmSync(dataDir, { recursive: true, force: true }));
  const parts = await startParts({ dataDir, logs: LOGS, env: keptEnvironment(), port });
  console.log(`The API listens on ${parts.api}, the issuer on ${new URL(parts.issuer).origin}, REANA on ${parts.reana}.`);
  await Promise.race([runExamples(new Api(parts)), failWhenOneEnds(parts.processes)]);
  console.log(`\nDone in ${Math.round((Date.now() - began) / 1000)} s. Look at:`);
  for (const name of EXAMPLES)
    console.log(`  demo-output/${name}/provenance.png  and .svg, .json, .provn; the outputs are in demo-output/${name}/outputs/`);
  if (!keep) return console.log(`Swagger UI: ${parts.api}/docs while the demo runs; \`make demo KEEP=1\` leaves it running.`);
  console.log(
    `Swagger UI: ${parts.api}/docs (log in as user_1 / password_1). All of it runs until Ctrl+C; its data stay in ${dataDir}.`,
  );
  await stayUp(parts.processes);
});

async function runExamples(api) {
  for (const name of EXAMPLES) {
    try {
      await runExample(api, name, { target: join(OUTPUT, name), logs: LOGS });
    } catch (error) {
      if (!(error instanceof Failure))
        throw new Failure(
          `The demo stopped at ${name} (${error.cause?.message ?? error.message}): see demo-output/logs/api.log.`,
        );
      throw new Failure(`The demo stopped at ${name}. ${error.message} The logs are in demo-output/logs/.`);
    }
  }
}

function keptEnvironment() {
  return Object.fromEntries(KEPT.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]));
}

function isYes(text) {
  return text !== undefined && !['', '0', 'no', 'false'].includes(text);
}
