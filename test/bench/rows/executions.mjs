import { rate, rateFigures, times } from '../measure.mjs';
import { requireItems } from './require-items.mjs';

const PATH = '/workflow_execution/';
const COUNT = 1000;
const STATEMENT_REPEATS = 50;

/** The complete list of 1,000 executions with their five steps each. */
export const executions = {
  name: 'executions',
  title: 'list of 1,000 executions × 5 steps',
  async measure({ service, seed, environment, repeats }) {
    await seed.executions(COUNT);
    await requireItems(service, PATH, COUNT, ({ status, steps }) => status === 'finished' && steps.length === 5);
    const one = await times(repeats, () => service.send('GET', PATH));
    const ten = await rate(service, { median: one.median, path: PATH, isRight: (body) => body.endsWith(']}') });
    return [
      { what: `1 client, median of ${one.count}`, value: one.median, unit: 'ms', atMost: 80, peer: '0.64 s' },
      { what: '1 client, p95', value: one.p95, unit: 'ms' },
      ...rateFigures(ten, { atLeast: 20, peer: '5.4 s an answer' }),
      ...(environment ? await statements(service, environment) : []),
    ];
  },
};

/** The same number for a page of 10 and a page of 200 means: none is made for a row. */
async function statements(service, environment) {
  const of = async (path) => {
    const repeated = () => times(STATEMENT_REPEATS, () => service.send('GET', path), 0);
    return Math.round((await environment.statementsOf(repeated)) / STATEMENT_REPEATS);
  };
  const [few, many] = [await of(`${PATH}?page=1&size=10`), await of(`${PATH}?page=1&size=200`)];
  return [
    { what: 'statements for the list', value: await of(PATH), unit: '', peer: '1,001' },
    { what: 'statements for a page of 10', value: few, unit: '' },
    { what: 'statements for a page of 200', value: many, unit: '', atMost: few },
  ];
}
