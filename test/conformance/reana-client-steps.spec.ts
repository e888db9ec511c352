import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStepRecords } from '../../src/cwl';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { dataFiles, FEATURES, instrumented, NONCE, readFeature } from './instrumentation-runs';
import { ReanaRequests, aSpecification } from './reana-client-requests';

jest.setTimeout(60_000);

let server: EmbeddedReana;
let requests: ReanaRequests;
/** Starts a document with measurements as the service does; its UUID. */
async function start(name: string, mode: 'inline' | 'uploaded'): Promise<string> {
  const { packed, job } = await readFeature(name);
  const { packed: specification, upload } = instrumented(packed, mode);
  const created = await requests.send('POST', '/workflows?workflow_name=measured', {
    inputs: { parameters: job },
    workflow: { type: 'cwl', specification },
  });
  const id = String(created.body.workflow_id);
  const send = (path: string, content: Buffer) =>
    requests.send('POST', `/workflows/${id}/workspace?file_name=${encodeURIComponent(path)}`, content);
  for (const path of dataFiles()) await send(path, readFileSync(join(FEATURES, path)));
  if (upload) await send(upload.path, Buffer.from(upload.text));
  const started = await requests.send('POST', `/workflows/${id}/start`, {});
  if (started.status !== 200) throw new Error(JSON.stringify(started.body));
  return id;
}

type Row = [name: string, mode: 'inline' | 'uploaded', jobs: string[]];

const BOTH_STREAMS: Row[] = [
  ['both-streams', 'inline', ['main: both-streams.cwl 127']],
  ['both-streams', 'uploaded', ['main: both-streams.cwl 127']],
];
const ROWS: Row[] = [
  ...BOTH_STREAMS,
  ['scatter-dotproduct', 'inline', ['join: join.cwl 0', 'join_2: join.cwl 0', 'join_3: join.cwl 0']],
  [
    'scatter-gather',
    'uploaded',
    ['cell: cell.cwl 0', 'cell_2: cell.cwl 0', 'cell_3: cell.cwl 0', 'cell_4: cell.cwl 0', 'gather: gather.cwl 0'],
  ],
  ['sub-workflow', 'inline', ['count: count 0', 'sort: sort 0', 'again: count 0']],
  ['sub-workflow', 'uploaded', ['count: count 0', 'sort: sort 0', 'again: count 0']],
  ['shell-command', 'inline', ['main: shell-command.cwl 4']],
  ['working-folder', 'inline', ['fill: fill.cwl 0', 'look: look.cwl 0']],
  ['initial-work-dir', 'uploaded', ['main: initial-work-dir.cwl 0']],
  ['time-limit', 'inline', ['main: time-limit.cwl 0']],
  ['failing-step', 'inline', ['main: failing-step.cwl 3']],
  ['when', 'inline', ['high: high.cwl 0']],
];

describe.each<[sandbox: string, rows: Row[]]>([
  ['auto', ROWS],
  ['off', BOTH_STREAMS],
])('records of measured tools in the logs of the embedded REANA server, confinement %s', (sandbox, rows) => {
  beforeAll(async () => {
    server = await startEmbeddedReana({ EMBEDDED_REANA_SANDBOX: sandbox });
    requests = new ReanaRequests(server);
  });
  afterAll(() => server?.stop());

  const recordsOf = (log: string) => readStepRecords(log, NONCE).map(({ tool, exitCode }) => `${tool} ${exitCode}`);

  it.each(rows)('%s (%s): each job has its own', async (name, mode, expected) => {
    const id = await start(name, mode);
    await requests.over(id);
    const { job_logs, workflow_logs } = await requests.logs(id);

    expect(Object.values(job_logs).map(({ job_name, logs }) => `${job_name}: ${recordsOf(logs).join()}`)).toEqual(expected);
    expect(recordsOf(workflow_logs)).toEqual([]);
  });

  it('a tool that is stopped has time to say what it did', async () => {
    const { workflow, ...rest } = aSpecification('sleep 600');
    const { packed } = instrumented(workflow.specification, 'inline');
    const id = await requests.start('stopped', { ...rest, workflow: { ...workflow, specification: packed } });
    while (Object.keys((await requests.logs(id)).job_logs).length < 1) await sleep(25);
    await sleep(300);
    await requests.send('PUT', `/workflows/${id}/status?status=stop`, {});

    const [job] = Object.values((await requests.logs(id)).job_logs);
    expect(job?.status).toBe('stopped');
    expect(recordsOf(job!.logs)).toEqual(['tool.cwl 143']);
  });
});
