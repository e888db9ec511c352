import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { guardedFetch, guardedFetchJson, type FetchRules } from './url-guard';
import { checkRedirect, checkUrl, UrlGuardError, type UrlPolicy } from './url-guard-policy';

/** Counts connections, not requests: even a closed one would tell that something listens. */
class Listener {
  connections = 0;
  requests: IncomingMessage[] = [];
  port = 0;
  private server: Server;

  async start(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<this> {
    this.server = createServer((request, response) => {
      this.requests.push(request);
      answer(request, response);
    });
    this.server.on('connection', () => (this.connections += 1));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const reasonOf = (error: unknown): string => (error instanceof UrlGuardError ? error.reason : String(error));
const sendText = (response: ServerResponse, text = '{"a":1}'): void => void response.end(text);

describe('url guard at a forbidden listener', () => {
  let listener: Listener;
  const names: Record<string, string[]> = {
    'localtest.me': ['127.0.0.1'],
    localhost: ['127.0.0.1', '::1'],
    'localhost.': ['127.0.0.1'],
    'app.localhost': ['127.0.0.1'],
    '127.0.0.1.nip.io': ['127.0.0.1'],
    'mixed.example.org': ['93.184.215.14', '127.0.0.1'],
    'mixed6.example.org': ['2606:2800:21f::1', '::1'],
    'mapped.example.org': ['::ffff:127.0.0.1'],
    'private.example.org': ['10.1.2.3'],
    'metadata.example.org': ['169.254.169.254'],
    'shared.example.org': ['100.64.0.1'],
    'nat64.example.org': ['64:ff9b::7f00:1'],
  };
  const resolve = (hostname: string): Promise<string[]> => Promise.resolve(names[hostname] ?? []);

  beforeAll(async () => {
    listener = await new Listener().start((_request, response) => sendText(response));
  });
  afterAll(() => listener.stop());

  const written = (url: string): string => url.replace('PORT', String(listener.port));
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://127.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://017700000001:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://127.255.255.254:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'http://127。0。0。1:PORT/',
    'http://１２７.０.０.１:PORT/',
    'http:127.0.0.1:PORT/',
    'http:///127.0.0.1:PORT/',
    'http:////127.0.0.1:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://localhost:PORT/',
    'http://localhost.:PORT/',
    'http://ⓛocalhost:PORT/',
    'http://LOCALHOST:PORT/',
    'http://app.localhost:PORT/',
    'http://localtest.me:PORT/',
    'http://127.0.0.1.nip.io:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::ffff:0:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[64:ff9b:1::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2001:0:7f00:1::]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fe80::1%25lo]:PORT/',
    'http://[fc00::1]:PORT/',
    'http://[fec0::1]:PORT/',
    'http://[ff02::1]:PORT/',
    'http://user@127.0.0.1:PORT/',
    'http://example.org@127.0.0.1:PORT/',
    'http://example.org:pass@127.0.0.1:PORT/',
    'http://example.org\\@127.0.0.1:PORT/',
    'http:\\\\127.0.0.1:PORT/',
    'ht\ntp://127.0.0.1:PORT/',
    'http://127.0.0.1\t:PORT/',
    'http://127.0.0.1:PORT/\r\nHost: example.org',
    ' http://127.0.0.1:PORT/',
    'http://127.0.0.1:PORT/\0',
    'http://mixed.example.org:PORT/',
    'http://mixed6.example.org:PORT/',
    'http://mapped.example.org:PORT/',
    'http://private.example.org:PORT/',
    'http://metadata.example.org:PORT/',
    'http://shared.example.org:PORT/',
    'http://nat64.example.org:PORT/',
    'file:///etc/passwd',
    'ftp://127.0.0.1:PORT/',
    'gopher://127.0.0.1:PORT/',
    'data:application/json,1',
    'blob:http://127.0.0.1:PORT/1',
    'ws://127.0.0.1:PORT/',
  ])('never connects for %j', async (url) => {
    const policy = { loopbackOrigins: [], httpsOnly: false, ports: [listener.port] };
    const fetching = guardedFetchJson(written(url), { policy, maxBytes: 1000, totalMs: 2000, resolve });
    expect(await fetching.catch(reasonOf)).toBe('not_allowed');
    expect(listener.connections).toBe(0);
  });
});

describe('url policy', () => {
  const open: UrlPolicy = { loopbackOrigins: [], httpsOnly: false };
  it.each<[string, UrlPolicy, boolean]>([
    ['https://example.org/a?b=c#d', open, true],
    ['http://example.org/', open, true],
    ['http://example.org/', { ...open, httpsOnly: true }, false],
    ['http://example.org:443/', open, true],
    ['https://example.org:8443/', open, false],
    ['https://example.org:8443/', { ...open, ports: [8443] }, true],
    ['https://example.org:22/', open, false],
    ['https://93.184.215.14/', open, true],
    ['https://[2606:2800:21f::1]/', open, true],
    ['https://api.example.org/', { ...open, origins: ['https://api.example.org'] }, true],
    ['https://API.example.org./', { ...open, origins: ['https://api.example.org'] }, false],
    ['https://api.example.org:8443/', { ...open, origins: ['https://api.example.org'] }, false],
    ['http://api.example.org:8000/', { ...open, origins: ['http://api.example.org:8000'] }, true],
    ['http://127.0.0.1:9/', { ...open, loopbackOrigins: ['http://127.0.0.1:9'] }, true],
    ['http://127.0.0.1:10/', { ...open, loopbackOrigins: ['http://127.0.0.1:9'], ports: [10] }, false],
    ['http://10.0.0.1/', { ...open, loopbackOrigins: ['http://10.0.0.1'] }, false],
    ['not an address', open, false],
    ['', open, false],
  ])('%s under %j: %s', (url, policy, allowed) => {
    if (allowed) expect(checkUrl(url, policy).href).toContain('http');
    else expect(() => checkUrl(url, policy)).toThrow(UrlGuardError);
  });
});

describe('redirects', () => {
  const open: UrlPolicy = { loopbackOrigins: [], httpsOnly: false };
  it.each<[string, string, string | null]>([
    ['https://example.org/a/b', '/c?d', 'https://example.org/c?d'],
    ['https://example.org/a/b', 'c', 'https://example.org/a/c'],
    ['http://example.org/', 'https://example.org/', 'https://example.org/'],
    ['http://example.org/', '//other.org/', 'http://other.org/'],
    ['https://example.org/', 'http://example.org/', null],
    ['https://example.org/', 'https://127.0.0.1/', null],
    ['https://example.org/', '//[::1]/', null],
    ['https://example.org/', 'file:///etc/passwd', null],
    ['https://example.org/', 'https://', null],
  ])('from %s to %s lead to %s', (from, location, to) => {
    if (to === null) expect(() => checkRedirect(new URL(from), location, open)).toThrow(UrlGuardError);
    else expect(checkRedirect(new URL(from), location, open).href).toBe(to);
  });
});

describe('url guard at an allowed listener', () => {
  const big = Buffer.alloc(50_000, 'x');
  const answers: Record<string, (response: ServerResponse) => void> = {
    '/json': (response) => sendText(response),
    '/text': (response) => sendText(response, 'hello'),
    '/gzip': (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
    '/deflate': (response) => void response.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateSync('{"a":1}')),
    '/br': (response) => void response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync('{"a":1}')),
    '/odd': (response) => void response.writeHead(200, { 'content-encoding': 'zstd' }).end('?'),
    '/not-gzip': (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
    '/bomb': (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(big)),
    '/big': (response) => void response.writeHead(200).end(big),
    '/says-big': (response) => void response.writeHead(200, { 'content-length': '50000' }).write('x'),
    '/broken': (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x');
      setTimeout(() => response.destroy(), 10);
    },
    '/slow': () => undefined,
    '/r1': (response) => void response.writeHead(302, { location: '/json' }).end(big),
    '/r3': (response) => void response.writeHead(307, { location: '/r2' }).end(),
    '/r2': (response) => void response.writeHead(303, { location: 'r1' }).end(),
    '/r4': (response) => void response.writeHead(301, { location: '/r3' }).end(),
    '/to-user': (response) => void response.writeHead(302, { location: `http://me@127.0.0.1:${allowed.port}/json` }).end(),
    '/to-other': (response) => void response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }).end(),
    '/to-nothing': (response) => void response.writeHead(302, { location: 'http://' }).end(),
    '/not-modified': (response) => void response.writeHead(302).end(),
  };
  let allowed: Listener;
  let other: Listener;
  let origin: string;
  const rules = (changes: Partial<FetchRules> = {}): FetchRules => {
    const policy = { origins: [origin], loopbackOrigins: [origin], httpsOnly: false };
    return { policy, maxBytes: 10_000, totalMs: 5_000, ...changes };
  };

