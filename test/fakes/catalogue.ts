import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export const CONTENT = Buffer.from('weather;2026-02-01;3.5\n');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const SHA1 = createHash('sha1').update(CONTENT).digest('hex');
const MIB = 1024 * 1024;

type Json = Record<string, unknown>;
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A stand-in for the AI-on-Demand metadata catalogue, and for the hosts that its entries point at. */
export class FakeCatalogue {
  origin = '';
  /** `GET /path?query` of everything that was asked. */
  readonly asked: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  private server: Server;

  async start(): Promise<this> {
    this.server = createServer((request, response) => this.answer(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The address of an entry as a workflow names it. */
  dataset(id: string): string {
    return `${this.origin}/v2/datasets/${id}`;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(`${request.method} ${request.url}`);
    this.headers.push(request.headers);
    const { pathname } = new URL(request.url ?? '/', this.origin);
    const [, place = '', id = ''] = /^(?:\/v2)?\/(datasets|ml_models|data)\/(?:v1\/)?([\w.]+)$/.exec(pathname) ?? [];
    const special = SPECIAL_ANSWERS[`${place}/${id}`];
    if (special !== undefined) return special(request, response);
    const entry = place === 'data' ? undefined : this.entries()[id];
    if (entry === undefined) return sendJson(response, 404, { detail: `Dataset '${id}' not found in the database.` });
    sendJson(
      response,
      200,
      entry,
      id === 'deprecated' ? { deprecation: '@1767225600', sunset: 'Thu, 31 Dec 2026 23:59:59 GMT' } : {},
    );
  }

  private entries(): Record<string, Json> {
    const file = (changes: Json = {}): Json => ({
      content_url: `${this.origin}/data/weather.csv`,
      name: 'weather.csv',
      ...changes,
    });
    const good = { checksum: SHA256, checksum_algorithm: 'sha256', encoding_format: 'text/csv', content_size_kb: 1 };
    const entry = (...distribution: Json[]): Json => ({ name: 'Weather', version: '3', distribution });
    const named = (name: string): Json => entry(file({ name }));
    const at = (path: string): Json => entry(file({ content_url: `${this.origin}/data/${path}`, name: path }));
    return {
      one: entry(file(good)),
      data_Ab3dEf6hIj9kLm2nOp5qRs8t: entry(file(good)),
      239: entry(file(good)),
      deprecated: entry(file(good)),
      wrong: entry(file({ ...good, checksum: SHA256.replace(/./, (digit) => (digit === '0' ? '1' : '0')) })),
      sha1_upper: entry(file({ checksum: SHA1.toUpperCase(), checksum_algorithm: 'SHA-1' })),
      odd_algorithm: entry(file({ checksum: 'abc', checksum_algorithm: 'crc32' })),
      no_algorithm: entry(file({ checksum: SHA256 })),
      unverified: entry(file()),
      two: entry(
        file({ name: 'a.csv', content_size_kb: 7 }),
        file({ name: 'b c.csv', content_url: `${this.origin}/data/b.csv` }),
      ),
      none: entry(),
      no_list: { name: 'Weather' },
      no_content_url: entry({ name: 'weights' }),
      dated: { name: 'Weather', aiod_entry: { date_modified: '2026-02-01T10:00:00' }, distribution: [file(good)] },
      signed: entry(file({ name: null, content_url: `${this.origin}/data/weather.csv?signature=very-secret` })),
      file_scheme: entry(file({ content_url: 'file:///etc/passwd' })),
      private_host: entry(file({ content_url: 'https://10.0.0.1/weather.csv' })),
      name_path: named('../../etc/cron.d/x'),
      name_line: named('a\r\nX-Evil: 1.csv'),
      name_long: named(`${'x'.repeat(300)}.csv`),
      name_direction: named('a\u202Evsc.exe'),
      gone: at('gone'),
      broken: at('broken'),
      endless: at('endless'),
      longer: entry(file({ content_url: `${this.origin}/data/large`, content_size_kb: 1 })),
      bomb: at('bomb'),
      zipped: entry(file({ ...good, content_url: `${this.origin}/data/zipped` })),
      to_private: at('to_private'),
      to_loopback: at('to_loopback'),
      to_file: at('to_file'),
      loop: at('loop'),
      moved: entry(file({ ...good, content_url: `${this.origin}/data/moved` })),
    };
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const sendContent: Answer = (_request, response) =>
  void response
    .writeHead(200, { 'content-type': 'text/csv', etag: '"v1"', 'last-modified': 'Sun, 01 Feb 2026 10:00:00 GMT' })
    .end(CONTENT);
const sendTo =
  (location: string): Answer =>
  (_request, response) =>
    void response.writeHead(302, { location }).end('moved');

function sendEndless(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, headers);
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

/** What no well-behaved catalogue does. */
const SPECIAL_ANSWERS: Readonly<Record<string, Answer>> = {
  'datasets/html': (_request, response) => void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>'),
  'datasets/html_200': (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>'),
  'datasets/list': (_request, response) => sendJson(response, 200, [{ name: 'Weather' }]),
  'datasets/draft': (_request, response) => sendJson(response, 401, { detail: 'Not authenticated' }),
  'datasets/busy': (_request, response) => sendJson(response, 429, { detail: 'Slow down' }),
  'datasets/hang': () => undefined,
  'datasets/drip': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  },
  'datasets/large': (_request, response) => sendJson(response, 200, { name: 'x'.repeat(2 * MIB) }),
  'datasets/bomb': (_request, response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify({ name: 'x'.repeat(20 * MIB) }))),
  'datasets/to_private': sendTo('http://169.254.169.254/latest/meta-data/'),
  'datasets/to_other': sendTo('https://data.example.org/one'),
  'datasets/renamed': sendTo('/v2/datasets/one?schema=aiod'),
  'data/weather.csv': sendContent,
  'data/b.csv': sendContent,
  'data/gone': (_request, response) => sendJson(response, 410, {}),
  'data/broken': (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('half');
    setTimeout(() => response.destroy(), 20);
  },
  'data/endless': (_request, response) => sendEndless(response),
  'data/large': (_request, response) => void response.writeHead(200).end(Buffer.alloc(MIB)),
  'data/bomb': (_request, response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20 * MIB))),
  'data/zipped': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(CONTENT)),
  'data/to_private': sendTo('https://192.168.1.1/x'),
  'data/to_loopback': sendTo('http://127.0.0.1:1/x'),
  'data/to_file': sendTo('file:///etc/passwd'),
  'data/loop': sendTo('/data/loop'),
  'data/moved': sendTo('/data/weather.csv'),
};
