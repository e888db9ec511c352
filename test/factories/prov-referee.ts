// The Python PROV library as a referee, in a virtual environment of its own that is made on first use.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writeText, type ProvDocument } from '../../src/prov';
import { ensureVenv, venvFolder } from './python-venv';

const run = promisify(execFile);
const VENV = 'prov-venv';
const SHARED = process.env['REPROV_SHARED'] ?? resolve(__dirname, '../../../shared');
/** The JSON schema of the submission; it knows neither mentionOf nor a record that stands twice under one identifier. */
export const PROV_JSON_SCHEMA = join(SHARED, 'data/prov/schemas/prov-json.schema.json');

/** What the referee says of a document; `schemaFaults` is null where no schema is at hand. */
export interface Verdict {
  readonly equal: boolean;
  readonly records: readonly [fromJson: number, fromN: number];
  readonly schemaFaults: readonly string[] | null;
}

export async function installReferee(): Promise<void> {
  await ensureVenv(VENV, [['prov[rdf,xml,dot]==3.2.3', 'jsonschema']]);
}

export function judge(document: ProvDocument): Promise<Verdict> {
  return judgeTexts({ json: writeText(document, 'json'), provn: writeText(document, 'provn') });
}

/** Reads one document as PROV-JSON and as strict PROV-N, warnings being errors, and compares the two. */
export async function judgeTexts({ json, provn }: { json: string; provn: string }): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'prov-referee-'));
  try {
    const files = [join(folder, 'document.json'), join(folder, 'document.provn')] as const;
    await writeFile(files[0], json);
    await writeFile(files[1], provn);
    const script = join(__dirname, 'prov-referee.py');
    const schema = existsSync(PROV_JSON_SCHEMA) ? PROV_JSON_SCHEMA : '-';
    const { stdout } = await run(join(venvFolder(VENV), 'bin', 'python'), ['-W', 'error', script, schema, ...files]);
    return JSON.parse(stdout) as Verdict;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
