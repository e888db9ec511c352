// Another client, in a process of its own: asks for one address again and again until its input ends, then tells how long it waited.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { summary } from './summary.mjs';

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { url, headers, everyMilliseconds } = JSON.parse((await input.next()).value);
let done = false;
void input.next().then(() => (done = true));

const { origin, pathname, search } = new URL(url);
const client = new Client(origin);

async function ask() {
  const began = performance.now();
  const { statusCode, body } = await client.request({ method: 'GET', path: pathname + search, headers });
  await body.dump();
  if (statusCode !== 200) throw new Error(`${url} was answered with ${statusCode}`);
  return performance.now() - began;
}

for (let warmUp = 0; warmUp < 20; warmUp += 1) await ask();
process.stdout.write('asking\n');
const waited = [];
while (!done || waited.length === 0) {
  const took = await ask();
  waited.push(took);
  if (took < everyMilliseconds) await sleep(everyMilliseconds - took);
}
process.stdout.write(`${JSON.stringify(summary(waited))}\n`);
await client.close();
