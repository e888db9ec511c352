import type { ApiClient } from '../factories/api-client';
import { unzip } from '../factories/archive';
import type { StartedView } from '../factories/executions';
import { requestWithForm } from '../factories/form-request';
import { codes, Scene } from '../factories/scene';
import { copyRegistration, registration } from '../factories/workflows';
import type { FakeJob } from '../fakes/fake-reana';

const SCATTERED = `cwlVersion: v1.2
class: Workflow
requirements:
  ScatterFeatureRequirement: {}
  DockerRequirement: {dockerPull: "docker.io/library/python:3.12-slim"}
inputs:
  words: {type: "string[]", default: [a, b]}
outputs:
  shouted: {type: "File[]", outputSource: upper/shouted}
steps:
  upper:
    scatter: word
    run:
      class: CommandLineTool
      baseCommand: echo
      inputs: {word: {type: string, inputBinding: {position: 1}}}
      outputs: {shouted: {type: stdout}}
    in: {word: words}
    out: [shouted]
`;

describe('what an execution took, made and printed', () => {
  let scene: Scene;
  let user1: ApiClient;
  let user4: ApiClient;
  let finished: StartedView;
  let failed: StartedView;
  let running: StartedView;

  beforeAll(async () => {
    scene = await Scene.start();
    ({ user_1: user1, user_4: user4 } = scene.as);
    finished = await scene.started({ registryId: await scene.register(copyRegistration('copy')) });
    await scene.untilStatus(finished, 'queued');
    const run = scene.reana.runs.get(finished.reana_id!)!;
    run.files.set('outputs/deep/er/été.txt', Buffer.from('more\n'));
    run.files.set('cwl/main/leftover.txt', Buffer.from('no output\n'));
    scene.reana.end(run.id, 'finished', { copy: ['copy.txt', 'some data\n'] }, [{ name: 'copy' }]);
    await scene.untilStatus(finished, 'finished');
    failed = await scene.failed();
    running = await scene.running();
  });
  afterAll(() => scene?.stop());

  const addresses = (what: string, { execution_id: id, reana_name: name, reana_run_number: number }: StartedView) => [
    `/workflow_execution/${what}/${id}`,
    `/workflow_execution/${what}/${id}/`,
    `/workflow_execution/${what}?reana_name=${name}&reana_run_number=${number}`,
    `/workflow_execution/${what}/?reana_name=${name}&reana_run_number=${number}`,
  ];

  describe.each([
    [
      'inputs',
      {
        'inputs.json': expect.stringMatching(/"location": "data\/a\.txt"/) as string,
        'data/a.txt': 'some data\n',
      },
    ],
    ['outputs', { 'copy.txt': 'some data\n', 'deep/er/été.txt': 'more\n' }],
  ])('%s', (what, content) => {
    it('is a zip, by number and by the name at REANA, with and without a slash', async () => {
      for (const address of addresses(what, finished)) {
        const answer = await user1.raw('GET', address);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
        expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${what}-${finished.execution_id}.zip"`);
        expect(await unzip(answer)).toEqual(content);
      }
    });

    it('takes its parameters from a form too', async () => {
      const fields = { reana_name: finished.reana_name, reana_run_number: '1' };
      const to = `${scene.service.url}/workflow_execution/${what}/`;
      const answer = await requestWithForm('GET', to, { token: await scene.service.tokenOf('user_1'), fields });
      expect([answer.status, await unzip(answer)]).toEqual([200, content]);
    });

    it('does not exist for another group', async () => {
      for (const address of addresses(what, finished))
        expect(codes(await user4.get(address))).toEqual([404, 'execution.not_found']);
    });

    it.each([
      ['999999', 404, 'execution.not_found'],
      ['?reana_name=nothing&reana_run_number=1', 404, 'execution.not_found'],
      ['x', 400, 'http.invalid_input'],
      ['', 400, 'http.invalid_input'],
      ['?reana_name=a', 400, 'http.invalid_input'],
      ['?reana_run_number=1', 400, 'http.invalid_input'],
      ['?reana_name=a&reana_run_number=first', 400, 'http.invalid_input'],
      ['?reana_name=a&reana_run_number=1&whole=true', 400, 'http.invalid_input'],
      ['1?partial=yes', 400, 'http.invalid_input'],
    ])('%s answers %i %s', async (rest, status, code) => {
      expect(codes(await user1.get(`/workflow_execution/${what}/${rest}`))).toEqual([status, code]);
    });

    it('says 409 unless the execution finished', async () => {
      for (const address of [...addresses(what, running), ...addresses(what, failed)])
        expect(codes(await user1.get(address))).toEqual([409, 'execution.not_finished']);
    });
  });

  it('knows the run of a name by its number', async () => {
    const registryId = running.registry_id;
    const second = await scene.started({ registryId });
    const address = (number: string) => `/workflow_execution/inputs/?reana_name=${second.reana_name}&reana_run_number=${number}`;
    expect(codes(await user1.get(address('2')))).toEqual([409, 'execution.not_finished']);
    await scene.end(second);
    expect((await user1.raw('GET', address('2'))).status).toBe(200);
    expect(codes(await user1.get(address('1')))).toEqual([409, 'execution.not_finished']);
    expect(codes(await user1.get(address('2.1')))).toEqual([404, 'execution.not_found']);
  });

  describe('partial=true', () => {
    it('gives the outputs that a failed execution left', async () => {
      const answer = await user1.raw('GET', `/workflow_execution/outputs/${failed.execution_id}?partial=true`);
      expect([answer.status, await unzip(answer)]).toEqual([200, { 'said.txt': 'half' }]);
    });

    it('gives what a run has made so far', async () => {
      scene.reana.runs.get(running.reana_id!)!.files.set('outputs/early.txt', Buffer.from('soon\n'));
      const { reana_name: name, reana_run_number: number } = running;
      const query = `reana_name=${name}&reana_run_number=${number}&partial=true`;
      expect(await unzip(await user1.raw('GET', `/workflow_execution/outputs/?${query}`))).toEqual({ 'early.txt': 'soon\n' });
      const inputs = await unzip(await user1.raw('GET', `/workflow_execution/inputs/?${query}`));
      expect(Object.keys(inputs)).toEqual(['inputs.json']);
    });

    it('gives an empty archive when there is nothing yet', async () => {
      const started = await scene.started();
      expect(await unzip(await user1.raw('GET', `/workflow_execution/outputs/${started.execution_id}?partial=true`))).toEqual({});
    });
  });

  describe('the logs', () => {
    it('are an object keyed by the name of the job', async () => {
      for (const slash of ['', '/']) {
        const { status, body } = await user1.get(`/workflow_execution/${failed.execution_id}/logs${slash}`);
        expect([status, body.data]).toMatchObject([
          200,
          {
            say: {
              ...{ status: 'failed', exit_code: 3, command: 'echo hello', compute_backend: 'Kubernetes' },
              logs: expect.stringContaining('exited with status: 3') as string,
            },
          },
        ]);
      }
    });

    it('have a name of its own for each job', async () => {
      const started = await scene.started({ registryId: await scene.register(registration('upper', '1', SCATTERED)) });
      await scene.untilStatus(started, 'queued');
      const jobs: FakeJob[] = ['upper', 'upper', 'upper_2'].map((name, index) => ({ name, logs: `job ${index}\n` }));
      scene.reana.end(started.reana_id!, 'finished', {}, jobs);
      await scene.untilStatus(started, 'finished');
      const { data } = (await user1.get<Record<string, { logs: string }>>(`/workflow_execution/${started.execution_id}/logs`))
        .body;
      expect(Object.values(data).map(({ logs }) => logs)).toEqual(['job 0\n', 'job 1\n', 'job 2\n']);
      expect(Object.keys(data)).toHaveLength(3);
      expect(Object.keys(data).slice(0, 2)).toEqual(['upper', 'upper_2']);
    });

    it('come from REANA while the run goes on', async () => {
      const { status, body } = await user1.get(`/workflow_execution/${running.execution_id}/logs`);
      expect([status, body.data]).toMatchObject([200, { say: { status: 'running', logs: expect.any(String) as string } }]);
    });

    it('are kept when REANA has forgotten the run', async () => {
      const started = await scene.finished();
      scene.reana.runs.delete(started.reana_id!);
      const { body } = await user1.get(`/workflow_execution/${started.execution_id}/logs`);
      expect(body.data).toMatchObject({ say: { logs: expect.stringContaining('hello') as string } });
      const outputs = await user1.raw('GET', `/workflow_execution/outputs/${started.execution_id}`);
      expect(await unzip(outputs)).toEqual({ 'said.txt': 'hello\n' });
    });
  });
});

describe('outputs that are too large to be kept', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start({ variables: { MAX_KEPT_FILE_BYTES: '3' } });
  });
  afterAll(() => scene?.stop());

  it('come from REANA, and are gone (410) with their workspace there', async () => {
    const { execution_id: id, reana_id: reanaId } = await scene.finished();
    const outputs = (query = ''): Promise<Response> => scene.as.user_1.raw('GET', `/workflow_execution/outputs/${id}${query}`);
    expect(await unzip(await outputs())).toEqual({ 'said.txt': 'hello\n' });
    scene.reana.runs.get(reanaId!)!.workspaceGone = true;
    expect(codes(await scene.as.user_1.get(`/workflow_execution/outputs/${id}`))).toEqual([410, 'execution.workspace_gone']);
    expect(await unzip(await outputs('?partial=true'))).toEqual({});
  });

  it('answer 503 while REANA is away', async () => {
    const { execution_id: id } = await scene.finished();
    scene.reana.breakNext({ path: /workspace/, kind: 'reset', times: 100 });
    expect(codes(await scene.as.user_1.get(`/workflow_execution/outputs/${id}`))).toEqual([503, 'reana.unavailable']);
    scene.reana.heal();
  });
});
