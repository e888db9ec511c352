import { Failure } from '../../../scripts/setup/failure.mjs';
import { lanesWorkflow } from '../documents.mjs';
import { forgetHighest, meanwhile, resident, timed, times } from '../measure.mjs';
import { summary } from '../summary.mjs';

const LANES = { lanes: 6, length: 8 };
const WARM_UP = 10;
const NEW_WORKERS = 5;
const LIVE = { path: '/health/live', everyMilliseconds: 5 };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** Every picture is of another execution: equal ones would come from a cache. */
export const picture = {
  name: 'picture',
  title: 'PNG of about 100 nodes',
  async measure(bench) {
    const { service, environment, profile } = bench;
    const paths = (await endedExecutions(bench)).map((id) => `/provenance/draw/${id}`);
    const count = await nodes(service, paths[0]);
    const next = () => paths.pop();
    const fresh = environment && !profile && (await withNewWorkers(service, environment, next));
    const warmUp = environment ? WARM_UP : 1;
    for (let index = 0; index < warmUp; index += 1) await draw(service, next());
    const { result: warm, waited } = await meanwhile(service, LIVE, () =>
      times(paths.length - 1, () => draw(service, next()), 0),
    );
    const again = await times(20, () => draw(service, paths[0]));
    return [
      { what: 'nodes', value: count, unit: '' },
      {
        what: `warm, 1 client, median of ${warm.count}`,
        value: warm.median / 1000,
        unit: 's',
        atMost: 0.8,
        peer: '1.3 s (50 steps)',
      },
      { what: 'warm, p95', value: warm.p95 / 1000, unit: 's' },
      { what: 'loop gap meanwhile, longest', value: waited.max, unit: 'ms', atMost: 20 },
      { what: 'loop gap meanwhile, p99', value: waited.p99, unit: 'ms' },
      ...(fresh ? freshFigures(fresh, environment) : []),
      { what: 'the same picture once more', value: again.median / 1000, unit: 's' },
    ];
  },
};

/** One run made by the embedded REANA and copies of its rows; another service runs it as often as needed. */
async function endedExecutions({ service, seed, environment, repeats, slowRepeats }) {
  const name = `bench-lanes-${Date.now().toString(36)}`;
  const registryId = await service.register(name, lanesWorkflow(name, LANES));
  const run = async () => {
    const id = await service.execute(registryId);
    await service.ended(id, { everyMilliseconds: 200, status: 'finished' });
    return id;
  };
  if (environment) return seed.copiesOf(await run(), repeats + WARM_UP + NEW_WORKERS + 2);
  const ids = [];
  while (ids.length < slowRepeats + 3) ids.push(await run());
  return ids;
}

/** After a restart the first picture is drawn by a worker that nobody has used. */
async function withNewWorkers(service, environment, next) {
  const [took, gaps] = [[], []];
  let atRest;
  for (let index = 0; index < NEW_WORKERS; index += 1) {
    await environment.stopApi();
    await environment.startApi();
    await times(50, () => service.send('GET', '/workflow_execution/?page=1&size=1'));
    atRest = resident(environment.pid).now;
    forgetHighest(environment.pid);
    const { result, waited } = await meanwhile(service, LIVE, () => timed(() => draw(service, next())));
    took.push(result);
    gaps.push(waited.max);
  }
  return { took: summary(took), gap: Math.max(...gaps), atRest };
}

function freshFigures({ took, gap, atRest }, environment) {
  const { highest } = resident(environment.pid);
  return [
    {
      what: `with a new worker, median of ${took.count}`,
      value: took.median / 1000,
      unit: 's',
      atMost: 1.2,
      peer: '1.3 s (50 steps)',
    },
    { what: 'with a new worker, slowest', value: took.max / 1000, unit: 's' },
    { what: 'loop gap while a worker starts, longest', value: gap, unit: 'ms', atMost: 50 },
    { what: 'resident before the first picture', value: atRest, unit: 'MB' },
    {
      what: 'growth to the highest, over all pictures',
      value: highest - atRest,
      unit: 'MB',
      atMost: 150,
      peer: '1.8 GB (500 steps)',
    },
  ];
}

async function draw(service, path) {
  const { bytes, type } = await service.send('GET', path);
  if (!type.startsWith('image/png') || !bytes.subarray(0, 4).equals(PNG))
    throw new Failure(`GET ${path} answered no PNG but ${type}.`);
}

async function nodes(service, path) {
  const svg = (await service.send('GET', `${path}?format=svg`)).bytes.toString();
  const count = svg.match(/class="node"/g)?.length ?? 0;
  if (count < 80 || count > 120) throw new Failure(`The picture has ${count} nodes, not about 100.`);
  return count;
}
