import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { sendPieces } from './streamed-answer';

describe('long answers', () => {
  let server: Server;
  let source: () => AsyncIterable<string>;
  let failure: unknown;
  let ended = false;

  beforeAll(async () => {
    const app = express();
    app.get('/', (_request, response) => {
      sendPieces({ response, stallSeconds: 0.3 }, { 'content-type': 'text/plain', 'x-kind': 'long' }, source()).catch(
        (error: unknown) => {
          failure = error;
          if (!response.headersSent) response.status(503).end();
        },
      );
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    [failure, ended] = [null, false];
  });
  afterAll(() => server.close());

  async function* pieces(count: number, { text = 'x', failAt = Infinity } = {}): AsyncGenerator<string> {
    try {
      for (let index = 0; index < count; index += 1) {
        if (index === failAt) throw new Error('gone');
        yield text;
        await sleep(0);
      }
    } finally {
      ended = true;
    }
  }
  const get = (init: RequestInit = {}) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init);

  it.each([0, 1, 5])('%d pieces make one answer with its headers', async (count) => {
    source = () => pieces(count);
    const answer = await get();
    expect([answer.status, answer.headers.get('x-kind'), await answer.text()]).toEqual([200, 'long', 'x'.repeat(count)]);
  });

  it('leaves a failure before the first piece to whoever answers it', async () => {
    source = () => pieces(3, { failAt: 0 });
    const answer = await get();
    expect([answer.status, answer.headers.get('x-kind')]).toEqual([503, null]);
  });

  it('resets the connection on a failure half-way', async () => {
    source = () => pieces(3, { failAt: 2 });
    await expect(get().then((answer) => answer.text())).rejects.toThrow();
    expect(failure).toMatchObject({ message: 'gone' });
  });

  it('makes no more when the client goes away', async () => {
    source = () => pieces(Infinity);
    const stop = new AbortController();
    await get({ signal: stop.signal });
    stop.abort();
    for (let waited = 0; !ended && waited < 5000; waited += 20) await sleep(20);
    expect([ended, failure]).toEqual([true, null]);
  });

  it('cuts off a client that takes nothing', async () => {
    source = () => pieces(Infinity, { text: 'x'.repeat(100_000) });
    const answer = await get();
    for (let waited = 0; !ended && waited < 5000; waited += 20) await sleep(20);
    expect([ended, failure]).toEqual([true, null]);
    await expect(answer.text()).rejects.toThrow();
  });
});