  beforeAll(async () => {
    other = await new Listener().start((_request, response) => sendText(response));
    allowed = await new Listener().start((request, response) => answers[request.url ?? '']?.(response));
    origin = `http://127.0.0.1:${allowed.port}`;
  });
  afterAll(async () => {
    await allowed.stop();
    await other.stop();
  });

  it.each(['/json', '/gzip', '/deflate', '/br', '/r1', '/r3'])('reads JSON from %s', async (path) => {
    expect(await guardedFetchJson(origin + path, rules())).toMatchObject({ status: 200, value: { a: 1 } });
  });

  it('gives no value for what is no JSON, and redirects without a target as they are', async () => {
    expect((await guardedFetchJson(`${origin}/text`, rules())).value).toBeUndefined();
    expect((await guardedFetchJson(`${origin}/not-modified`, rules())).status).toBe(302);
  });

  it.each([
    ['/big', 'too_large'],
    ['/says-big', 'too_large'],
    ['/bomb', 'too_large'],
    ['/odd', 'unavailable'],
    ['/not-gzip', 'unavailable'],
    ['/broken', 'unavailable'],
    ['/r4', 'not_allowed'],
    ['/to-user', 'not_allowed'],
    ['/to-other', 'not_allowed'],
    ['/to-nothing', 'not_allowed'],
  ])('says of %s: %s', async (path, reason) => {
    expect(await guardedFetchJson(origin + path, rules()).catch(reasonOf)).toBe(reason);
    expect(other.connections).toBe(0);
  });

