import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { broken, endless, file, FileServer, status } from '../../test/fakes/file-server';
import { HttpConfig } from '../config/http.config';
import { InputConfig } from '../config/input.config';
import type { LimitsConfig } from '../config/limits.config';
import type { RemoteInput } from './remote-input.reader';
import { RemoteInputService } from './remote-input.service';

const TEXT = 'weather;2026-02-01;3.5\n';
const hex = (algorithm: string, text = TEXT): string => createHash(algorithm).update(text).digest('hex');

describe('files that jobs name by their addresses', () => {
  let server: FileServer;
  let inputs: RemoteInputService;

  const serviceFor = (env: Record<string, string>, http: Record<string, string> = {}): RemoteInputService =>
    new RemoteInputService(new InputConfig(InputConfig.schema.parse(env)), new HttpConfig(HttpConfig.schema.parse(http)), {
      fileBytes: 1000,
    } as LimitsConfig);
  const read = async (changes: Partial<RemoteInput>) => {
    const content = await inputs.open({ location: `${server.origin}/a.csv`, checksums: [], sizes: [], ...changes });
    return { bytes: await buffer(content.body), content };
  };

  beforeAll(async () => {
    server = await FileServer.start();
    server.serve('/a.csv', TEXT);
    inputs = serviceFor({ INPUT_ORIGINS: `${server.origin},https://data.example.org`, INPUT_ALLOW_LOOPBACK: 'true' });
  });
  afterAll(() => server.stop());

  it.each([
    ['nothing', [], [], false],
    ['a sha1', ['sha1'], [], true],
    ['a sha256 and the size', ['sha256'], [TEXT.length], true],
    ['several checksums', ['sha1', 'sha256', 'sha1'], [], true],
  ])('are fetched when %s is promised', async (_what, algorithms, sizes, verified) => {
    const checksums = algorithms.map((algorithm) => `${algorithm}$${hex(algorithm)}`);
    const { bytes, content } = await read({ checksums, sizes });
    expect(bytes.toString()).toBe(TEXT);
    expect(content.facts()).toEqual({ size: TEXT.length, sha256: hex('sha256'), verified });
    expect(content).toMatchObject({ etag: '"v1"', lastModified: null, retrievedAt: expect.any(Date) as Date });
  });

  it.each([
    ['another sha1', { checksums: [`sha1$${hex('sha1', 'x')}`] }, 'input.checksum_mismatch', hex('sha1', 'x')],
    [
      'one of two checksums',
      { checksums: [`sha1$${hex('sha1')}`, `sha256$${hex('sha256', 'x')}`] },
      'input.checksum_mismatch',
      '',
    ],
    ['another size', { sizes: [TEXT.length, 7] }, 'input.size_mismatch', 'should have 7 bytes, it has 23'],
  ])('are refused when %s is promised', async (_what, changes, code, words) => {
    await expect(read(changes)).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string });
  });

  it.each([
    ['nothing', status(404), 'input.not_found', 'not_found'],
    ['nothing any more', status(410), 'input.not_found', 'not_found'],
    ['a login', status(401), 'input.refused', 'upstream'],
    ['a refusal', status(403), 'input.refused', 'upstream'],
    ['no content', status(204), 'input.refused', 'upstream'],
    ['an error', status(500), 'input.unavailable', 'unavailable'],
    ['a busy host', status(429), 'input.unavailable', 'unavailable'],
    ['a broken connection', broken, 'input.unavailable', 'unavailable'],
    ['bytes without end', endless, 'input.too_large', 'too_large'],
    ['more than is allowed', file(Buffer.alloc(1001)), 'input.too_large', 'too_large'],
    ['a way into the network', status(302, { location: 'http://169.254.169.254/' }), 'input.url_not_allowed', 'invalid'],
    ['a way to another host', status(302, { location: 'https://other.example.org/' }), 'input.url_not_allowed', 'invalid'],
    ['a circle', status(302, { location: '/x' }), 'input.url_not_allowed', 'invalid'],
  ])('are told apart from %s', async (_what, answer, code, kind) => {
    await expect(read({ location: server.serve('/x', answer) })).rejects.toMatchObject({ code, kind });
  });

  it('are found where a redirect leads', async () => {
    const location = server.serve('/moved', status(307, { location: '/a.csv' }));
    expect((await read({ location })).bytes.toString()).toBe(TEXT);
  });

  it('keeps signatures out of sentences', async () => {
    const location = `${server.origin}/nothing?signature=very-secret`;
    const error = await read({ location }).catch((one: Error) => one);
    expect(error).toMatchObject({ code: 'input.not_found', message: expect.not.stringContaining('secret') as string });
  });

  it('checks bytes that somebody else found', async () => {
    const checked = (checksum: string) =>
      inputs.check(
        { location: 'reprov:execution/1/outputs/a', checksums: [checksum], sizes: [] },
        Readable.from([Buffer.from(TEXT)]),
      );
    const good = checked(`sha256$${hex('sha256')}`);
    expect((await buffer(good.body)).toString()).toBe(TEXT);
    expect(good.facts()).toMatchObject({ verified: true });
    const wrong = checked(`sha256$${hex('sha256', 'x')}`);
    await expect(buffer(wrong.body)).rejects.toMatchObject({ code: 'input.checksum_mismatch' });
  });

  it.each([
    ['https://data.example.org/a.csv', null],
    ['https://other.example.org/a.csv', 'must lie on'],
    ['http://127.0.0.1:1/a.csv', 'must lie on'],
    ['ftp://data.example.org/a.csv', 'must begin with https'],
  ])('tells from the text alone whether %s may be used', (location, words) => {
    const fault = inputs.faultIn(location);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toMatchObject({ code: 'input.url_not_allowed', message: expect.stringContaining(words) as string });
  });

  it.each([
    ['https://example.org/a.csv', {}, null],
    ['http://example.org/a.csv', {}, null],
    ['http://example.org/a.csv', { NODE_ENV: 'production' }, 'must begin with https'],
    ['https://example.org:9200/', {}, 'port 9200'],
    ['http://localhost./a', {}, null], // a name: what it leads to shows when it is looked up
    ['http://127.1/a', {}, 'not public'],
    ['http://[::ffff:10.0.0.1]/a', {}, 'not public'],
    ['http://169.254.169.254/latest', {}, 'not public'],
  ])('without a list takes public hosts only: %s %j', (location, env, words) => {
    const fault = serviceFor(env).faultIn(location);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toMatchObject({ code: 'input.url_not_allowed', message: expect.stringContaining(words) as string });
  });

  it('refuses a name that leads to loopback before anything is sent', async () => {
    const location = `http://localhost:${new URL(server.origin).port}/a.csv`;
    const before = server.asked.length;
    const strict = serviceFor({ INPUT_ORIGINS: new URL(location).origin });
    await expect(strict.open({ location, checksums: [], sizes: [] })).rejects.toMatchObject({ code: 'input.url_not_allowed' });
    expect(server.asked).toHaveLength(before);
  });

  const ABOVE = { EXTERNAL_SERVER_URL: 'https://reprov.example.org/api/' };
  it.each([
    ['reprov:execution/7/outputs/a.csv', {}, [7, 'outputs/a.csv']],
    ['reprov:execution/7/outputs/deep/caf%C3%A9%20menu.csv', {}, [7, 'outputs/deep/café menu.csv']],
    ['reprov:execution/7/data/a.csv', {}, null],
    ['reprov:execution/7/outputs/%zz', {}, null],
    ['https://reprov.example.org/api/workflow_execution/7/files/outputs/a.csv', ABOVE, [7, 'outputs/a.csv']],
    ['HTTPS://ReProv.example.org:443/api/workflow_execution/7/files/outputs/a.csv?x=1', ABOVE, [7, 'outputs/a.csv']],
    ['https://reprov.example.org/workflow_execution/7/files/outputs/a.csv', ABOVE, null],
    ['https://reprov.example.org/api/workflow_execution/7/files/data/a.csv', ABOVE, null],
    ['https://reprov.example.org/api/workflow_execution/7/files/outputs/../../../8', ABOVE, null],
    ['http://127.0.0.1:8000/workflow_execution/7/files/outputs/a.csv', {}, [7, 'outputs/a.csv']],
    ['http://localhost:8000/workflow_execution/7/files/outputs/a.csv', {}, [7, 'outputs/a.csv']],
    ['http://localhost:8001/workflow_execution/7/files/outputs/a.csv', {}, null],
  ])('understands that %s is an output of an earlier execution (%j)', (location, http, expected) => {
    const reference = expected === null ? null : { executionId: expected[0], path: expected[1] };
    expect(serviceFor({}, http).outputNamed(location)).toEqual(reference);
  });
});
