import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFiles, FEATURES, readFeature, runDocument } from './instrumentation-runs';
import { ApiClient, type FormParts } from '../factories/api-client';
import { contentsOf, unzip } from '../factories/archive';
import { untilOver, type ExecutionView, type StartedView, type StepView } from '../factories/executions';
import { startService, type RunningService } from '../factories/running-service';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';

const RUN_SECONDS = 120;
const NAMES = readdirSync(FEATURES)
  .filter((file) => file.endsWith('.cwl'))
  .map((file) => file.slice(0, -'.cwl'.length));

interface MeasuredStep extends StepView {
  readonly resource_usage: { readonly cpu_time_seconds: number | null };
}

interface Environment {
  readonly steps: readonly { readonly host: { readonly cpu_count: number | null } | null }[];
}

describe('documents of many features, run by the service and measured', () => {
  let reana: EmbeddedReana;
  let service: RunningService;
  let client: ApiClient;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cwl-features-'));
    reana = await startEmbeddedReana();
    service = await startService({ reana });
  }, 360_000);
  beforeEach(async () => {
    client = new ApiClient(service.url, await service.tokenOf('user_1')); // a token ends before all documents have run
  });
  afterAll(async () => {
    await service?.stop();
    await reana?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function formOf(name: string): FormParts {
    const read = (path: string): Uint8Array => readFileSync(join(FEATURES, path));
    return {
      fields: { name, version: '1' },
      files: [
        ['spec_file', `${name}.cwl`, read(`${name}.cwl`)],
        ['input_file', `${name}.job.yml`, read(`${name}.job.yml`)],
        ...dataFiles().map((path) => ['files', path, read(path)] as const),
      ],
    };
  }

  async function run(name: string): Promise<ExecutionView> {
    const registered = await client.post<{ registry_id: number }>('/workflow_registry/register', formOf(name));
    expect([registered.status, registered.body.message]).toEqual([200, 'Workflow successfully registered']);
    const started = await client.post<StartedView>(`/workflow_execution/execute/${registered.body.data.registry_id}`);
    expect([started.status, started.body.message]).toEqual([200, 'New workflow started']);
    return untilOver(client, started.body.data.execution_id, RUN_SECONDS);
  }

  it.each(NAMES)(
    '%s: the same outputs as plain cwltool gives, and every step measured',
    async (name) => {
      const { packed, job } = await readFeature(name);
      const [plain, execution] = await Promise.all([runDocument(join(folder, name), packed, { job }), run(name)]);
      expect([execution.status, execution.failure]).toMatchObject(
        plain.code === 0 ? ['finished', null] : ['failed', { code: 'execution.step_failed', source: 'step' }],
      );
      const outputs = await client.raw('GET', `/workflow_execution/outputs/${execution.execution_id}?partial=true`);
      if (plain.code === 0) expect(await unzip(outputs)).toEqual(await contentsOf(join(folder, name, 'outputs')));
      const ran = (execution.steps as readonly MeasuredStep[]).filter(({ status }) => status !== 'waiting');
      expect(ran.filter(({ resource_usage: used }) => used.cpu_time_seconds === null).map((step) => step.name)).toEqual([]);
      expect(ran.filter(({ exit_code: code }) => code === null)).toEqual([]);
      const { body } = await client.get<Environment>(`/workflow_execution/${execution.execution_id}/environment`);
      const hosts = body.data.steps.flatMap(({ host }) => host ?? []);
      expect([...new Set(hosts.map(({ cpu_count: count }) => count))]).toEqual(ran.length > 0 ? [cpus().length] : []);
    },
    RUN_SECONDS * 1000,
  );
});
