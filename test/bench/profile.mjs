import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket, request } from 'undici';

const HOTTEST = 15;

/** A CPU profile of the API's main thread while `work` is done: written to `file`, its hottest functions printed. */
export async function profiled({ port, folder, name }, work) {
  const { body } = await request(`http://127.0.0.1:${port}/json/list`);
  const [target] = await body.json();
  const session = await connected(target.webSocketDebuggerUrl);
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  try {
    return await work();
  } finally {
    const { profile } = await session.post('Profiler.stop');
    session.close();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    console.log(`${name}: where the time of the API's main thread went\n${hottest(profile).join('\n')}`);
  }
}

/** Self time by function; what is at rest is no work. */
function hottest({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent = new Map();
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id);
    const place = url === '' ? '' : ` ${url.replace(/^.*\/(?=node_modules\/|dist\/)/, '')}:${lineNumber + 1}`;
    const key = `${functionName || '(anonymous)'}${place}`;
    spent.set(key, (spent.get(key) ?? 0) + timeDeltas[index]);
  }
  spent.delete('(idle)');
  const total = [...spent.values()].reduce((sum, one) => sum + one, 0);
  const order = [...spent].sort(([, one], [, other]) => other - one).slice(0, HOTTEST);
  return order.map(([key, microseconds]) => `  ${((100 * microseconds) / total).toFixed(1).padStart(5)} %  ${key}`);
}

async function connected(url) {
  const socket = new WebSocket(url);
  const waiting = new Map();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.resolve(result);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The API ended while it was profiled.'));
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`The inspector at ${url} cannot be reached.`)));
  });
  let last = 0;
  return {
    post: (method, params = {}) =>
      new Promise((resolve, reject) => {
        const id = (last += 1);
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    close: () => socket.close(),
  };
}
