import { spawnSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { Failure } from '../../../scripts/setup/failure.mjs';
import { PYTHON } from '../../../scripts/setup/places.mjs';
import { smallWorkflow } from '../documents.mjs';
import { forgetHighest, resident } from '../measure.mjs';

const MEGABYTE = 1e6;
const LARGE = { count: 10, bytes: 100 * MEGABYTE };
const SMALL = { count: 20, bytes: 50 * MEGABYTE };
const TOTAL_BYTES = LARGE.count * LARGE.bytes;
const REST_MILLISECONDS = 3000;
/** Reads the whole archive, each file against its CRC. */
const CHECK = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    files = archive.infolist()
    print(archive.testzip(), len(files), sum(file.file_size for file in files))`;

/** Outputs of 1 GB as a zip: large files, which are streamed from REANA, and smaller ones, which are kept here. */
export const outputsZip = {
  name: 'outputs-zip',
  title: 'zip of 1 GB of outputs',
  onFakeReana: { MAX_KEPT_FILE_BYTES: String(SMALL.bytes), MAX_KEPT_EXECUTION_BYTES: String(TOTAL_BYTES) },
  async measure(bench) {
    const name = `bench-outputs-${Date.now().toString(36)}`;
    const registryId = await bench.service.register(name, smallWorkflow(name));
    const content = randomBytes(LARGE.bytes + SMALL.count * MEGABYTE);
    const figures = [];
    for (const [where, files] of Object.entries({ 'at REANA': LARGE, 'kept here': SMALL })) {
      const id = await executionWith(bench, registryId, { content, ...files });
      figures.push(...(await measureZip(bench, { id, where, files: files.count })));
    }
    return figures;
  },
};

async function executionWith({ service, reana }, registryId, { content, count, bytes }) {
  reana.onStart = ({ id, files }) => {
    for (let index = 0; index < count; index += 1)
      files.set(`outputs/part-${index}.bin`, content.subarray(index * MEGABYTE, index * MEGABYTE + bytes));
    reana.end(id, 'finished', {}, [{ name: 'say' }]);
  };
  const id = await service.execute(registryId);
  await service.ended(id, { everyMilliseconds: 200, status: 'finished' });
  return id;
}

async function measureZip({ service, environment }, { id, where, files }) {
  await sleep(REST_MILLISECONDS);
  const path = join(environment.folder, 'outputs.zip');
  const before = resident(environment.pid).now;
  forgetHighest(environment.pid);
  const [began, computed] = [performance.now(), environment.apiSeconds()];
  await download(`${service.baseUrl}/workflow_execution/outputs/${id}`, await service.headers(), path);
  const seconds = (performance.now() - began) / 1000;
  const { highest } = resident(environment.pid);
  check(path, files);
  rmSync(path);
  return [
    { what: `${where} (${files} files): resident before`, value: before, unit: 'MB' },
    { what: `${where}: growth to the highest`, value: highest - before, unit: 'MB', atMost: 60 },
    { what: `${where}: rate`, value: TOTAL_BYTES / MEGABYTE / seconds, unit: 'MB/s' },
    { what: `${where}: computing time of the API`, value: environment.apiSeconds() - computed, unit: 's' },
  ];
}

async function download(url, headers, path) {
  const { statusCode, body } = await request(url, { headers });
  if (statusCode !== 200) throw new Failure(`GET ${url} was answered with ${statusCode}: ${await body.text()}`);
  await pipeline(piecesOf(body), createWriteStream(path));
}

/** Read piece by piece: undici 7 slows down when such a body is piped to a slower stream. */
async function* piecesOf(body) {
  yield* body;
}

function check(path, files) {
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', CHECK, path], { encoding: 'utf8' });
  if (stdout.trim() !== `None ${files} ${TOTAL_BYTES}`) throw new Failure(`The zip is not whole: ${stdout}${stderr}`);
}

/** Bytes that no packer makes smaller, the same in every run. */
function randomBytes(bytes) {
  return createCipheriv('aes-256-ctr', Buffer.alloc(32), Buffer.alloc(16)).update(Buffer.alloc(bytes));
}
