import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

const PIECE_BYTES = 1024;

const require = createRequire(import.meta.url);
require('../fakes/typescript-hook.cjs');
const { FakeReana } = require('../fakes/fake-reana.ts');
export const { logsOf } = require('../fakes/fake-run.ts');

/** Does the work while the API follows runs at the fake REANA of the tests; `settings`: what the API is told beside its address. */
export async function onFakeReana(environment, settings, work) {
  const reana = await FakeReana.start();
  const serve = reana.serve.bind(reana);
  reana.serve = (request, response) => sendsFile(reana, request, response) || serve(request, response);
  await restart(environment, { REANA_SERVER_URL: reana.url, REANA_ACCESS_TOKEN: reana.token, ...settings });
  try {
    return await work(reana);
  } finally {
    await restart(environment);
    await reana.close();
  }
}

async function restart(environment, settings) {
  await environment.stopApi();
  await environment.startApi(settings);
}

/** Every answer of the fake but a file takes so long. */
export function slow(reana, milliseconds) {
  reana.breakNext({ path: /./, kind: 'latency', milliseconds, times: Infinity });
}

/** A file goes out as it does at REANA: in small pieces, its size untold. False: it is not asked for one. */
function sendsFile(reana, { method, url }, response) {
  const [, id, path] = /^\/api\/workflows\/([^/]+)\/workspace\/([^?]+)/.exec(url) ?? [];
  const content = method === 'GET' && path && reana.runs.get(id)?.files.get(decodeURIComponent(path));
  if (!content) return false;
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  Readable.from(pieces(content), { objectMode: false }).pipe(response);
  return true;
}

function* pieces(content) {
  for (let at = 0; at < content.length; at += PIECE_BYTES) yield content.subarray(at, at + PIECE_BYTES);
}
