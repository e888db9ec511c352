import { setTimeout as sleep } from 'node:timers/promises';
import { FormData } from 'undici';
import { Failure } from '../../../scripts/setup/failure.mjs';
import { scatterWorkflow } from '../documents.mjs';
import { logsOf } from '../fake-reana.mjs';
import { forgetHighest, meanwhile, resident, timed } from '../measure.mjs';
import { measuredJobs } from '../measured-jobs.mjs';

const JOBS = 10_000;
const STEP = 'count';
const LOOK_MILLISECONDS = 20;
const REST_MILLISECONDS = 3000;
const LONGEST_MILLISECONDS = 300_000;
const LIVE = { path: '/health/live', everyMilliseconds: 5 };

/** The end of a run of many steps: its log is read, its evidence and its steps are stored, and then GET says `finished`. */
export const stepsTenThousand = {
  name: 'steps-10000',
  title: 'end of a run of 10,000 steps',
  onFakeReana: {},
  async measure(bench) {
    const { service, environment } = bench;
    const { id, run, jobs } = await running(bench);
    const { result: whileRunning, waited: seen } = await meanwhile(service, LIVE, () => seeRunning(bench, { id, run, jobs }));
    await sleep(REST_MILLISECONDS);
    const before = resident(environment.pid).now;
    forgetHighest(environment.pid);
    const { result: ended, waited } = await meanwhile(service, LIVE, () => end(bench, { id, run, jobs }));
    const shown = await timed(() => requireSteps(service, id));
    const { highest } = resident(environment.pid);
    return [
      { what: "from REANA's `finished` until GET says so", value: (ended.took + shown) / 1000, unit: 's', atMost: 10 },
      { what: 'of which GET, with all steps', value: shown / 1000, unit: 's' },
      { what: 'computing time of the API', value: ended.computed, unit: 's' },
      { what: 'loop gap meanwhile, longest', value: waited.max, unit: 'ms' },
      { what: 'loop gap meanwhile, p99', value: waited.p99, unit: 'ms' },
      { what: 'resident before', value: before, unit: 'MB' },
      { what: 'growth to the highest', value: highest - before, unit: 'MB' },
      { what: "REANA's answer with the logs", value: ended.bytes / 1e6, unit: 'MB' },
      { what: 'before: until 10,000 steps that have started are shown', value: whileRunning.took / 1000, unit: 's' },
      { what: 'loop gap meanwhile, longest', value: seen.max, unit: 'ms' },
    ];
  },
};

/** An execution whose run has started, without jobs so far. */
async function running({ service, reana }) {
  const name = `bench-scatter-${Date.now().toString(36)}`;
  const registryId = await service.register(name, scatterWorkflow(name, STEP));
  const job = new FormData();
  job.set('input_file', new Blob([JSON.stringify({ numbers: Array.from({ length: JOBS }, (_, index) => index) })]), 'job.json');
  const started = new Promise((resolve) => (reana.onStart = resolve));
  const { execution_id: id } = await service.data('POST', `/workflow_execution/execute/${registryId}`, { body: job });
  const run = await started;
  return { id, run, jobs: measuredJobs(run.specification, { step: STEP, count: JOBS }) };
}

/** REANA tells nothing of the log of a job that runs. */
function seeRunning(bench, { id, run, jobs }) {
  const silent = jobs.map((job) => ({ ...job, status: 'running', logs: '' }));
  const change = () => bench.reana.move(run.id, 'running', silent);
  return told(bench, { id, run, change, isDone: (row) => row.jobs_seen === `${JOBS} 0 0` });
}

function end(bench, { id, run, jobs }) {
  const change = () => bench.reana.end(run.id, 'finished', {}, jobs);
  return told(bench, { id, run, change, isDone: (row) => row.status === 'finished' });
}

/** The answer with the logs is made before the clock starts; the database is asked, since a GET would disturb the API. */
async function told({ environment, reana }, { id, run, change, isDone }) {
  change();
  const answer = { workflow_id: run.id, workflow_name: `${run.name}.${run.number}`, user: 'u', logs: logsOf(run) };
  const text = JSON.stringify(answer);
  reana.heal();
  reana.breakNext({ path: /\/logs$/, kind: 'text', text, times: Infinity });
  const [began, computed] = [performance.now(), environment.apiSeconds()];
  const look = () => environment.database.query('SELECT status, jobs_seen FROM executions WHERE id = ?', [id]);
  for (let [[row]] = await look(); !isDone(row); [[row]] = await look()) {
    if (performance.now() - began > LONGEST_MILLISECONDS) throw new Failure(`Execution ${id} is still ${row.status}.`);
    await sleep(LOOK_MILLISECONDS);
  }
  return { took: performance.now() - began, computed: environment.apiSeconds() - computed, bytes: Buffer.byteLength(text) };
}

async function requireSteps(service, id) {
  const { status, steps } = await service.data('GET', `/workflow_execution/${id}`);
  const right = steps.filter(({ exit_code: code, resource_usage: { cpu_time_seconds: cpu } }) => code === 0 && cpu !== null);
  if (status !== 'finished' || right.length !== JOBS)
    throw new Failure(`Execution ${id} is ${status} with ${right.length} measured steps instead of ${JOBS}.`);
}
