import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { sendEvents, type StreamedEvent } from './event-stream';

const DATA = JSON.stringify({ text: 'x'.repeat(300) });

describe('sendEvents', () => {
  let server: Server;
  let controller: AbortController;
  let batches: AsyncIterable<readonly StreamedEvent[]>;
  let sent: Promise<void>;

  beforeEach(async () => {
    controller = new AbortController();
    const options = { heartbeatMilliseconds: 30, stallSeconds: 0.3 };
    const app = express();
    app.get('/', (_request, response) => {
      sent = sendEvents(response, { batches, controller, options });
      sent.catch(() => undefined);
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const batch = (first: number, count = 1): StreamedEvent[] =>
    Array.from({ length: count }, (_, index) => ({ id: first + index, event: 'state', data: DATA }));
  const aborted = (): Promise<void> =>
    new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve(), { once: true }));
  const raw = (method = 'GET'): Promise<IncomingMessage> =>
    new Promise((resolve) =>
      httpRequest(url(), { method }, resolve)
        .on('error', () => undefined)
        .end(),
    );

  it('writes each event with its number, its kind and its data, and ends after the last', async () => {
    batches = (async function* () {
      yield [
        { id: 7, event: 'state', data: '{"a":1}' },
        { id: 8, event: 'step', data: '{}' },
      ];
      await sleep(0);
      yield [{ id: 8, event: 'end', data: '{"a":2}' }];
    })();
    const answer = await fetch(url());
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(await answer.text()).toBe(
      'retry: 2000\n\nid: 7\nevent: state\ndata: {"a":1}\n\nid: 8\nevent: step\ndata: {}\n\nid: 8\nevent: end\ndata: {"a":2}\n\n',
    );
    await sent;
    expect(controller.signal.aborted).toBe(true);
  });

  it('writes a comment now and then while there is nothing to tell, and no more when it is over', async () => {
    batches = (async function* () {
      await aborted();
      yield* [];
    })();
    const text = fetch(url()).then((answer) => answer.text());
    await sleep(150);
    controller.abort();
    const comments = (await text).replace('retry: 2000\n\n', '').split('\n\n');
    expect(comments.length).toBeGreaterThan(2);
    expect(new Set(comments.slice(0, -1))).toEqual(new Set([':']));
    await sleep(60);
  });

  it('tells its source when the client has gone', async () => {
    batches = (async function* () {
      yield batch(1);
      await aborted();
    })();
    const response = await raw();
    response.once('data', () => response.destroy());
    await aborted();
    await sent;
  });

  it('reads no further than the client takes, and cuts off a client that takes nothing', async () => {
    let made = 0;
    batches = (async function* () {
      for (; made < 1000; made += 1) {
        yield batch(made * 500, 500);
        await sleep(0);
      }
    })();
    const response = await raw();
    response.pause();
    const before = process.memoryUsage().rss;
    await aborted();
    await sent;
    expect(made).toBeLessThan(100);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 2 ** 20);
    expect(response.complete).toBe(false);
  });

  it('ends at once when it is aborted while a client takes nothing', async () => {
    batches = (async function* () {
      for (let first = 1; ; first += 500) {
        yield batch(first, 500);
        await sleep(0);
      }
    })();
    const response = await raw();
    response.pause();
    await sleep(100);
    const began = Date.now();
    controller.abort();
    await sent;
    expect(Date.now() - began).toBeLessThan(150);
    response.destroy();
  });

  it('breaks the connection off when the next events cannot be read, so that the client comes back', async () => {
    batches = (async function* () {
      yield batch(1);
      await sleep(10);
      throw new Error('the database is gone');
    })();
    await expect(fetch(url()).then((answer) => answer.text())).rejects.toThrow();
    await expect(sent).rejects.toThrow('the database is gone');
  });

  it('has no body for HEAD', async () => {
    batches = (async function* () {
      if (!controller.signal.aborted) await aborted();
      yield* [];
    })();
    const response = await raw('HEAD');
    response.resume();
    await sent;
    expect(response.statusCode).toBe(200);
  });
});
