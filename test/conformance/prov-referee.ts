// The Python PROV library as a referee, in a virtual environment of its own that is made on first use.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeText, type ProvDocument } from '../../src/prov';

const run = promisify(execFile);
const VENV = join(process.env['REPROV_CACHE'] ?? join(homedir(), '.cache', 'reprov'), 'prov-venv');

/** What prov-python.py says of a document. */
export interface Verdict {
  readonly equal: boolean;
  readonly records: readonly [fromJson: number, fromN: number];
}

export async function installReferee(): Promise<void> {
  if (['prov-compare', 'jsonschema'].every((program) => existsSync(join(VENV, 'bin', program)))) return;
  await run('python3', ['-m', 'venv', VENV]);
  await run(join(VENV, 'bin', 'pip'), ['install', '--quiet', 'prov[rdf,xml,dot]==3.2.3', 'jsonschema']);
}

/** Reads the document as PROV-JSON and as strict PROV-N. */
export async function judge(document: ProvDocument): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'prov-referee-'));
  try {
    const [json, n] = [join(folder, 'document.json'), join(folder, 'document.provn')];
    await writeFile(json, writeText(document, 'json'));
    await writeFile(n, writeText(document, 'provn'));
    const script = join(__dirname, 'prov-python.py');
    const { stdout } = await run(join(VENV, 'bin', 'python'), ['-W', 'error', script, '-', json, n]);
    return JSON.parse(stdout) as Verdict;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