  it('refuses a redirect to loopback that is not listed, without connecting', async () => {
    const policy = { loopbackOrigins: [origin], httpsOnly: false, ports: [other.port] };
    expect(await guardedFetchJson(`${origin}/to-other`, rules({ policy })).catch(reasonOf)).toBe('not_allowed');
    expect(other.connections).toBe(0);
  });

  it('ends a look-up, an answer and a body that take too long', async () => {
    const named = `http://slow.test:${allowed.port}`;
    const policy = { loopbackOrigins: [named], httpsOnly: false };
    const never = (): Promise<string[]> => new Promise(() => undefined);
    const start = Date.now();
    const late = guardedFetchJson(named, rules({ policy, totalMs: 200, resolve: never }));
    expect(await late.catch(reasonOf)).toBe('unavailable');
    expect(await guardedFetchJson(`${origin}/slow`, rules({ totalMs: 200 })).catch(reasonOf)).toBe('unavailable');
    const half = await guardedFetch(`${origin}/says-big`, rules({ totalMs: 200, maxBytes: 100_000 }));
    expect(await buffer(Readable.from(half.body)).catch(reasonOf)).toBe('unavailable');
    expect(Date.now() - start).toBeLessThan(2_000);
  });

  it('looks a name up once and goes to the address that was checked', async () => {
    const named = `http://rebind.test:${allowed.port}`;
    const policy = { loopbackOrigins: [named], httpsOnly: false };
    const resolve = jest.fn<Promise<string[]>, [string]>().mockResolvedValueOnce(['127.0.0.1']).mockResolvedValue(['10.0.0.1']);
    expect((await guardedFetchJson(`${named}/json`, rules({ policy, resolve }))).status).toBe(200);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(allowed.requests.at(-1)?.headers.host).toBe(`rebind.test:${allowed.port}`);
  });

  it('says that a name without address, and a host that is away, are unavailable', async () => {
    const policy = { loopbackOrigins: ['http://127.0.0.1:1'], httpsOnly: false };
    const none = { policy, resolve: () => Promise.resolve([]) };
    expect(await guardedFetchJson('http://nobody.test/', rules(none)).catch(reasonOf)).toBe('unavailable');
    expect(await guardedFetchJson('http://127.0.0.1:1/', rules({ policy })).catch(reasonOf)).toBe('unavailable');
  });

  it('sends nothing of ours along', async () => {
    await guardedFetchJson(`${origin}/r1`, rules());
    expect(Object.keys(allowed.requests.at(-1)?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });
});
