// `npm run bench`: measures the service and prints one table; README.md says what each row does.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand, whatItSaid } from '../../scripts/running/processes.mjs';
import { Failure } from '../../scripts/setup/failure.mjs';
import { ROOT } from '../../scripts/setup/places.mjs';
import { setUp } from '../../scripts/setup/set-up.mjs';
import { pinClients, watchServerCore } from './cores.mjs';

const OPTIONS = {
  'base-url': { type: 'string' },
  token: { type: 'string' },
  only: { type: 'string' },
  repeats: { type: 'string', default: '100' },
  'slow-repeats': { type: 'string', default: '20' },
  profile: { type: 'string' },
  'no-build': { type: 'boolean', default: false },
};

await runCommand(async () => {
  const { values } = parseArgs({ options: OPTIONS });
  if (!values['base-url'] && !values['no-build']) await setUp(join(ROOT, 'test', 'bench', 'logs'));
  const rows = await chosenRows(values.only);
  const pinned = pinClients();
  const bench = await prepare(values);
  const results = [];
  for (const row of rows) results.push(await measured(row, bench));
  const { table } = await import('./table.mjs');
  console.log(`\n${circumstances(bench, pinned)}\n\n${table(results)}`);
  return results.some(({ reason }) => reason) ? 1 : 0;
});

async function chosenRows(only) {
  const { ALL_ROWS } = await import('./rows/all-rows.mjs'); // its packages are not there before `npm ci`
  const names = only?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !ALL_ROWS.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new Failure(`There is no row ${unknown}: choose from ${ALL_ROWS.map(({ name }) => name).join(', ')}.`);
  return names ? ALL_ROWS.filter(({ name }) => names.includes(name)) : ALL_ROWS;
}

async function prepare(values) {
  const [{ Service }, { Seed }] = [await import('./service.mjs'), await import('./seed.mjs')];
  const [repeats, slowRepeats] = [count(values, 'repeats'), count(values, 'slow-repeats')];
  const baseUrl = values['base-url'];
  if (baseUrl && values.profile) throw new Failure('--profile needs a process of our own, not --base-url.');
  if (baseUrl && !values.token) throw new Failure('--base-url needs --token, the access token of a user of that service.');
  if (baseUrl) {
    const service = new Service({ baseUrl, token: values.token });
    return { service, seed: new Seed(service), repeats, slowRepeats };
  }
  const { Environment } = await import('./environment.mjs');
  const environment = await Environment.start({ inspected: values.profile !== undefined });
  const service = new Service(environment);
  return { service, environment, seed: new Seed(service, environment), repeats, slowRepeats, profile: values.profile };
}

async function measured(row, bench) {
  console.log(`${row.title} ...`);
  if ((row.needsOwnService || row.onFakeReana) && !bench.environment)
    return { row, reason: 'another service is measured: its process cannot be started from here' };
  const othersShare = bench.environment && !row.withoutApi ? watchServerCore(bench.environment) : undefined;
  try {
    const figures = await work(row, bench);
    return { row, figures, othersShare: othersShare?.() };
  } catch (error) {
    console.log(error instanceof Failure ? error.message : error.stack);
    if (bench.environment) console.log(`API: ${whatItSaid(bench.environment.api.log)}`);
    return { row, reason: error.message };
  }
}

async function work(row, bench) {
  const { profile, environment, reana } = bench;
  if (row.onFakeReana && !reana) {
    const { onFakeReana } = await import('./fake-reana.mjs');
    return onFakeReana(environment, row.onFakeReana, (fake) => work(row, { ...bench, reana: fake }));
  }
  if (!profile || row.needsOwnService) return row.measure(bench);
  const { profiled } = await import('./profile.mjs');
  return profiled({ port: environment.inspectPort, folder: profile, name: row.name }, () => row.measure(bench));
}

function circumstances({ service, environment }, pinned) {
  const where = environment
    ? `MariaDB ${environment.databaseVersion}, flushed at every commit; ${pinned}`
    : `${service.baseUrl}, measured from outside`;
  return `Node ${process.version}; ${where}; ${new Date().toISOString()}`;
}

function count(values, name) {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) throw new Failure(`--${name} must be a number from 1, not ${values[name]}.`);
  return number;
}
