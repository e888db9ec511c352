import { DataSource } from 'typeorm';
import { toolsOfSteps } from '../../src/cwl';
import type { Measurement } from '../../src/execution/observation/measurement';
import type { ApiClient } from '../factories/api-client';
import type { StartedView } from '../factories/executions';
import { codes, Scene } from '../factories/scene';
import { copyRegistration, IMAGE, registration } from '../factories/workflows';
import type { FakeJob } from '../fakes/fake-reana';

const NESTED = `cwlVersion: v1.2
class: Workflow
requirements:
  SubworkflowFeatureRequirement: {}
  DockerRequirement: {dockerPull: "${IMAGE}"}
inputs:
  word: {type: string, default: hello}
outputs:
  said: {type: File, outputSource: inner/said}
steps:
  inner:
    run:
      class: Workflow
      inputs: {word: string}
      outputs: {said: {type: File, outputSource: say/said}}
      steps:
        say:
          run:
            class: CommandLineTool
            baseCommand: echo
            inputs: {word: {type: string, inputBinding: {position: 1}}}
            outputs: {said: {type: stdout}}
            stdout: said.txt
          in: {word: word}
          out: [said]
    in: {word: word}
    out: [said]
`;
const WORKSPACE = '/var/reana/users/u/workflows/w';
const INPUT_SHA256 = '0a0a2ce8a4b4a3a0a0cd0a9a3a8e1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b';

/** What the wrapper of a step measured. */
const MEASURED: Measurement = {
  ...{ tool: 'main', exitCode: 0, signal: null, elapsedSeconds: 0.48, cpuSeconds: 0.23, cpuScope: 'process' },
  ...{ startedAt: '2026-01-15T09:10:45.000Z', endedAt: '2026-01-15T09:10:45.480Z' },
  ...{ memoryPeakBytes: 2097152, memoryScope: 'cgroup', readBytes: 4000, writtenBytes: 5000 },
  cwd: { path: `${WORKSPACE}/cwl/outdir/a1`, pathHex: null },
  used: [
    { path: `${WORKSPACE}/data/a.txt`, pathHex: null, sizeBytes: 10, sha256: INPUT_SHA256 },
    { path: '/opt/model.bin', pathHex: null, sizeBytes: 3, sha256: null },
  ],
  generated: [{ path: 'copy.txt', pathHex: null, sizeBytes: 10, sha256: INPUT_SHA256 }],
  ...{ more: { used: 0, generated: 2 }, usedIsComplete: true, generatedIsComplete: false },
  host: { system: 'Linux', kernel: '6.1.0', architecture: 'x86_64', cpuCount: 4, memoryBytes: 2097152 },
};

