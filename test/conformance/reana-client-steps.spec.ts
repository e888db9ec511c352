import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStepRecords } from '../../src/cwl';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { dataFiles, FEATURES, instrumented, NONCE, readFeature } from './instrumentation-runs';
import { ReanaRequests } from './reana-client-requests';

jest.setTimeout(60_000);

let server: EmbeddedReana;
let requests: ReanaRequests;
beforeAll(async () => {
  server = await startEmbeddedReana();
  requests = new ReanaRequests(server);
});
afterAll(() => server?.stop());

/** A document with measurements, run as the service would. */
async function run(name: string, mode: 'inline' | 'uploaded'): Promise<{ id: string; status: string }> {
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
  return { id, status: await requests.over(id) };
}

describe('records of measured tools in the logs of the embedded REANA server', () => {
  it.each<[name: string, mode: 'inline' | 'uploaded', jobs: string[]]>([
    ['scatter-dotproduct', 'inline', []],
    ['scatter-gather', 'uploaded', []],
    ['sub-workflow', 'inline', []],
    ['sub-workflow', 'uploaded', []],
    ['both-streams', 'inline', []],
    ['both-streams', 'uploaded', []],
    ['shell-command', 'inline', []],
    ['working-folder', 'inline', []],
    ['initial-work-dir', 'uploaded', []],
    ['time-limit', 'inline', []],
    ['failing-step', 'inline', []],
    ['when', 'inline', []],
  ])('%s (%s): each job has its own', async (name, mode, expected) => {
    const { id } = await run(name, mode);
    const { job_logs, workflow_logs } = await requests.logs(id);
    const jobs = Object.values(job_logs).map(
      ({ job_name, logs }) => `${job_name}: ${readStepRecords(logs, NONCE).map(({ tool, exitCode }) => `${tool} ${exitCode}`).join(', ')}`,
    );

    expect(jobs).toEqual(expected);
    expect(readStepRecords(workflow_logs, NONCE)).toEqual([]);
  });
});
