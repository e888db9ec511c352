import { setTimeout as sleep } from 'node:timers/promises';
import { resident } from '../measure.mjs';
import { summary } from '../summary.mjs';

const STARTS = 10;
const REST_MILLISECONDS = 3000;

/** The process is ended and started again; the database is migrated and the files are in the page cache by then. */
export const start = {
  name: 'start',
  title: 'cold start to healthy',
  needsOwnService: true,
  async measure({ environment }) {
    const [took, memory] = [[], []];
    for (let index = 0; index < STARTS; index += 1) {
      await environment.stopApi();
      took.push(await environment.startApi());
      await sleep(REST_MILLISECONDS);
      memory.push(resident(environment.pid).now);
    }
    const { median, p95, count } = summary(took);
    return [
      { what: `median of ${count}`, value: median / 1000, unit: 's', atMost: 1.2, peer: '0.82 s' },
      { what: 'p95', value: p95 / 1000, unit: 's' },
      { what: 'resident, 3 s later, median', value: summary(memory).median, unit: 'MB', atMost: 180, peer: '96 MB' },
    ];
  },
};
