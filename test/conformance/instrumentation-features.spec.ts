import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readStepRecords, type StepRecord, toolCommand } from '../../src/cwl';
import { CwltoolLog } from '../../src/embedded/reana/cwltool.log';
import { contents, CWLTOOL, FEATURES, instrumented, NONCE, readFeature, runDocument } from './instrumentation-runs';

/** Tool, exit code, files used > files generated; `...` where the record says that there may be others. */
const RECORDS: Record<string, string[]> = {
  'arguments-only': ['arguments-only.cwl 0 one.txt > out.txt'],
  'array-bindings': ['array-bindings.cwl 0 one.txt two.txt three.txt > out.txt'],
  'both-streams': ['both-streams.cwl 127 > out.txt err.txt'],
  'directory-input': ['directory-input.cwl 0 a.txt b.txt h.txt > list.txt'],
  'directory-output': [
    'make.cwl 0 > made/inner/deep/two.txt made/one.txt made/.hidden',
    'list.cwl 0 two.txt one.txt .hidden > list.txt',
  ],
  'empty-files': ['make.cwl 0 > empty.txt', 'copy.cwl 0 empty.txt > copy.txt'],
  environment: ['environment.cwl 0 > environment.txt'],
  expressions: ['show.cwl 0 > shown.txt'],
  'failing-step': ['failing-step.cwl 3 > made.txt'],
  'file-names': [`file-names.cwl 0 blümchen-雪.txt > größe 雪.txt [x].dat a b.dat it's.dat`],
  'initial-work-dir': ['initial-work-dir.cwl 0 one.txt renamed.txt > all.txt one.txt renamed.txt config.ini'],
  'javascript-files': ['javascript-files.cwl 0 one.txt two.txt three.txt > ...'],
  'optional-inputs': ['optional-inputs.cwl 0 one.txt ... > out.txt'],
  'output-evaluation': ['output-evaluation.cwl 0 one.txt > answer.num one.copy'],
  'output-object': ['output-object.cwl 0 > cwl.output.json ...'],
  'program-not-builtin': ['program-not-builtin.cwl 0 > out.txt'],
  records: ['split.cwl 0 three.txt one.txt ... > left.txt label.txt'],
  'scatter-dotproduct': ['join.cwl 0 one.txt > first.txt', 'join.cwl 0 two.txt > second.txt', 'join.cwl 0 three.txt > third.txt'],
  'scatter-gather': [
    ...Array<string>(4).fill('cell.cwl 0 > cell.txt'),
    'gather.cwl 0 cell.txt cell.txt cell.txt cell.txt > all.txt',
  ],
  'scatter-nested-crossproduct': ['a_1', 'a_2', 'b_1', 'b_2'].map((cell) => `cell.cwl 0 > cell_${cell}.txt`),
  'secondary-files': ['secondary-files.cwl 0 one.txt one.txt.idx one.head > copy.txt copy.txt.idx copy.head'],
  'shell-command': ['shell-command.cwl 4 three.txt > out.txt err.txt sorted.txt'],
  'shell-quoting': ['shell-quoting.cwl 0 one.txt > words.txt'],
  'stderr-only': ['stderr-only.cwl 0 > messages.txt'],
  'stdin-stdout': ['stdin-stdout.cwl 0 three.txt > stdin-stdout.cwl.stdout'],
  'sub-workflow': ['count 0 two.txt > counted.txt', 'sort 0 counted.txt > sorted.txt', 'count 0 sorted.txt > counted.txt'],
  'success-codes': ['success-codes.cwl 3 > made.txt'],
  'time-limit': ['time-limit.cwl 0 > goodbye.txt'],
  variables: ['env.cwl 0 > all.txt', 'names.cwl 0 all.txt > names.txt', 'sort.cwl 0 names.txt > sorted.txt'],
  when: ['high.cwl 0 > high.txt'],
  'working-folder': ['fill.cwl 0 > out.log err.log one.txt .config/two', 'look.cwl 0 err.log one.txt out.log two > list.txt'],
};

/** Those whose copy with the script as a file differs in more than the script. */
const UPLOADED = [
  'both-streams',
  'javascript-files',
  'initial-work-dir',
  'records',
  'scatter-gather',
  'secondary-files',
  'shell-command',
  'shell-quoting',
];

function shown({ tool, exitCode, used, generated, usedIsComplete, generatedIsComplete }: StepRecord): string {
  const words = [tool, exitCode, ...used.map(({ path }) => basename(path)), ...(usedIsComplete ? [] : ['...']), '>'];
  return [...words, ...generated.map(({ path }) => path), ...(generatedIsComplete ? [] : ['...'])].join(' ');
}

/** The commands of the jobs as people see them, without redirections and the names of temporary folders. */
function commands(log: string, workspace: string): string[] {
  const reader = new CwltoolLog();
  reader.push(log);
  reader.end();
  return reader.jobs.map(({ command }) =>
    toolCommand(command)
      .replaceAll(workspace, '')
      .replace(/\/(out|tmp)\/\w{8}|\bstg[0-9a-f-]{36}/g, '$1')
      .replace(/\/[a-z0-9_]{8}(?= )/g, '')
      .replace(/^\/bin\/sh -c /, '')
      .replace(/( 2?> \S+)+$/, ''),
  );
}

describe('a document with measurements', () => {
  let folder: string;

  beforeAll(() => {
    if (!existsSync(CWLTOOL))
      throw new Error(`This test needs cwltool at ${CWLTOOL}: run \`make setup\`, or point CWLTOOL at one.`);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'instrumentation-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is tried with every feature', () => {
    const names = readdirSync(FEATURES).filter((name) => name.endsWith('.cwl'));
    expect(names.map((name) => name.slice(0, -'.cwl'.length)).sort()).toEqual(Object.keys(RECORDS).sort());
  });

  it.each(Object.keys(RECORDS))(
    '%s: gives what it gives without them, and a record of each job',
    async (name) => {
      const { packed, job } = await readFeature(name);
      const { packed: copy, uninstrumented } = instrumented(packed, 'inline');
      expect(uninstrumented).toEqual([]);
      const [plain, measured] = await Promise.all([
        runDocument(join(folder, 'plain'), packed, { job }),
        runDocument(join(folder, 'measured'), copy, { job }),
      ]);
      expect(plain.code).toBe(name === 'failing-step' ? 1 : 0);
      expect([measured.code, measured.outputs]).toEqual([plain.code, plain.outputs]);
      expect(contents(join(folder, 'measured/outputs'))).toEqual(contents(join(folder, 'plain/outputs')));
      expect(readStepRecords(measured.log, NONCE).map(shown)).toEqual(RECORDS[name]);
      expect(commands(measured.log, join(folder, 'measured'))).toEqual(commands(plain.log, join(folder, 'plain')));
    },
    60_000,
  );

  it.each(UPLOADED)(
    '%s: does so too with the script as a file',
    async (name) => {
      const { packed, job } = await readFeature(name);
      const copy = instrumented(packed, 'uploaded');
      expect(copy.uninstrumented).toEqual([]);
      const [plain, measured] = await Promise.all([
        runDocument(join(folder, 'plain'), packed, { job }),
        runDocument(join(folder, 'measured'), copy.packed, { job, upload: copy.upload }),
      ]);
      expect([measured.code, measured.outputs]).toEqual([plain.code, plain.outputs]);
      expect(readStepRecords(measured.log, NONCE).map(shown)).toEqual(RECORDS[name]);
      expect(commands(measured.log, join(folder, 'measured'))).toEqual(commands(plain.log, join(folder, 'plain')));
    },
    60_000,
  );
});
