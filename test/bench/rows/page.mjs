import { rate, rateFigures, times } from '../measure.mjs';
import { requireItems } from './require-items.mjs';

const PATH = '/workflow_registry/?page=50&size=100';

/** One page of 100 out of the middle of 10,000. */
export const page = {
  name: 'page',
  title: 'page of 100 out of 10,000 workflows',
  async measure({ service, seed, repeats }) {
    await seed.workflows(10_000);
    await requireItems(service, PATH, 100, ({ name }) => name.startsWith('bench-'));
    const one = await times(repeats, () => service.send('GET', PATH));
    const ten = await rate(service, { median: one.median, path: PATH, isRight: (body) => body.includes('"total":10000') });
    return [
      { what: `1 client, median of ${one.count}`, value: one.median, unit: 'ms', atMost: 8, peer: 'no pages' },
      { what: '1 client, p95', value: one.p95, unit: 'ms' },
      ...rateFigures(ten, { atLeast: 400 }),
    ];
  },
};
