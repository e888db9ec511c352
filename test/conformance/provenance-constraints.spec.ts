// The referee is ProvToolbox: it validates against PROV-CONSTRAINTS (W3C Recommendation of 30 April 2013).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DocumentBuilder, writeText, type ProvDocument } from '../../src/prov';
import { RUN_RECORDS } from '../factories/run-records';

const run = promisify(execFile);
const CACHE = process.env['REPROV_CACHE'] ?? join(homedir(), '.cache', 'reprov');
const LIBRARIES = join(CACHE, 'provtoolbox-2.2.1');

async function fetchLibraries(): Promise<void> {
  if (existsSync(LIBRARIES)) return;
  await mkdir(CACHE, { recursive: true });
  const incomplete = await mkdtemp(join(CACHE, 'provtoolbox-'));
  const pom = join(__dirname, 'prov-toolbox.pom.xml');
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${incomplete}`]);
  await rename(incomplete, LIBRARIES);
}

/** A bundle is validated on its own, as its statements are a document of their own (PROV-CONSTRAINTS, 6.2). */
function parts({ namespaces, records, bundles }: ProvDocument): ProvDocument[] {
  return [
    { namespaces, records, bundles: [] },
    ...bundles.map((bundle) => ({ namespaces, records: bundle.records, bundles: [] })),
  ];
}

/** An activity that ends at two times: constraint 22 is broken. */
function invalid(): ProvDocument {
  return new DocumentBuilder({ ex: 'http://example.org/' })
    .activity('ex:a', null, '2026-01-05T10:00:00Z')
    .activity('ex:a', null, '2026-01-05T11:00:00Z')
    .build();
}

describe('ProvToolbox', () => {
  let folder: string;

  /** The first word of each verdict: VALID, INVALID or ERROR. */
  async function validate(documents: readonly ProvDocument[]): Promise<string[]> {
    const files = documents.map((_, index) => join(folder, `${index}.provn`));
    await Promise.all(documents.map((document, index) => writeFile(files[index]!, writeText(document, 'provn'))));
    const program = join(__dirname, 'ValidateProv.java');
    const { stdout } = await run('java', ['-cp', join(LIBRARIES, '*'), program, ...files]);
    return stdout.trim().split('\n');
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prov-constraints-'));
    await fetchLibraries();
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('finds every part of every record valid, and knows what is not', async () => {
    const documents = RUN_RECORDS.flatMap(([, document]) => parts(document));
    const verdicts = await validate([...documents, invalid()]);
    const names = RUN_RECORDS.flatMap(([name]) => [`${name}, about it`, name]);
    expect(verdicts.slice(0, -1).map((verdict, index) => `${names[index]}: ${verdict.replace(/ .*\.provn/, '')}`)).toEqual(
      names.map((name) => `${name}: VALID cycles=0 failedMerges=0 types=0 malformed=false`),
    );
    expect(verdicts.at(-1)).toMatch(/^INVALID/);
  }, 120_000);
});
