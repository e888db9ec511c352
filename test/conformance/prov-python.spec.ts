// The referee is the Python PROV library: it must read what we write, and find the formats equal.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writeText, type ProvDocument } from '../../src/prov';
import { everyKind, recordOfOneStep } from './prov-documents';

const run = promisify(execFile);
const VENV = join(process.env.REPROV_CACHE ?? join(homedir(), '.cache', 'reprov'), 'prov-venv');
const PYTHON = join(VENV, 'bin', 'python');
const SHARED = process.env.REPROV_SHARED ?? resolve(__dirname, '../../../shared');
const SCHEMA = join(SHARED, 'data/prov/schemas/prov-json.schema.json');

/** What prov-python.py says of a document; `schemaFaults` is null where no schema is at hand. */
interface Verdict {
  equal: boolean;
  records: [fromJson: number, fromN: number];
  schemaFaults: string[] | null;
}

async function installReferee(): Promise<void> {
  if (['prov-compare', 'jsonschema'].every((program) => existsSync(join(VENV, 'bin', program)))) return;
  await run('python3', ['-m', 'venv', VENV]);
  await run(join(VENV, 'bin', 'pip'), ['install', '--quiet', 'prov[rdf,xml,dot]==3.2.3', 'jsonschema']);
}

function countRecords(document: ProvDocument): number {
  return document.records.length + document.bundles.reduce((count, { records }) => count + records.length, 0);
}

describe('the Python PROV library', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prov-python-'));
    await installReferee();
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function judge(name: string, document: ProvDocument): Promise<Verdict> {
    const [json, n] = [join(folder, `${name}.json`), join(folder, `${name}.provn`)];
    await writeFile(json, writeText(document, 'json'));
    await writeFile(n, writeText(document, 'provn'));
    const script = join(__dirname, 'prov-python.py');
    const { stdout } = await run(PYTHON, ['-W', 'error', script, existsSync(SCHEMA) ? SCHEMA : '-', json, n]);
    return JSON.parse(stdout) as Verdict;
  }

  it.each([
    ['a record of every kind', everyKind()],
    ['the record of a run of one step', recordOfOneStep()],
  ])(
    'reads %s as PROV-JSON and as strict PROV-N, and finds them equal',
    async (_, document) => {
      const verdict = await judge('document', document);
      const count = countRecords(document);
      expect(verdict).toMatchObject({ equal: true, records: [count, count] });
    },
    60_000,
  );

  // The schema of the submission knows neither mentionOf nor a record that stands twice under one identifier.
  (existsSync(SCHEMA) ? it : it.skip)(
    'finds the record of a run of one step valid under the JSON schema of the submission',
    async () => {
      const { schemaFaults } = await judge('schema', recordOfOneStep());
      expect(schemaFaults).toEqual([]);
    },
    60_000,
  );
});
