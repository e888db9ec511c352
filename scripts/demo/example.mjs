import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { start, whatItSaid } from '../running/processes.mjs';
import { Failure } from '../setup/failure.mjs';
import { PYTHON, ROOT } from '../setup/places.mjs';
import { Progress } from './progress.mjs';

const POLL_MILLISECONDS = 500;
const PATIENCE_MILLISECONDS = 180_000;
const ENDED = ['finished', 'failed', 'stopped', 'deleted'];

/** Registers and executes one example and leaves its outputs and its provenance in `target`. */
export async function runExample(api, name, { target, logs }) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const folder = join(ROOT, 'examples', name);
  const files = ['data', 'tools', 'scripts'].flatMap((part) => readdirSync(join(folder, part)).map((file) => `${part}/${file}`));
  const registryId = await api.register({
    name,
    spec: join(folder, 'workflow.cwl'),
    job: join(folder, 'job.yml'),
    files: files.map((path) => [path, join(folder, path)]),
  });
  const executionId = await api.execute(registryId);
  await followToEnd(api, executionId, new Progress(name));
  await fetchOutputs(api, executionId, { target, logs });
  await api.capture(executionId);
  await fetchProvenance(api, executionId, target);
  compareOutputs(name, join(folder, 'expected'), join(target, 'outputs'));
}

async function followToEnd(api, id, progress) {
  const giveUp = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const execution = await api.execution(id);
    progress.show(execution);
    if (execution.status === 'finished') return;
    if (ENDED.includes(execution.status))
      throw new Failure(`The execution ended ${execution.status}: ${execution.failure?.message ?? 'no reason given'}`);
    if (Date.now() > giveUp) throw new Failure(`The execution did not end within ${PATIENCE_MILLISECONDS / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

async function fetchOutputs(api, id, { target, logs }) {
  const zip = join(target, 'outputs.zip');
  await api.download(`/workflow_execution/outputs/${id}`, zip);
  const log = join(logs, 'unzip.log');
  const { code } = await start('Unpacking', [PYTHON, '-m', 'zipfile', '-e', zip, join(target, 'outputs')], { log }).ended;
  if (code !== 0) throw new Failure(`The outputs could not be unpacked: ${whatItSaid(log)}.`);
  rmSync(zip);
}

async function fetchProvenance(api, id, target) {
  const at = (suffix) => join(target, `provenance.${suffix}`);
  await api.download(`/provenance/draw/${id}`, at('png'));
  await api.download(`/provenance/draw/${id}?format=svg`, at('svg'));
  await api.download(`/provenance/json/${id}`, at('json'));
  await api.download(`/provenance/export/${id}?format=provn`, at('provn'));
}

function compareOutputs(name, expected, outputs) {
  for (const file of readdirSync(expected)) {
    const path = join(outputs, file);
    if (!existsSync(path) || !readFileSync(path).equals(readFileSync(join(expected, file))))
      throw new Failure(`The output ${path} is not the expected one, examples/${name}/expected/${file}.`);
  }
}
