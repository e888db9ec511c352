import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ApiClient } from '../factories/api-client';
import { contentsOf, unzip } from '../factories/archive';
import { untilOver, type ExecutionView, type StartedView } from '../factories/executions';
import { installReferee, judgeTexts } from '../factories/prov-referee';
import { startService, type RunningService } from '../factories/running-service';
import { exampleRegistration } from '../factories/workflows';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';

const RUN_SECONDS = 120;

interface Ran {
  readonly execution: ExecutionView;
  readonly inputs: Record<string, string>;
}

describe('the examples, run by a real engine', () => {
  let reana: EmbeddedReana;
  let service: RunningService;
  let client: ApiClient;

  beforeAll(async () => {
    await installReferee();
    reana = await startEmbeddedReana();
    service = await startService({ reana });
    client = new ApiClient(service.url, await service.tokenOf('user_1'));
  }, 360_000);
  afterAll(async () => {
    await service?.stop();
    await reana?.stop();
  });

  /** From registering to the end. */
  async function run(example: string): Promise<Ran> {
    const form = exampleRegistration(example);
    const registered = await client.post<{ registry_id: number }>('/workflow_registry/register', form);
    expect([registered.status, registered.body.message]).toEqual([200, 'Workflow successfully registered']);
    const started = await client.post<StartedView>(`/workflow_execution/execute/${registered.body.data.registry_id}`);
    expect([started.status, started.body.data]).toMatchObject([200, { run_number: 1 }]);
    const execution = await untilOver(client, started.body.data.execution_id, RUN_SECONDS);
    return {
      execution,
      inputs: await unzip(await client.raw('GET', `/workflow_execution/inputs/${execution.execution_id}?partial=true`)),
    };
  }

  const expected = (example: string): Promise<Record<string, string>> =>
    contentsOf(join(__dirname, '..', '..', 'examples', example, 'expected'));
  /** The files whose content the record does not name. */
  const unnamed = (record: string, files: Record<string, string>): string[] =>
    Object.keys(files).filter((path) => !record.includes(sha256Of(files[path]!)));
  const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
  const isPicture = async (id: number): Promise<boolean> =>
    Buffer.from(await (await client.raw('GET', `/provenance/draw/${id}`)).arrayBuffer())
      .subarray(1, 4)
      .equals(Buffer.from('PNG'));

  /** The Python PROV library reads the record in both formats, and finds them equal. */
  async function isReadElsewhere(id: number, record: string): Promise<boolean> {
    const provn = await (await client.raw('GET', `/provenance/export/${id}?format=provn`)).text();
    return (await judgeTexts({ json: record, provn })).equal;
  }

  it.each([
    ['weather', ['clean', 'yearly', 'yearly_2', 'yearly_3', 'yearly_4', 'combine', 'draw']],
    ['penguins', ['prepare', 'train', 'predict', 'evaluate']],
  ])(
    '%s finishes with the expected outputs, and its record names every file by its content',
    async (example, steps) => {
      const { execution, inputs } = await run(example);
      const { execution_id: id } = execution;
      expect([execution.status, execution.failure]).toEqual(['finished', null]);
      expect(execution.steps.map(({ name }) => name)).toEqual(steps);
      for (const step of [...execution.steps, { ...execution, exit_code: 0 }]) {
        expect(step).toMatchObject({ status: 'finished', exit_code: 0 });
        expect(Date.parse(step.end_time!)).toBeGreaterThanOrEqual(Date.parse(step.start_time!));
      }
      const outputs = await unzip(await client.raw('GET', `/workflow_execution/outputs/${id}`));
      expect(outputs).toEqual(await expected(example));
      const { 'inputs.json': job, ...files } = inputs;
      const used = Object.fromEntries(Object.entries(files).filter(([path]) => job!.includes(`"${path}"`))); // the rest is plan
      expect(Object.keys(used).length).toBeGreaterThan(steps.length / 2);
      const record = await (await client.raw('GET', `/provenance/json/${id}`)).text();
      expect(unnamed(record, { ...used, ...outputs })).toEqual([]);
      expect(await isReadElsewhere(id, record)).toBe(true);
      expect((await client.get(`/provenance/capture/${id}`)).body.data).toMatchObject({
        ...{ workflow_status: 'finished', total_steps: steps.length, failed_steps: 0, has_detailed_provenance: true },
      });
      expect(await isPicture(id)).toBe(true);
    },
    RUN_SECONDS * 1000,
  );

  it(
    'failing ends failed, with the step and its true exit code, and has a record all the same',
    async () => {
      const { execution } = await run('failing');
      const { execution_id: id, failure } = execution;
      expect([execution.status, failure]).toMatchObject([
        'failed',
        { code: 'execution.step_failed', step: 'check', source: 'step' },
      ]);
      expect(failure!.message).toContain('exit code 3');
      expect(execution.steps).toMatchObject([
        { name: 'select', status: 'finished', exit_code: 0 },
        { name: 'check', status: 'failed', exit_code: 3 },
        { name: 'summarise', status: 'waiting', start_time: null },
      ]);
      const logs = await client.get<Record<string, { logs: string; exit_code: number }>>(`/workflow_execution/${id}/logs`);
      expect(logs.body.data['check']!.logs).toContain('check: 1 of 31 days had more than 50.0 mm of precipitation');
      expect((await client.get(`/workflow_execution/outputs/${id}`)).status).toBe(409);
      const outputs = await unzip(await client.raw('GET', `/workflow_execution/outputs/${id}?partial=true`));
      expect(outputs).toEqual(await expected('failing'));
      const record = await (await client.raw('GET', `/provenance/json/${id}`)).text();
      expect(unnamed(record, outputs)).toEqual([]);
      expect(await isReadElsewhere(id, record)).toBe(true);
      expect((await client.get(`/provenance/capture/${id}`)).body.data).toMatchObject({
        ...{ workflow_status: 'failed', total_steps: 3, failed_steps: 1 },
      });
      expect(await isPicture(id)).toBe(true);
    },
    RUN_SECONDS * 1000,
  );
});