describe('reading an execution', () => {
  let scene: Scene;
  let [user1, user4, anonymous]: ApiClient[] = [];
  let finished: StartedView;
  let failed: StartedView;
  let running: StartedView;

  const query = <Row>(sql: string, parameters: unknown[]) => scene.service.app.get(DataSource).query<Row[]>(sql, parameters);
  const nonceOf = async ({ execution_id: id }: StartedView): Promise<string> => {
    const [row] = await query<{ nonce: string }>('SELECT instrument_nonce AS nonce FROM executions WHERE id = ?', [id]);
    return row!.nonce;
  };
  const at = (execution: StartedView, rest = ''): string => `/workflow_execution/${execution.execution_id}${rest}`;

  beforeAll(async () => {
    scene = await Scene.start();
    [user1, user4, anonymous] = [scene.as.user_1, scene.as.user_4, scene.as.anonymous];
    finished = await scene.started({ registryId: await scene.register(copyRegistration('copy')) });
    await scene.untilStatus(finished, 'queued');
    const run = scene.reana.runs.get(finished.reana_id!)!;
    const jobs: FakeJob[] = [
      { name: 'copy', command: 'cat data/a.txt', logs: `one\ntwo\nthree\n\n@@reprov:1:${await nonceOf(finished)} {}\n` },
      { name: 'other', logs: 'no end of line' },
    ];
    scene.reana.end(run.id, 'finished', { copy: ['copy.txt', 'some data\n'] }, jobs);
    run.engine = `INFO /usr/bin/cwltool 3.1.20210628163208\n${run.engine}`;
    await scene.untilStatus(finished, 'finished');
    await query("UPDATE steps SET measurement = ?, exit_code = 0 WHERE execution_id = ? AND name = 'copy'", [
      ...[JSON.stringify(MEASURED), finished.execution_id],
    ]);
    failed = await scene.failed();
    running = await scene.running();
  });
  afterAll(() => scene?.stop());

  describe.each(['/logs', '/steps/copy', '/files', '/files/data/a.txt', '/environment'])('%s', (rest) => {
    it('is for members of the group', async () => {
      expect((await user1!.raw('GET', at(finished, rest))).status).toBe(200);
      expect(codes(await anonymous!.get(at(finished, rest)))).toEqual([401, 'auth.unauthenticated']);
      expect(codes(await user4!.get(at(finished, rest)))).toEqual([404, 'execution.not_found']);
      expect(codes(await user1!.get(`/workflow_execution/999999${rest}`))).toEqual([404, 'execution.not_found']);
      expect(codes(await user1!.get(`/workflow_execution/x${rest}`))).toEqual([400, 'http.invalid_input']);
      expect(codes(await user1!.get(at(finished, `${rest}?whole=1`)))).toEqual([400, 'http.invalid_input']);
    });
  });

  describe('the logs', () => {
    const logsAt = async (query: string) => {
      const { body } = await user1!.get<Record<string, { logs: string }>>(at(finished, `/logs${query}`));
      return Object.entries(body.data).map(([name, { logs }]) => [name, logs]);
    };

    it('are what the tools printed, without the lines of the wrapper', async () => {
      expect(await logsAt('')).toEqual([
        ['copy', 'one\ntwo\nthree\n'],
        ['other', 'no end of line'],
      ]);
      const { body } = await user1!.get(at(finished, '/logs'));
      expect(body).toMatchObject({ success: true, code: 200, message: 'Logs retrieved successfully', error_code: null });
    });

    it('may be those of one step, or the last lines of each', async () => {
      expect(await logsAt('?step=other')).toEqual([['other', 'no end of line']]);
      expect(await logsAt('?tail=2')).toEqual([
        ['copy', 'two\nthree\n'],
        ['other', 'no end of line'],
      ]);
      expect(await logsAt('?step=copy&tail=1')).toEqual([['copy', 'three\n']]);
      expect(await logsAt('?tail=100000')).toHaveLength(2);
    });

    it('may be those of one step of a run that goes on', async () => {
      const { body } = await user1!.get(at(running, '/logs?step=say'));
      expect(body.data).toMatchObject({ say: { status: 'running' } });
      expect(codes(await user1!.get(at(running, '/logs?step=nope')))).toEqual([404, 'execution.step_not_found']);
    });

    it.each([
      ['?step=nope', 404, 'execution.step_not_found'],
      ['?step=COPY', 404, 'execution.step_not_found'],
      ['?step=copy%20', 404, 'execution.step_not_found'],
      ['?step=', 400, 'http.invalid_input'],
      [`?step=${'x'.repeat(256)}`, 400, 'http.invalid_input'],
      ['?tail=0', 400, 'http.invalid_input'],
      ['?tail=100001', 400, 'http.invalid_input'],
      ['?tail=ten', 400, 'http.invalid_input'],
      ['?tail=-1', 400, 'http.invalid_input'],
      ['?format=xml', 400, 'http.invalid_input'],
      ['?tail=1&tail=2', 400, 'http.invalid_input'],
    ])('%s answers %i %s', async (query, status, code) => {
      expect(codes(await user1!.get(at(finished, `/logs${query}`)))).toEqual([status, code]);
    });

    it('are a file of text when that is asked for', async () => {
      const text = '==> copy <==\none\ntwo\nthree\n\n==> other <==\nno end of line\n';
      const accepting = user1!.with({ accept: 'text/plain' });
      for (const answer of [
        await user1!.raw('GET', at(finished, '/logs?format=text')),
        await accepting.raw('GET', at(finished, '/logs')),
      ]) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
        expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="logs-${finished.execution_id}.txt"`);
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(await answer.text()).toBe(text);
      }
      const json = await accepting.raw('GET', at(finished, '/logs?format=json'));
      expect(json.headers.get('content-type')).toContain('application/json');
      expect(codes(await accepting.get(at(finished, '/logs?step=nope')))).toEqual([404, 'execution.step_not_found']);
    });

    it('are empty for an execution that has not reached REANA, and 503 while REANA is needed and away', async () => {
      scene.reana.breakNext({ path: /logs$/, kind: 'status', status: 500, times: 100 });
      expect(codes(await user1!.get(at(running, '/logs')))).toEqual([503, 'reana.unavailable']);
      expect((await user1!.get(at(finished, '/logs'))).status).toBe(200);
      scene.reana.heal();
    });
  });

  describe('a step', () => {
    it('is shown with all that was measured of it', async () => {
      const { status, body } = await user1!.get(at(finished, '/steps/copy'));
      expect([status, body.data]).toMatchObject([
        200,
        {
          ...{ execution_id: finished.execution_id, name: 'copy', path: ['copy'], status: 'finished', exit_code: 0 },
          ...{ command: 'cat data/a.txt', measured: true, unmeasured: null, stderr_tail: null },
          ...{ started_at: '2026-01-15T09:10:45.000Z', ended_at: '2026-01-15T09:10:45.480Z' },
          resource_usage: { cpu_time_seconds: 0.23, memory_peak_mb: 2, disk_read_bytes: 4000, disk_write_bytes: 5000 },
          measurement: {
            ...{ tool: 'main', exit_code: 0, signal: null, elapsed_seconds: 0.48 },
            ...{ cpu_seconds: 0.23, cpu_scope: 'process', memory_peak_bytes: 2097152, memory_scope: 'cgroup' },
            ...{ read_bytes: 4000, written_bytes: 5000, working_folder: 'cwl/outdir/a1' },
            host: { system: 'Linux', kernel: '6.1.0', architecture: 'x86_64', cpu_count: 4, memory_bytes: 2097152 },
            used: [
              { path: 'data/a.txt', path_hex: null, size: 10, sha256: INPUT_SHA256 },
              { path: '/opt/model.bin', path_hex: null, size: 3, sha256: null },
            ],
            used_is_complete: true,
            generated: [{ path: 'copy.txt', size: 10, sha256: INPUT_SHA256 }],
            generated_is_complete: false,
            more: { used: 0, generated: 2 },
          },
        },
      ]);
    });

    it('shows what it took among the steps of its execution too', async () => {
      const { data } = (await user1!.get<{ steps: object[] }>(at(finished))).body;
      expect(data.steps[0]).toMatchObject({ resource_usage: { cpu_time_seconds: 0.23, memory_peak_mb: 2 } });
      expect(data.steps[1]).toMatchObject({ resource_usage: { cpu_time_seconds: null, memory_peak_mb: null } });
    });

    it('has a number, too', async () => {
      const byName = (await user1!.get<{ step_id: number }>(at(finished, '/steps/copy'))).body.data;
      expect((await user1!.get(at(finished, `/steps/${byName.step_id}`))).body.data).toEqual(byName);
      expect(codes(await user1!.get(at(failed, `/steps/${byName.step_id}`)))).toEqual([404, 'execution.step_not_found']);
    });

    it('of a sub-workflow is addressed with its path', async () => {
      const started = await scene.started({ registryId: await scene.register(registration('nested', '1', NESTED)) });
      const { status, body } = await user1!.get(at(started, '/steps/inner%2Fsay'));
      expect([status, body.data]).toMatchObject([
        200,
        { name: 'inner/say', path: ['inner', 'say'], status: 'waiting', measured: false, unmeasured: { code: 'not_ended' } },
      ]);
      expect((await user1!.get(at(started, '/steps/inner/say'))).status).toBe(404);
    });

    it('says why it was not measured', async () => {
      const { data } = (await user1!.get(at(failed, '/steps/say'))).body;
      expect(data).toMatchObject({
        ...{ status: 'failed', exit_code: 3, measured: false, measurement: null, started_at: null, ended_at: null },
        unmeasured: { code: 'no_record', message: expect.stringContaining('no measurement') as string },
      });
      expect((await user1!.get(at(running, '/steps/say'))).body.data).toMatchObject({ unmeasured: { code: 'not_ended' } });
    });

    it('says why its tool could not be measured though others were', async () => {
      const started = await scene.failed();
      const { execution_id: id } = started;
      const [row] = await query<{ packed: string }>(
        'SELECT r.packed_json AS packed FROM revisions r JOIN executions e ON e.revision_id = r.id WHERE e.id = ?',
        [id],
      );
      const tool = toolsOfSteps(JSON.parse(row!.packed) as Record<string, unknown>).get('say')!;
      const uninstrumented = [
        { tool: 'other.cwl', reason: 'Not this one.' },
        { tool, reason: 'It is odd.' },
      ];
      await query('UPDATE executions SET uninstrumented = ? WHERE id = ?', [JSON.stringify(uninstrumented), id]);
      expect((await user1!.get(at(started, '/steps/say'))).body.data).toMatchObject({
        ...{ measured: false, unmeasured: { code: 'tool_not_measurable', message: 'It is odd.' } },
      });
      expect((await user1!.get(at(started, '/environment'))).body.data).toMatchObject({ instrumentation: { uninstrumented } });
    });

    it.each([
      ['nope', 404, 'execution.step_not_found'],
      ['0', 404, 'execution.step_not_found'],
      ['999999999999999999999', 404, 'execution.step_not_found'],
      ['..%2F..%2Fetc', 404, 'execution.step_not_found'],
      ['%00', 404, 'execution.step_not_found'],
      ["x'%20OR%201=1", 404, 'execution.step_not_found'],
      ['x'.repeat(256), 400, 'http.invalid_input'],
      ['%E0%A4%A', 400, 'http.400'],
    ])('%s answers %i %s', async (step, status, code) => {
      expect(codes(await user1!.get(at(finished, `/steps/${step}`)))).toEqual([status, code]);
    });
  });

  describe('the environment', () => {
    it('names engine, REANA, images and machines', async () => {
      const { status, body } = await user1!.get(at(finished, '/environment'));
      const host = { system: 'Linux', kernel: '6.1.0', architecture: 'x86_64', cpu_count: 4, memory_bytes: 2097152 };
      const place = { image: 'docker.io/library/alpine:3.20', image_really_used: null, compute_backend: 'Kubernetes', count: 1 };
      expect([status, body.data]).toEqual([
        200,
        {
          execution_id: finished.execution_id,
          engine: { name: 'cwltool', version: '3.1.20210628163208' },
          reana: { url: scene.reana.url, version: '0.9.4' },
          reprov_version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
          instrumentation: {
            ...{ mode: 'inline', uninstrumented: [] },
            explanation: 'Each step is measured by a script inside its command.',
          },
          steps: [
            { name: 'copy', ...place, host },
            { name: 'other', ...place, host: null },
          ],
        },
      ]);
    });

    it('does not know the engine before the end, or when it does not say', async () => {
      for (const execution of [running, failed])
        expect((await user1!.get(at(execution, '/environment'))).body.data).toMatchObject({
          ...{ engine: null, steps: [{ name: 'say', count: 1, host: null }] },
        });
    });
  });
});

describe('an execution that is not measured', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start({ variables: { INSTRUMENT: 'off' } });
  });
  afterAll(() => scene?.stop());

  it('says that nothing is measured', async () => {
    const { execution_id: id } = await scene.finished();
    const step = (await scene.as.user_1.get(`/workflow_execution/${id}/steps/say`)).body.data;
    const message = 'No step is measured, because measuring is switched off (INSTRUMENT=off).';
    expect(step).toMatchObject({ measured: false, measurement: null, unmeasured: { code: 'switched_off', message } });
    const environment = (await scene.as.user_1.get(`/workflow_execution/${id}/environment`)).body.data;
    expect(environment).toMatchObject({ instrumentation: { mode: 'off', explanation: message } });
  });
});
