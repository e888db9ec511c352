import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { unzip } from '../../test/factories/archive';
import type { Archive } from './archive.service';
import { wholeFile } from './whole-file';
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

  it.each<[string, () => Readable]>([
    [
      'is shorter than it was listed',
      () => wholeFile(Readable.from([Buffer.from('half')]), { path: 'b.txt', size: 10, sha256: null, mayGrow: false }),
    ],
    [
      'stops without a word',
      () => {
        const silent = new Readable({ read: () => void setTimeout(() => silent.destroy(), 10) });
        return silent;
      },
    ],
  ])('ends the connection when a file %s', async (_, open) => {
    const entries = [entry('a.txt', of('whole')), entry('b.txt', () => Promise.resolve(open())), entry('c.txt', of('later'))];
    archive = { name: 'x.zip', entries };
    await expect(get().then((response) => response.arrayBuffer())).rejects.toThrow();
    expect(failure).toBeInstanceOf(Error);
  });

  it('gives files of the same name names of their own', async () => {
    const paths = ['a.txt', './a.txt', '../a.txt', 'C:/b', '..'];
    archive = { name: 'x.zip', entries: paths.map((path) => entry(path, of(path))) };
    expect(await unzip(await get())).toEqual({
      'a.txt': 'a.txt',
      'a_2.txt': './a.txt',
      'a_3.txt': '../a.txt',
      '_/b': 'C:/b',
      file: '..',
    });
  });

  it('keeps little in memory, however slowly the client takes it', async () => {
    let read = 0;
    const block = randomBytes(1024 * 1024); // noise, so that it is as large compressed
    const large = new Readable({ read: () => void large.push((read += 1) > 100 ? null : block) });
    archive = { name: 'x.zip', entries: [entry('a.bin', () => Promise.resolve(large))] };
    const response = await get(); // kept whole: fetch gives up a body whose response nobody holds any more
    await sleep(500);
    expect(read).toBeLessThan(40);
    let size = 0;
    for await (const bytes of response.body!) size += (bytes as Uint8Array).length;
    expect([read, size > 100 * 1024 * 1024]).toEqual([101, true]);
  });

  it('lets go of a file that was being opened when the client went away', async () => {
    const late = Readable.from([Buffer.from('x')]);
    let give = (_body: Readable): void => undefined;
    archive = { name: 'x.zip', entries: [entry('a.bin', () => new Promise((resolve) => (give = resolve)))] };
    const stop = new AbortController();
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { signal: stop.signal }).catch(() => undefined);
    stop.abort();
    await sleep(100);
    give(late);
    await sleep(20);
    expect(late.destroyed).toBe(true);
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
