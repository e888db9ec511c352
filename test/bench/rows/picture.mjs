import { Failure } from '../../../scripts/setup/failure.mjs';
import { scatterWorkflow } from '../documents.mjs';
import { forgetHighest, meanwhile, resident, timed, times } from '../measure.mjs';
import { summary } from '../summary.mjs';

const SHARDS = 32;
const NEW_WORKERS = 5;
const LIVE = { path: '/health/live', everyMilliseconds: 5 };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** The picture of a run of one scattered step; the run is made by the embedded REANA, nothing in it is invented. */
export const picture = {
  name: 'picture',
  title: 'PNG of about 100 nodes',
  async measure({ service, environment, repeats }) {
    const name = `bench-scatter-${Date.now().toString(36)}`;
    const words = Array.from({ length: SHARDS }, (_, index) => `word_${index + 1}`);
    const id = await service.execute(await service.register(name, scatterWorkflow(name, words)));
    await service.ended(id, { everyMilliseconds: 200, status: 'finished' });
    const path = `/provenance/draw/${id}`;
    const fresh = environment && (await withNewWorkers(service, environment, path));
    await draw(service, path);
    const { result: warm, waited } = await meanwhile(service, LIVE, () => times(repeats, () => draw(service, path)));
    return [
      { what: 'nodes', value: await nodes(service, path), unit: '' },
      {
        what: `warm, 1 client, median of ${warm.count}`,
        value: warm.median / 1000,
        unit: 's',
        atMost: 0.8,
        peer: '1.3 s (50 steps)',
      },
      { what: 'warm, p95', value: warm.p95 / 1000, unit: 's' },
      { what: 'loop gap meanwhile', value: waited.max, unit: 'ms', atMost: 20 },
      ...(fresh ? freshFigures(fresh, environment) : []),
    ];
  },
};

/** After a restart the first picture is drawn by a worker that nobody has used. */
async function withNewWorkers(service, environment, path) {
  const [took, gaps] = [[], []];
  let atRest;
  for (let index = 0; index < NEW_WORKERS; index += 1) {
    await environment.stopApi();
    await environment.startApi();
    await times(50, () => service.send('GET', '/workflow_execution/?page=1&size=1'));
    atRest = resident(environment.pid).now;
    forgetHighest(environment.pid);
    const { result, waited } = await meanwhile(service, LIVE, () => timed(() => draw(service, path)));
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
