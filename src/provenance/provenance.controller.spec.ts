import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { FakeExecutionReader } from '../../test/fakes/fake-execution-reader';
import { startProvenanceApp } from '../../test/fakes/provenance-app';
import { chain, failing, running, weather } from '../../test/factories/observed-executions';

interface Body {
  readonly data: Record<string, unknown> | null;
  readonly error_code: string | null;
  readonly message: string;
}

describe('the provenance routes', () => {
  const executions = new FakeExecutionReader();
  let app: NestExpressApplication;
  const get = (path: string, headers: Record<string, string> = {}) => request(app.getHttpServer()).get(path).set(headers);

  beforeAll(async () => {
    executions.executions.push(
      weather(undefined, { id: 1, uuid: '00000000-0000-4000-8000-000000000001' }),
      failing({ id: 2, uuid: '00000000-0000-4000-8000-000000000002' }),
      { ...running(), id: 3, uuid: '00000000-0000-4000-8000-000000000003' },
      weather(undefined, { id: 4, uuid: '00000000-0000-4000-8000-000000000004', reanaRunNumber: '4.1' }),
      weather(undefined, { id: 5, uuid: '00000000-0000-4000-8000-000000000005', groupName: 'group_2', reanaRunNumber: '5' }),
    );
    app = await startProvenanceApp({ executions });
  });

  afterAll(() => app.close());

  it('seals a record once and then answers with its seal', async () => {
    const first = await get('/provenance/capture/1').expect(200);
    expect(first.body).toMatchObject({
      success: true,
      code: 200,
      message: 'Provenance retrieved successfully',
      error_code: null,
    });
    expect((first.body as Body).data).toEqual({
      execution_id: 1,
      workflow_status: 'finished',
      total_steps: 7,
      failed_steps: 0,
      has_detailed_provenance: true,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      sealed_at: '2026-01-05T10:01:40.000Z',
    });
    const second = await get('/provenance/capture/1').expect(403);
    expect(second.body).toMatchObject({ error_code: 'provenance.already_captured', message: 'Provenance was captured before' });
    expect((second.body as Body).data).toEqual((first.body as Body).data);
  });

  it.each(['/provenance/capture?', '/provenance/capture/?'])('seals %s by name and run number', async (path) => {
    await get(`${path}reana_name=failing-1&reana_run_number=3`).expect((answer) => {
      expect([200, 403]).toContain(answer.status);
      expect(answer.body).toMatchObject({ data: { execution_id: 2, workflow_status: 'failed', failed_steps: 1 } });
    });
  });

  it('lets exactly one of several captures at once win', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => get('/provenance/capture/4')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403, 403]);
    const hashes = new Set(answers.map(({ body }) => (body as Body).data?.['sha256']));
    expect(hashes.size).toBe(1);
  });

  it.each([
    [400, 'http.invalid_input', '/provenance/capture/x'],
    [400, 'http.invalid_input', '/provenance/capture'],
    [400, 'http.invalid_input', '/provenance/capture?reana_name=weather-1'],
    [400, 'http.invalid_input', '/provenance/capture?reana_name=weather-1&reana_run_number=x'],
    [400, 'http.invalid_input', '/provenance/capture/1?reana_name=weather-1&reana_run_number=3'],
    [400, 'http.invalid_input', '/provenance/draw/1?reana_name=weather-1&reana_run_number=3'],
    [400, 'http.invalid_input', '/provenance/draw/1?format=gif'],
    [400, 'http.invalid_input', '/provenance/draw/1?detail=all'],
    [400, 'http.invalid_input', '/provenance/draw'],
    [400, 'http.invalid_input', '/provenance/export/1?format=xml'],
    [400, 'http.invalid_input', '/provenance/json/1?format=json'],
    [404, 'execution.not_found', '/provenance/capture/9'],
    [404, 'execution.not_found', '/provenance/capture/5'],
    [404, 'execution.not_found', '/provenance/draw/5'],
    [404, 'execution.not_found', '/provenance/json/5'],
    [404, 'execution.not_found', '/provenance/export/5'],
    [404, 'provenance.not_found', '/provenance/capture?reana_name=weather-1&reana_run_number=99'],
    [404, 'provenance.not_found', '/provenance/draw?reana_name=weather-1&reana_run_number=5'],
    [409, 'provenance.not_ended', '/provenance/capture/3'],
  ])('answers %d %s for %s', async (status, code, path) => {
    const answer = await get(path).expect(status);
    expect(answer.body).toMatchObject({ success: false, code: status, error_code: code });
  });

  it('lists the formats that it has', async () => {
    const answer = await get('/provenance/export/1?format=xml').expect(400);
    expect((answer.body as Body).message).toContain('json, provn');
  });

  it('draws a PNG, before and after the capture', async () => {
    for (const path of [
      '/provenance/draw/1',
      '/provenance/draw/3',
      '/provenance/draw?reana_name=weather-1&reana_run_number=4.1',
    ]) {
      const answer = await get(path).expect(200).expect('content-type', 'image/png');
      expect((answer.body as Buffer).subarray(1, 4).toString()).toBe('PNG');
    }
  }, 30_000);

  it('draws an SVG that can do nothing in a browser', async () => {
    const answer = await get('/provenance/draw/2?format=svg')
      .expect(200)
      .expect('content-type', /^image\/svg\+xml/);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect((answer.body as Buffer).toString()).toContain('check (exit code 3)');
  }, 30_000);

  it('exports the bare PROV-JSON, and 304 to whoever has it', async () => {
    const answer = await get('/provenance/json/3')
      .expect(200)
      .expect('content-type', /^application\/json/);
    expect(Object.keys(answer.body as object)[0]).toBe('prefix');
    await get('/provenance/json/3', { 'if-none-match': answer.headers['etag'] ?? '' }).expect(304);
    await get('/provenance/json/3', { 'if-none-match': '"another"' }).expect(200);
  });

  it('exports files under a name', async () => {
    const provn = await get('/provenance/export/1?format=provn')
      .expect(200)
      .expect('content-type', /^text\/provenance-notation/);
    expect(provn.headers['content-disposition']).toBe('attachment; filename="provenance-1.provn"');
    const json = await get('/provenance/export/1').expect(200);
    expect(json.headers['content-disposition']).toBe('attachment; filename="provenance-1.json"');
  });

  it('goes on exporting what was sealed when the workflow has got another name', async () => {
    const bundle = (body: unknown): unknown => (body as { bundle: unknown }).bundle;
    const before = bundle((await get('/provenance/json/2')).body);
    const [, failed] = executions.executions;
    await get('/provenance/capture/2');
    executions.executions[1] = { ...failed!, revision: { ...failed!.revision, name: 'renamed' } };
    expect(bundle((await get('/provenance/json/2')).body)).toEqual(before);
  });

  it('chains the seals of a group', async () => {
    const rows: { sha256: string; previous_sha256: string | null; ordinal: number }[] = await app
      .get(DataSource)
      .query('SELECT sha256, previous_sha256, ordinal FROM provenance_records ORDER BY ordinal');
    expect(rows.map(({ ordinal }) => ordinal)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.map((row) => row.previous_sha256)).toEqual([null, ...rows.slice(0, -1).map(({ sha256 }) => sha256)]);
  });
});

describe('limits of pictures', () => {
  const start = async (variables: Record<string, string>, steps = 20): Promise<NestExpressApplication> => {
    const executions = new FakeExecutionReader();
    executions.executions.push({ ...chain(steps), id: 1 });
    return startProvenanceApp({ executions, variables });
  };

  it('refuses a picture of too many nodes', async () => {
    const app = await start({ DRAW_MAX_NODES: '10' });
    const answer = await request(app.getHttpServer()).get('/provenance/draw/1').expect(413);
    expect(answer.body).toMatchObject({ error_code: 'provenance.picture_too_large' });
    await app.close();
  });

  it('gives up a picture that takes too long, and says when to come again', async () => {
    const app = await start({ DRAW_LIMIT_SECONDS: '0.1', DRAW_MAX_NODES: '20000' }, 500);
    const answer = await request(app.getHttpServer()).get('/provenance/draw/1?detail=full').expect(503);
    expect(answer.body).toMatchObject({ error_code: 'provenance.picture_unavailable' });
    expect(answer.headers['retry-after']).toBe('60');
    await app.close();
  }, 30_000);
});
