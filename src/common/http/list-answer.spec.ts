import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { sendList } from './list-answer';

const ITEM = { text: 'x'.repeat(200) };

describe('long lists', () => {
  let server: Server;
  let produced = 0;
  const errors: unknown[] = [];

  async function* batches(count: number, failAt = Infinity): AsyncGenerator<object[]> {
    for (produced = 0; produced < count;) {
      if (produced === failAt) throw new Error('the database is gone');
      produced += 1;
      yield Array.from({ length: 1000 }, () => ITEM);
      await sleep(0);
    }
  }

  beforeAll(async () => {
    const app = express();
    app.get('/list/:count', (request, response) => {
      const list = {
        kind: 'whole' as const,
        batches: batches(Number(request.params.count), Number(request.query['fail'] ?? Infinity)),
      };
      sendList({ request, response, stallSeconds: 0.3 }, 'Here', list, (item) => item).catch((error: unknown) => {
        errors.push(error);
        if (!response.headersSent) response.status(503).end();
      });
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());
  const url = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

  it.each([0, 1, 3])('%d batches make one JSON document', async (count) => {
    const answer = (await (await fetch(url(`/list/${count}`))).json()) as { data: unknown[] };
    expect(answer).toMatchObject({ success: true, code: 200, message: 'Here', error_code: null });
    expect(answer.data).toHaveLength(count * 1000);
  });

  it('answers a failure before the first batch with its status', async () => {
    expect((await fetch(url('/list/3?fail=0'))).status).toBe(503);
  });

  it('resets the connection on a failure half-way, so that no half list looks whole', async () => {
    const answer = await fetch(url('/list/3?fail=2'));
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(errors.at(-1)).toMatchObject({ message: 'the database is gone' });
  });

  it('reads no further than the client takes, and cuts off a client that takes nothing', async () => {
    const cut = new Promise<boolean>((resolve) => {
      server.once('request', (_request, response) => response.once('close', () => resolve(!response.writableFinished)));
    });
    const client = httpRequest(url('/list/200'), (response) => response.pause()).on('error', () => undefined);
    client.end();
    expect(await cut).toBe(true);
    expect(produced).toBeLessThan(100);
    client.destroy();
  });
});
