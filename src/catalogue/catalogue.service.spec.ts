import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import { CONTENT, FakeCatalogue } from '../../test/fakes/catalogue';
import { DomainError, STATUS_OF_KIND } from '../common/errors/domain-error';
import { CatalogueConfig } from '../config/catalogue.config';
import type { LimitsConfig } from '../config/limits.config';
import type { CatalogueEntry } from './catalogue.reader';
import { CatalogueService } from './catalogue.service';

const LIMIT = 100_000;

describe('catalogue service', () => {
  let fake: FakeCatalogue;
  let catalogue: CatalogueService;

  const serviceFor = (env: Record<string, string>): CatalogueService =>
    new CatalogueService(new CatalogueConfig(CatalogueConfig.schema.parse(env)), { fileBytes: LIMIT } as LimitsConfig);
  const lookUp = async (id: string): Promise<CatalogueEntry> => (await catalogue.lookUp([fake.dataset(id)]))[0]!;
  const read = async (id: string) => {
    const content = await catalogue.openContent(await lookUp(id));
    return { bytes: await buffer(content.body), content };
  };

  beforeAll(async () => {
    fake = await new FakeCatalogue().start();
    catalogue = serviceFor({ CATALOGUE_ORIGINS: `${fake.origin},https://api.aiodp.eu`, CATALOGUE_ALLOW_LOOPBACK: 'true' });
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    fake.asked.length = 0;
    fake.headers.length = 0;
  });

  it('reads an entry', async () => {
    expect(await lookUp('one')).toEqual({
      url: fake.dataset('one'),
      name: 'Weather',
      version: '3',
      distribution: {
        index: 0,
        name: 'weather.csv',
        contentUrl: `${fake.origin}/data/weather.csv`,
        checksum: createHash('sha256').update(CONTENT).digest('hex'),
        checksumAlgorithm: 'sha256',
        encodingFormat: 'text/csv',
        sizeKb: 1,
        fileName: 'weather.csv',
      },
    });
    expect(fake.asked).toEqual(['GET /v2/datasets/one?schema=aiod']);
    expect(fake.headers[0]).toMatchObject({ accept: 'application/json' });
    expect(fake.headers[0]).not.toHaveProperty('authorization');
  });

  it.each([
    ['/v2/datasets/one', 0],
    ['/datasets/239', 0],
    ['/datasets/v1/239', 0],
    ['/datasets/data_Ab3dEf6hIj9kLm2nOp5qRs8t', 0],
    ['/v2/datasets/one?x=1', 0],
    ['/v2/datasets/one?schema=dcat-ap', 0],
    ['/v2/datasets/renamed', 0],
    ['/v2/datasets/one/content', 0],
    ['/v2/datasets/two/content/1', 1],
    ['/v2/datasets/two#distribution=0', 0],
    ['/v2/datasets/two#distribution=1', 1],
    ['/v2/datasets/two#distribution=a.csv', 0],
    ['/v2/datasets/two#distribution=b%20c.csv', 1],
  ])('understands %s', async (path, index) => {
    const [entry] = await catalogue.lookUp([fake.origin + path]);
    expect(entry).toMatchObject({ url: fake.origin + path, distribution: { index } });
    expect(fake.asked[0]).toContain('schema=aiod');
  });

  it.each([
    ['nothing', 404, 'catalogue.entity_not_found', 'Invalid entity id in placeholder'],
    ['html_200', 404, 'catalogue.entity_not_found', 'does not answer with an entry'],
    ['list', 404, 'catalogue.entity_not_found', 'does not answer with an entry'],
    ['draft', 404, 'catalogue.entity_not_found', 'status 401'],
    ['none', 400, 'catalogue.no_distribution', 'Attach them as a file'],
    ['no_list', 400, 'catalogue.no_distribution', 'Attach them as a file'],
    ['no_content_url', 400, 'catalogue.no_distribution', 'content_url'],
    ['two#distribution=2', 400, 'catalogue.no_distribution', '0 (a.csv), 1 (b c.csv)'],
    ['two#distribution=A.csv', 400, 'catalogue.no_distribution', 'no distribution A.csv'],
    ['two', 409, 'catalogue.ambiguous_distribution', '0 (a.csv, 7 kB), 1 (b c.csv, size unknown)'],
    ['html', 503, 'catalogue.unavailable', 'status 500'],
    ['busy', 503, 'catalogue.unavailable', 'status 429'],
    ['large', 413, 'catalogue.too_large', '1048576 bytes'],
    ['bomb', 413, 'catalogue.too_large', '1048576 bytes'],
    ['file_scheme', 400, 'catalogue.url_not_allowed', 'file:///etc/passwd'],
    ['private_host', 400, 'catalogue.url_not_allowed', 'not public'],
    ['to_private', 400, 'catalogue.url_not_allowed', 'must lie on'],
    ['to_other', 400, 'catalogue.url_not_allowed', 'must lie on'],
    ['one#part=2', 400, 'catalogue.url_not_allowed', 'distribution=<number>'],
  ])('says of %s: %d %s', async (id, status, code, words) => {
    const fault = await lookUp(id).catch((error: DomainError) => error);
    expect(fault instanceof DomainError && STATUS_OF_KIND[fault.kind]).toBe(status);
    expect(fault).toMatchObject({ code, message: expect.stringContaining(words) as string });
  });

  it('gives up after 3 s when the catalogue hangs or drips', async () => {
    const start = Date.now();
    const late = expect.objectContaining({ code: 'catalogue.unavailable', retryAfterSeconds: 30 }) as unknown;
    const both = ['hang', 'drip'].map((id) => lookUp(id).catch((error: unknown) => error));
    expect(await Promise.all(both)).toEqual([late, late]);
    expect(Date.now() - start).toBeLessThan(3_600);
  });

  it('says that a catalogue which is not there is unavailable', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    await new Promise((resolve) => closed.close(resolve));
    const away = serviceFor({ CATALOGUE_ORIGINS: origin, CATALOGUE_ALLOW_LOOPBACK: 'true' });
    await expect(away.lookUp([`${origin}/datasets/1`])).rejects.toMatchObject({ code: 'catalogue.unavailable' });
  });

  it('looks several entries up and names the first that is wrong', async () => {
    const urls = ['one', 'two#distribution=1', 'one'].map((id) => fake.dataset(id));
    expect((await catalogue.lookUp(urls)).map(({ url }) => url)).toEqual(urls);
    expect(await catalogue.lookUp([])).toEqual([]);
    const wrong = catalogue.lookUp(['one', 'none', 'nothing'].map((id) => fake.dataset(id)));
    await expect(wrong).rejects.toMatchObject({ code: 'catalogue.no_distribution' });
  });

  it('takes the date of an entry without a version', async () => {
    expect(await lookUp('dated')).toMatchObject({ version: '2026-02-01T10:00:00' });
  });

  it('writes to the log that an address will end', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    await lookUp('deprecated');
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ deprecation: '@1767225600' }));
    warn.mockRestore();
  });

  it.each([
    ['https://api.aiodp.eu/datasets/1', null],
    ['https://api.aiodp.eu/datasets/1#distribution=2', null],
    ['https://api.aiodp.eu:8443/datasets/1', 'must lie on'],
    ['http://api.aiodp.eu/datasets/1', 'must lie on'],
    ['https://api.aiodp.eu.example.org/datasets/1', 'must lie on'],
    ['https://user@api.aiodp.eu/datasets/1', 'user name'],
    ['https://api.aiodp.eu/data\tsets/1', 'control characters'],
    ['ftp://api.aiodp.eu/1', 'must begin with https'],
    ['data_Ab3dEf6hIj9kLm2nOp5qRs8t', 'not a valid address'],
    ['https://api.aiodp.eu/datasets/1#two', 'distribution=<number>'],
  ])('tells from the text alone whether %s may be used', (url, words) => {
    const fault = catalogue.faultIn(url);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toMatchObject({ code: 'catalogue.url_not_allowed', message: expect.stringContaining(words) as string });
    expect(fake.asked).toEqual([]);
  });

  it('refuses a catalogue on loopback unless told otherwise', async () => {
    const strict = serviceFor({ CATALOGUE_ORIGINS: fake.origin });
    await expect(strict.lookUp([fake.dataset('one')])).rejects.toMatchObject({ code: 'catalogue.url_not_allowed' });
    expect(fake.asked).toEqual([]);
  });

  it.each([
    ['one', true],
    ['sha1_upper', true],
    ['zipped', true],
    ['moved', true],
    ['unverified', false],
  ])('fetches the content of %s, verified: %s', async (id, verified) => {
    const { bytes, content } = await read(id);
    const sha256 = createHash('sha256').update(CONTENT).digest('hex');
    expect(bytes).toEqual(CONTENT);
    expect(content.facts()).toEqual({ size: CONTENT.length, sha256, verified });
  });

  it('tells what the host said of the content', async () => {
    const { content } = await read('one');
    expect(content).toMatchObject({ etag: '"v1"', lastModified: 'Sun, 01 Feb 2026 10:00:00 GMT' });
    expect(Date.now() - content.retrievedAt.getTime()).toBeLessThan(5_000);
  });

  it.each([
    ['wrong', 'catalogue.checksum_mismatch'],
    ['odd_algorithm', 'catalogue.checksum_mismatch'],
    ['no_algorithm', 'catalogue.checksum_mismatch'],
    ['gone', 'catalogue.entity_not_found'],
    ['broken', 'catalogue.unavailable'],
    ['endless', 'catalogue.too_large'],
    ['longer', 'catalogue.too_large'],
    ['bomb#distribution=0', 'catalogue.too_large'],
    ['to_private#distribution=0', 'catalogue.url_not_allowed'],
    ['to_loopback', 'catalogue.url_not_allowed'],
    ['to_file', 'catalogue.url_not_allowed'],
    ['loop', 'catalogue.url_not_allowed'],
  ])('does not take the content of %s', async (id, code) => {
    const entry = id.includes('#') ? contentEntry(id.split('#')[0]!) : await lookUp(id);
    const content = catalogue.openContent(entry).then(({ body }) => buffer(body));
    await expect(content).rejects.toMatchObject({ code });
  });

  const contentEntry = (path: string): CatalogueEntry => ({
    url: fake.dataset(path),
    name: null,
    version: null,
    distribution: {
      index: 0,
      name: null,
      contentUrl: `${fake.origin}/data/${path}`,
      checksum: null,
      checksumAlgorithm: null,
      encodingFormat: null,
      sizeKb: null,
      fileName: null,
    },
  });

  it('gives no facts before the end, and lets a reader stop early', async () => {
    const content = await catalogue.openContent(await lookUp('endless'));
    expect(() => content.facts()).toThrow('not been read');
    content.body.destroy();
  });

  it('keeps signatures out of its sentences', async () => {
    const entry = await lookUp('signed');
    expect(entry.distribution.fileName).toBe('weather.csv');
    const strict = serviceFor({});
    const fault = await strict.openContent(entry).catch((error: Error) => error.message);
    expect(fault).not.toContain('secret');
  });

  it.each([
    ['name_path', 'x'],
    ['name_line', 'aX-Evil: 1.csv'],
    ['name_long', `${'x'.repeat(251)}.csv`],
    ['name_direction', 'avsc.exe'],
  ])('makes a safe name of %s', async (id, name) => {
    expect((await lookUp(id)).distribution.fileName).toBe(name);
  });
});
