import { Readable } from 'node:stream';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import express from 'express';
import type { Archive } from './archive.service';
import { sendZip } from './zip-answer';

describe('sendZip', () => {
  let server: Server;
  let archive: Archive;
  let failure: unknown;

  beforeEach(async () => {
    failure = null;
    const app = express();
    app.get('/', (_request, response) => void sendZip(response, archive).catch((error: unknown) => (failure = error)));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const entry = (path: string, open: () => Promise<Readable>) => ({ path, modifiedAt: new Date('2026-01-01'), open });
  const of = (text: string) => () => Promise.resolve(Readable.from([Buffer.from(text)]));
  const get = () => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  it('streams the files under names that stay inside of the folder', async () => {
    archive = { name: 'outputs-1.zip', entries: [entry('a/b.txt', of('hello')), entry('../../etc/x', of('no'))] };
    const response = await get();
    const bytes = Buffer.from(await response.arrayBuffer()).toString('latin1');
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="outputs-1.zip"');
    expect(bytes.startsWith('PK')).toBe(true);
    expect(bytes).toContain('a/b.txt');
    expect(bytes).not.toContain('..');
  });

  it.each<[string, () => Promise<Readable>]>([
    ['cannot be opened', () => Promise.reject(new Error('gone'))],
    [
      'breaks off',
      () =>
        Promise.resolve(
          Readable.from(
            (function* () {
              yield Buffer.from('half');
              throw new Error('broken');
            })(),
          ),
        ),
    ],
  ])('ends the connection when a file %s, so that no half archive looks whole', async (_, open) => {
    archive = { name: 'x.zip', entries: [entry('a.txt', of('x'.repeat(100_000))), entry('b.txt', open)] };
    await expect(get().then((response) => response.arrayBuffer())).rejects.toThrow();
    expect(failure).toBeInstanceOf(Error);
  });

  it('stops reading when the client goes away', async () => {
    let closed = false;
    const endless = new Readable({
      read: () => void endless.push(Buffer.alloc(65_536, Math.random() * 255)),
      destroy: (error, done) => {
        closed = true;
        done(error);
      },
    });
    archive = { name: 'x.zip', entries: [entry('a.bin', () => Promise.resolve(endless))] };
    const stop = new AbortController();
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { signal: stop.signal });
    stop.abort();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(closed).toBe(true);
    expect(failure).toBeNull();
  });
});
