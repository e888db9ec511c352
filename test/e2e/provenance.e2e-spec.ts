import type { ApiClient } from '../factories/api-client';
import type { StartedView } from '../factories/executions';
import { requestWithForm } from '../factories/form-request';
import { codes, Scene } from '../factories/scene';

interface Seal {
  readonly execution_id: number;
  readonly sha256: string;
  readonly sealed_at: string;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

describe('provenance over HTTP', () => {
  let scene: Scene;
  let user1: ApiClient;
  let user3: ApiClient;
  let user4: ApiClient;

  beforeAll(async () => {
    scene = await Scene.start();
    ({ user_1: user1, user_3: user3, user_4: user4 } = scene.as);
  });
  afterAll(() => scene?.stop());

  const byId = (what: string, { execution_id: id }: StartedView): string => `/provenance/${what}/${id}`;
  const byName = (what: string, { reana_name: name, reana_run_number: number }: StartedView): string =>
    `/provenance/${what}?reana_name=${name}&reana_run_number=${number}`;
  const capture = (client: ApiClient, path: string) => client.get<Seal>(path);
  const pngOf = async (answer: Response) => {
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([answer.status, answer.headers.get('content-type'), [...bytes.subarray(0, 8)]]).toEqual([
      200,
      'image/png',
      PNG_SIGNATURE,
    ]);
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  };

  describe('every route', () => {
    it.each([
      'capture/1',
      'capture?reana_name=a&reana_run_number=1',
      'draw/1',
      'draw?reana_name=a&reana_run_number=1',
      'json/1',
      'export/1',
    ])('GET /provenance/%s answers 401 in the envelope without a token', async (path) => {
      const { status, body } = await scene.as.anonymous.get(`/provenance/${path}`);
      expect([status, body]).toMatchObject([401, { success: false, code: 401, data: null, error_code: 'auth.unauthenticated' }]);
    });

    it.each([
      ['capture/999999', 404, 'execution.not_found'],
      ['draw/999999', 404, 'execution.not_found'],
      ['json/999999', 404, 'execution.not_found'],
      ['export/999999?format=provn', 404, 'execution.not_found'],
      ['capture/?reana_name=nothing&reana_run_number=1', 404, 'provenance.not_found'],
      ['draw?reana_name=nothing&reana_run_number=1', 404, 'provenance.not_found'],
      ['capture/x', 400, 'http.invalid_input'],
      ['capture', 400, 'http.invalid_input'],
      ['capture?reana_name=a', 400, 'http.invalid_input'],
      ['capture?reana_name=a&reana_run_number=first', 400, 'http.invalid_input'],
      ['capture?reana_name=a&reana_run_number=1&again=true', 400, 'http.invalid_input'],
      ['capture/1?again=true', 400, 'http.invalid_input'],
      ['draw/x', 400, 'http.invalid_input'],
      ['draw/', 400, 'http.invalid_input'],
      ['draw/1?format=gif', 400, 'http.invalid_input'],
      ['draw/1?detail=all', 400, 'http.invalid_input'],
      ['draw?reana_name=a&reana_run_number=1&format=gif', 400, 'http.invalid_input'],
      ['json/x', 400, 'http.invalid_input'],
      ['json/1?pretty=true', 400, 'http.invalid_input'],
      ['export/1?format=turtles', 400, 'http.invalid_input'],
    ])('GET /provenance/%s answers %i %s', async (path, status, code) => {
      expect(codes(await user1.get(`/provenance/${path}`))).toEqual([status, code]);
    });

    it('does not exist for another group, which cannot use up the capture', async () => {
      const run = await scene.finished();
      for (const what of ['capture', 'draw', 'json', 'export'])
        expect(codes(await user4.get(byId(what, run)))).toEqual([404, 'execution.not_found']);
      for (const what of ['capture', 'draw'])
        expect(codes(await user4.get(byName(what, run)))).toEqual([404, 'provenance.not_found']);
      expect((await capture(user3, byId('capture', run))).status).toBe(200);
    });
  });

  describe('capture', () => {
    it.each([
      ['its number', (run: StartedView) => byId('capture', run)],
      ['its number and a slash', (run: StartedView) => `${byId('capture', run)}/`],
      ['its name at REANA', (run: StartedView) => byName('capture', run)],
      ['its name at REANA and a slash', (run: StartedView) => byName('capture/', run)],
    ])('seals a run by %s, once; who asks again is told the seal', async (_by, path) => {
      const run = await scene.finished();
      const first = await capture(user1, path(run));
      expect([first.status, first.body.data]).toMatchObject([
        200,
        {
          ...{ execution_id: run.execution_id, workflow_status: 'finished', total_steps: 1, failed_steps: 0 },
          ...{ has_detailed_provenance: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
        },
      ]);
      for (const again of [byId('capture', run), byName('capture', run)]) {
        const second = await capture(user3, again);
        expect(codes(second)).toEqual([403, 'provenance.already_captured']);
        expect(second.body.data).toEqual(first.body.data);
      }
    });

    it('takes its parameters from a form too', async () => {
      const { reana_name: name, reana_run_number: number } = await scene.finished();
      const fields = { reana_name: name, reana_run_number: String(number) };
      const form = { token: await scene.service.tokenOf('user_1'), fields };
      const statuses = [];
      for (const what of ['draw', 'capture', 'capture'])
        statuses.push((await requestWithForm('GET', `${scene.service.url}/provenance/${what}/`, form)).status);
      expect(statuses).toEqual([200, 200, 403]);
    });

    it('seals failed and stopped runs too', async () => {
      const failed = await scene.failed();
      expect((await capture(user1, byId('capture', failed))).body.data).toMatchObject({
        workflow_status: 'failed',
        failed_steps: 1,
      });
      const running = await scene.running();
      await user1.post(`/workflow_execution/${running.execution_id}/stop`);
      await scene.untilStatus(running, 'stopped');
      expect((await capture(user1, byId('capture', running))).body.data).toMatchObject({ workflow_status: 'stopped' });
    });

    it('says 409 while the run goes on', async () => {
      const running = await scene.running();
      for (const path of [byId('capture', running), byName('capture', running)])
        expect(codes(await capture(user1, path))).toEqual([409, 'provenance.not_ended']);
      await scene.end(running);
      expect((await capture(user1, byId('capture', running))).status).toBe(200);
    });

    it('lets one of many at the same moment seal', async () => {
      const run = await scene.finished();
      const clients = [user1, user3, user1, user3, user1, user3, user1, user3];
      const answers = await Promise.all(clients.map((client) => capture(client, byId('capture', run))));
      const seals = new Set(answers.map(({ body }) => body.data.sha256));
      const won = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ body }) => body.error_code === 'provenance.already_captured');
      expect([won.length, refused.length, seals.size]).toEqual([1, 7, 1]);
    });

    it('lets different runs be sealed at the same moment', async () => {
      const runs = await Promise.all([scene.finished(), scene.finished(), scene.finished(), scene.finished()]);
      const answers = await Promise.all(runs.map((run) => capture(user1, byId('capture', run))));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    });
  });

