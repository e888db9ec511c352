import { setTimeout as sleep } from 'node:timers/promises';
import { forgetHighest, meanwhile, rate, rateFigures, resident, times } from '../measure.mjs';
import { requireItems } from './require-items.mjs';

const PATH = '/workflow_registry/';
const REST_MILLISECONDS = 2000;

export const listOfThousand = {
  name: 'list-1000',
  title: 'list of 1,000 workflows',
  measure: (bench) => measureList(bench, { count: 1000, milliseconds: 25, perSecond: 80, peer: ['4.8 s', '23 s an answer'] }),
};

export const listOfTenThousand = {
  name: 'list-10000',
  title: 'list of 10,000 workflows',
  measure: (bench) =>
    measureList(bench, { count: 10_000, milliseconds: 200, perSecond: 10, peer: ['74 to 92 s', '–'], watched: true }),
};

/** The complete list. `watched`: what the process keeps in memory, and how long others wait, while ten clients take it. */
async function measureList({ service, seed, environment, repeats }, { count, milliseconds, perSecond, peer, watched }) {
  await seed.workflows(count);
  await requireItems(service, PATH, count, ({ registry_id: id, name }) => Number.isInteger(id) && name.startsWith('bench-'));
  const one = await times(repeats, () => service.send('GET', PATH));
  const load = () => rate(service, { median: one.median, path: PATH, isRight: (body) => body.endsWith(']}') });
  const figures = [
    { what: `1 client, median of ${one.count}`, value: one.median, unit: 'ms', atMost: milliseconds, peer: peer[0] },
    { what: '1 client, p95', value: one.p95, unit: 'ms' },
    ...rateFigures(await load(), { atLeast: perSecond, peer: peer[1] }),
  ];
  if (!watched) return figures;
  return [...figures, ...(environment ? await memory(environment, load) : []), ...(await others(service, load))];
}

async function memory(environment, load) {
  await sleep(REST_MILLISECONDS);
  const before = resident(environment.pid).now;
  forgetHighest(environment.pid);
  await load();
  const { highest } = resident(environment.pid);
  await sleep(REST_MILLISECONDS);
  return [
    { what: 'resident before a second load of ten clients', value: before, unit: 'MB' },
    { what: 'highest during it', value: highest, unit: 'MB', peer: '260 MB' },
    { what: 'its growth', value: highest - before, unit: 'MB', atMost: 50 },
    { what: 'resident 2 s after it', value: resident(environment.pid).now, unit: 'MB' },
  ];
}

async function others(service, load) {
  const [{ registry_id: id }] = Object.values(await service.data('GET', PATH));
  const asking = { path: `/workflow_registry/${id}`, everyMilliseconds: 10 };
  const one = await meanwhile(service, asking, () => times(30, () => service.send('GET', PATH)));
  const ten = await meanwhile(service, asking, load);
  return [
    {
      what: 'another client gets one entry meanwhile (ten take the list), p99',
      value: ten.waited.p99,
      unit: 'ms',
      atMost: 50,
      peer: '74 to 97 s',
    },
    { what: 'the same, median', value: ten.waited.median, unit: 'ms' },
    { what: 'the same while one takes the list, p99', value: one.waited.p99, unit: 'ms', atMost: 50 },
    { what: 'rate of the list meanwhile', value: ten.result.perSecond, unit: '/s' },
  ];
}
