import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../../scripts/setup/failure.mjs';
import { wideWorkflow } from '../documents.mjs';
import { slow } from '../fake-reana.mjs';
import { meanwhile } from '../measure.mjs';

const RUNS = 200;
const STEPS = 5;
const ANSWER_MILLISECONDS = 20;
const AT_ONCE = 10;
const SETTLE_MILLISECONDS = 30_000; // two looks at REANA
const COUNTED_MILLISECONDS = 60_000;
const ENDING_MILLISECONDS = 120_000;

/** Runs that go on while nothing happens to them: how often REANA is asked for them, and how long a reader waits. */
export const liveRuns = {
  name: 'live-runs',
  title: `${RUNS} live runs on a fake REANA`,
  onFakeReana: { REANA_POLL_SECONDS: '5' },
  async measure({ service, environment, reana }) {
    slow(reana, ANSWER_MILLISECONDS);
    const ids = await running(service, reana);
    await environment.database.query('UPDATE executions SET created_at = created_at - INTERVAL 10 MINUTE WHERE id IN (?)', [ids]);
    await sleep(SETTLE_MILLISECONDS);
    const asking = { path: `/workflow_execution/${ids[RUNS / 2]}`, everyMilliseconds: 10 };
    const { result, waited } = await meanwhile(service, asking, () => atWork(environment, reana));
    await end(service, reana, ids);
    return [
      { what: 'requests to REANA', value: result.requests, unit: '/s', atMost: 0.5, peer: '170 to 225 /s for one run' },
      { what: `GET of one of them meanwhile, p99 of ${waited.count}`, value: waited.p99, unit: 'ms', atMost: 30 },
      { what: 'the same, median', value: waited.median, unit: 'ms' },
      { what: 'the same, longest', value: waited.max, unit: 'ms' },
      { what: 'computing time of the API, of a second', value: 1000 * result.computed, unit: 'ms' },
    ];
  },
};

/** Executions whose runs all run, two of their steps at work, as far as the service knows too. */
async function running(service, reana) {
  const jobs = [1, 2].map((step) => ({ name: `step_${step}`, status: 'running', command: `echo step_${step}` }));
  reana.onStart = ({ id }) => reana.move(id, 'running', jobs);
  const name = `bench-live-${Date.now().toString(36)}`;
  const registryId = await service.register(name, wideWorkflow(name, STEPS));
  const ids = [];
  const one = async () => {
    while (ids.length < RUNS) {
      const place = ids.push(null) - 1;
      ids[place] = await service.execute(registryId, { prefer: 'respond-async' });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  for (const id of ids) {
    const { steps } = await service.ended(id, { everyMilliseconds: 200, status: 'running' });
    if (steps.length !== STEPS) throw new Failure(`Execution ${id} shows ${steps.length} steps instead of ${STEPS}.`);
  }
  return ids;
}

/** What happens in a minute in which no run changes. */
async function atWork(environment, reana) {
  const [began, asked, computed] = [performance.now(), reana.requests.length, environment.apiSeconds()];
  await sleep(COUNTED_MILLISECONDS);
  const seconds = (performance.now() - began) / 1000;
  return {
    requests: (reana.requests.length - asked) / seconds,
    computed: (environment.apiSeconds() - computed) / seconds,
  };
}

/** So that no later row finds them under way. */
async function end(service, reana, ids) {
  reana.heal();
  for (const { id } of reana.runs.values()) reana.end(id, 'finished', {}, []);
  const giveUp = setTimeout(() => reana.close(), ENDING_MILLISECONDS);
  for (const id of ids) await service.ended(id, { everyMilliseconds: 500, status: 'finished' });
  clearTimeout(giveUp);
}