  describe.each(['before capture', 'after capture'])('the record %s', (when) => {
    let run: StartedView;
    beforeAll(async () => {
      run = await scene.finished();
      if (when === 'after capture') expect((await capture(user1, byId('capture', run))).status).toBe(200);
    });

    it('is PROV-JSON without envelope', async () => {
      const answer = await user1.raw('GET', byId('json', run));
      expect(answer.headers.get('content-type')).toContain('application/json');
      const document = (await answer.json()) as { prefix: object; bundle: Record<string, Record<string, object>> };
      expect(document).not.toHaveProperty('success');
      const [bundle] = Object.values(document.bundle);
      expect(Object.keys(bundle!)).toEqual(expect.arrayContaining(['entity', 'activity', 'agent', 'wasGeneratedBy']));
      const sha256 = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'; // of "hello\n"
      expect(JSON.stringify(bundle!['entity'])).toContain(sha256);
      expect(JSON.stringify(document)).not.toContain(scene.reana.token);
    });

    it('can be asked for again by its tag', async () => {
      const first = await user1.raw('GET', `${byId('json', run)}/`);
      const tag = first.headers.get('etag')!;
      expect(tag).toMatch(/^"[^"]+"$/);
      const again = await user1.with({ 'if-none-match': tag }).raw('GET', byId('json', run));
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      expect((await user1.with({ 'if-none-match': '"other"' }).raw('GET', byId('json', run))).status).toBe(200);
      expect(codes(await user4.with({ 'if-none-match': tag }).get(byId('json', run)))).toEqual([404, 'execution.not_found']);
    });

    it.each([
      ['', 'application/json', /^\{/, 'json'],
      ['?format=json', 'application/json', /^\{/, 'json'],
      ['?format=provn', 'text/provenance-notation', /^document\n[^]*bundle [^]*endBundle\nendDocument\n?$/, 'provn'],
    ])('is exported as a file (%s)', async (query, type, content, extension) => {
      const answer = await user1.raw('GET', `${byId('export', run)}${query}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining(type)]);
      const name = `provenance-${run.execution_id}.${extension}`;
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
      expect((await answer.text()).trim()).toMatch(content);
    });

    it('is drawn', async () => {
      const { width, height } = await pngOf(await user1.raw('GET', byId('draw', run)));
      expect([width > 100, height > 100, width * height <= 16_000_000]).toEqual([true, true, true]);
      await pngOf(await user1.raw('GET', `${byName('draw/', run)}&format=png&detail=full`));
      for (const path of [`${byId('draw', run)}/?format=svg`, `${byName('draw', run)}&format=svg`]) {
        const svg = await user1.raw('GET', path);
        expect([svg.status, svg.headers.get('content-type')]).toEqual([200, expect.stringContaining('image/svg+xml')]);
        expect(await svg.text()).toMatch(/<svg[^>]*>[^]*say[^]*<\/svg>\s*$/);
        expect(svg.headers.get('content-security-policy')).toContain("default-src 'none'");
      }
    });
  });

  it('shows what was sealed and nothing later', async () => {
    const run = await scene.finished();
    const { sha256 } = (await capture(user1, byId('capture', run))).body.data;
    const before = await (await user1.raw('GET', byId('json', run))).text();
    expect(before).toContain(sha256);
    const changed = { fields: { name: scene.freshName() } };
    expect((await user1.call('PUT', `/workflow_registry/update/${run.registry_id}`, changed)).status).toBe(200);
    scene.reana.runs.delete(run.reana_id!);
    expect(await (await user1.raw('GET', byId('json', run))).text()).toBe(before);
  });

  it('tells runs that go on and runs that failed apart from good ones', async () => {
    const [failed, running] = [await scene.failed(), await scene.running()];
    for (const run of [failed, running]) {
      expect((await user1.raw('GET', byId('json', run))).status).toBe(200);
      await pngOf(await user1.raw('GET', byId('draw', run)));
    }
    const record = await (await user1.raw('GET', `${byId('export', failed)}?format=provn`)).text();
    expect(record).toMatch(/failed/i);
  });
});

describe('a picture with too many nodes', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.start({ variables: { DRAW_MAX_NODES: '10' } });
  });
  afterAll(() => scene?.stop());

  it('is refused with 413, while the record is exported', async () => {
    const { execution_id: id } = await scene.finished();
    const client = scene.as.user_1;
    for (const format of ['png', 'svg'])
      expect(codes(await client.get(`/provenance/draw/${id}?detail=full&format=${format}`))).toEqual([
        413,
        'provenance.picture_too_large',
      ]);
    expect((await client.raw('GET', `/provenance/export/${id}`)).status).toBe(200);
    expect((await client.raw('GET', `/provenance/draw/${id}`)).status).toBe(200);
  });
});
