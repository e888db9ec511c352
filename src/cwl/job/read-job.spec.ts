import { SEVERITY_OF_CODE } from '../codes';
import type { CwlPlan } from '../plan';
import { readWorkflow } from '../read-workflow';
import { readJob } from './read-job';

const WORKFLOW = `cwlVersion: v1.2
class: Workflow
requirements:
  SchemaDefRequirement:
    types:
      - {name: colour, type: enum, symbols: [red, green]}
      - {name: pen, type: record, fields: {ink: colour, width: int?}}
inputs:
  file: File
  set: {type: File?, valueFromPlatform: "{{https://api.example.org/1}}"}
  folder: Directory?
  files: {type: "File[]?"}
  int: int?
  long: long?
  float: float?
  text: string?
  flag: boolean?
  colour: {type: colour, default: red}
  pen: pen?
  either: ["null", int, "string[]", "int[]", File]
  any: Any?
outputs: []
steps: []
`;
const ATTACHED = [
  'data/a.txt',
  'data/a.txt.idx',
  'x/same.txt',
  'y/same.txt',
  'bad name.txt',
  'dir/sub/b.txt',
  'dir/sub/deep/c.txt',
  'caf\u00e9.txt',
];
const FILE = 'file: {class: File, location: data/a.txt}\n';

let plan: CwlPlan;

beforeAll(async () => {
  const { document, findings } = await readWorkflow({ name: 'w.cwl', text: WORKFLOW, readFile: () => Promise.resolve(null) });
  expect(findings).toEqual([]);
  plan = JSON.parse(JSON.stringify(document!.plan)) as CwlPlan; // as it comes from where it is kept
});

function read(text: string | null) {
  return readJob({ name: 'job.yml', text }, plan, ATTACHED);
}

type Row = readonly [code: string, name: string, job: string, line: number | null];

const ROWS: readonly Row[] = [
  ['job.yaml_syntax', 'a bracket without its partner', 'file: [', 1],
  ['job.yaml_empty', 'nothing', '# nothing\n', null],
  ['job.yaml_documents', 'two documents', '---\na: 1\n---\nb: 1\n', null],
  ['job.yaml_limit', 'nesting without end', `a: ${'['.repeat(500)}`, 1],
  ['job.yaml_cycle', 'an alias inside what it names', 'any: &a [*a]\n', 1],
  ['job.yaml_character', 'U+0000', 'text: "\\0"\n', 1],
  ['job.too_large', 'more than 1 MiB', `#${'x'.repeat(1_048_576)}`, null],
  ['job.not_an_object', 'a list', '- 1\n', null],
  ['job.forbidden_key', 'requirements of its own', `${FILE}cwl:requirements: []\n`, 2],
  ['job.forbidden_key', 'another document', `${FILE}any: {x: {$import: "file:///etc/passwd"}}\n`, 2],
  ['job.unknown_input', 'an input that is not there', `${FILE}nope: 1\n`, 2],
  ['job.missing_input', 'no value for an input', 'text: a\n', null],
  ['job.missing_input', 'null for an input', 'text: a\nfile: null\n', 2],
  ['job.wrong_type', 'a number for a text', `${FILE}text: 5\n`, 2],
  ['job.wrong_type', 'a text for a number', `${FILE}int: "5"\n`, 2],
  ['job.wrong_type', 'a fraction for an int', `${FILE}int: 5.5\n`, 2],
  ['job.wrong_type', 'a text for a file', 'file: data/a.txt\n', 1],
  ['job.wrong_type', 'a folder for a file', 'file: {class: Directory, location: dir}\n', 1],
  ['job.wrong_type', 'a file without class', 'file: {location: data/a.txt}\n', 1],
  ['job.wrong_type', 'a file without location', 'file: {class: File}\n', 1],
  ['job.wrong_type', 'a symbol that is none', `${FILE}colour: blue\n`, 2],
  ['job.wrong_type', 'a record with a field too many', `${FILE}pen: {ink: red, size: 3}\n`, 2],
  ['job.wrong_type', 'a record with a field missing', `${FILE}pen: {width: 3}\n`, 2],
  ['job.wrong_type', 'one wrong item', `${FILE}files:\n  - {class: File, location: data/a.txt}\n  - 5\n`, 4],
  ['job.wrong_type', 'nothing of a union', `${FILE}either: [1, a]\n`, 2],
  ['job.number_range', 'an int of 33 bits', `${FILE}int: 2147483648\n`, 2],
  ['job.number_range', 'a long that loses digits', `${FILE}long: 12345678901234567890\n`, 2],
  ['job.number_range', 'infinity', `${FILE}float: .inf\n`, 2],
  ['job.file_location', 'a URL of another scheme', 'file:\n  class: File\n  location: ftp://example.org/a\n', 3],
  ['job.file_location', 'a URL with a password', 'file: {class: File, location: "https://me:secret@example.org/a"}\n', 1],
  ['job.file_location', 'a URL without a host', 'file: {class: File, location: "https:a"}\n', 1],
  ['job.file_location', 'a URL with a blank', 'file: {class: File, location: "https://example.org/a b"}\n', 1],
  ['job.file_location', 'a folder that is a URL', `${FILE}folder: {class: Directory, location: "https://example.org/a"}\n`, 2],
  ['job.file_location', 'an input of an earlier execution', 'file: {class: File, location: "reprov:execution/7/a"}\n', 1],
  ['job.file_checksum', 'an odd checksum', 'file: {class: File, location: "https://example.org/a", checksum: md5$00}\n', 1],
  ['job.wrong_type', 'a size below nothing', 'file: {class: File, location: "https://example.org/a", size: -1}\n', 1],
  ['job.file_location', 'a file URL', 'file: {class: File, location: "file:///etc/passwd"}\n', 1],
  ['job.file_location', 'an absolute path', 'file: {class: File, path: /etc/passwd}\n', 1],
  ['job.file_location', 'a way out', 'file: {class: File, location: "%2e%2e/a.txt"}\n', 1],
  ['job.file_location', 'percent signs that mean nothing', 'file: {class: File, location: "%zz"}\n', 1],
  ['job.file_name', 'a file with a space', 'file: {class: File, location: bad%20name.txt}\n', 1],
  ['job.file_name', 'a base name with a semicolon', 'file: {class: File, location: data/a.txt, basename: "a;b"}\n', 1],
  ['job.file_not_attached', 'a file that is not there', 'file: {class: File, location: data/b.csv}\n', 1],
  ['job.file_not_attached', 'a folder that is not there', `${FILE}folder: {class: Directory, location: di}\n`, 2],
  ['job.file_ambiguous', 'two files of that name', 'file: {class: File, location: z/same.txt}\n', 1],
  ['job.ignored_field', 'a field that a File has not', 'file: {class: File, location: data/a.txt, note: x}\n', 1],
];

describe('a job that is read', () => {
  it.each(ROWS)('gives %s for %s', (code, _name, job, line) => {
    const { findings } = read(job);
    expect(findings).toMatchObject([
      { code, line, file: 'job.yml', severity: SEVERITY_OF_CODE[code as keyof typeof SEVERITY_OF_CODE] },
    ]);
  });

  it('has a row for every code', () => {
    const codes = Object.keys(SEVERITY_OF_CODE).filter((code) => code.startsWith('job.') && code !== 'job.more_findings');
    expect(codes.filter((code) => !ROWS.some(([known]) => known === code))).toEqual([]);
  });

  it('names the input', () => {
    expect(read(`${FILE}files: [{class: File, location: no.csv}]\n`).findings[0]).toMatchObject({ field: 'files/0/location' });
    expect(read('text: a\n').findings[0]).toMatchObject({ field: 'file', message: "The input 'file' (File) needs a value." });
  });

  it.each([
    ['{class: File, location: data/a.txt}', 'data/a.txt'],
    ['{class: File, location: ./data//a.txt}', 'data/a.txt'],
    ['{class: File, path: a.txt}', 'data/a.txt'],
    ['{class: File, location: elsewhere/a.txt}', 'data/a.txt'],
    ['{class: File, location: x/same.txt}', 'x/same.txt'],
    ['{class: File, location: caf%C3%A9.txt}', 'caf\u00e9.txt'],
  ])('finds the attached file of %s', (written, path) => {
    expect(read(`file: ${written}\n`)).toMatchObject({
      parameters: { file: { class: 'File', location: path } },
      files: [path],
      findings: [],
    });
  });

  it('keeps what a runner needs of a file, and drops what it works out itself', () => {
    const { parameters, files, findings } = read(`file:
  class: File
  path: data/a.txt
  basename: b.txt
  format: http://edamontology.org/format_2330
  size: 3
  checksum: sha1$x
  secondaryFiles: [{class: File, location: a.txt.idx}]
any: {nested: [{class: File, contents: hello}, 1]}
`);
    expect(findings).toEqual([]);
    expect(files).toEqual(['data/a.txt', 'data/a.txt.idx']);
    expect(parameters).toEqual({
      file: {
        class: 'File',
        location: 'data/a.txt',
        basename: 'b.txt',
        format: 'http://edamontology.org/format_2330',
        secondaryFiles: [{ class: 'File', location: 'data/a.txt.idx' }],
      },
      any: { nested: [{ class: 'File', contents: 'hello' }, 1] },
    });
  });

  it('leaves Files elsewhere to be fetched, wherever the job names them', () => {
    const { parameters, remoteFiles, files, findings } = read(`file:
  class: File
  location: https://example.org/a.bam?version=2
  checksum: SHA1$${'A'.repeat(40)}
  size: 3
  secondaryFiles:
    - {class: File, location: "https://example.org/a.bam.bai", basename: a.bam.bai}
files:
  - {class: File, location: "reprov:execution/7/outputs/deep/b.csv"}
  - {class: File, location: data/a.txt}
any: {nested: [{class: File, location: "https://example.org/a.bam?version=2", checksum: sha256$${'0'.repeat(64)}}]}
`);
    expect(findings).toEqual([]);
    expect(files).toEqual(['data/a.txt']);
    expect(parameters).toMatchObject({
      file: { location: 'https://example.org/a.bam?version=2', secondaryFiles: [{ location: 'https://example.org/a.bam.bai' }] },
      files: [{ location: 'reprov:execution/7/outputs/deep/b.csv' }, { location: 'data/a.txt' }],
    });
    expect(remoteFiles).toEqual([
      {
        location: 'https://example.org/a.bam?version=2',
        ...{ name: 'a.bam', checksums: [`sha1$${'a'.repeat(40)}`, `sha256$${'0'.repeat(64)}`], sizes: [3] },
        place: { file: 'job.yml', line: 3, column: expect.any(Number) as number, field: 'file/location' },
      },
      {
        location: 'https://example.org/a.bam.bai',
        ...{ name: 'a.bam.bai', checksums: [], sizes: [] },
        place: { file: 'job.yml', line: 7, column: expect.any(Number) as number, field: 'file/secondaryFiles/0/location' },
      },
      {
        location: 'reprov:execution/7/outputs/deep/b.csv',
        ...{ name: 'b.csv', checksums: [], sizes: [] },
        place: { file: 'job.yml', line: 9, column: expect.any(Number) as number, field: 'files/0/location' },
      },
    ]);
  });

  it.each([
    ['https://example.org/data/a.csv#part', 'a.csv'],
    ['HTTPS://example.org/caf%C3%A9%20menu.csv', 'caf\u00e9_menu.csv'],
    ['https://example.org/%2e%2e%2fetc%2fpasswd', 'passwd'],
    ['https://example.org/..%00', '_'],
    ['https://example.org/.hidden', 'hidden'],
    ['https://example.org/%zz', '_zz'],
    ['https://example.org/get/?file=a.csv', 'file'],
    ['https://example.org', 'file'],
    [`https://example.org/${'x'.repeat(300)}.csv`, `${'x'.repeat(251)}.csv`],
  ])('gives what lies at %s a name that a run can take', (location, name) => {
    expect(read(`file: {class: File, location: "${location}"}\n`)).toMatchObject({
      findings: [],
      remoteFiles: [{ location, name }],
    });
  });

  it('takes a folder with all that lies below it', () => {
    const { parameters, files } = read(`${FILE}folder: {class: Directory, location: dir/sub/}\n`);
    expect(parameters.folder).toEqual({ class: 'Directory', location: 'dir/sub' });
    expect(files).toEqual(['data/a.txt', 'dir/sub/b.txt', 'dir/sub/deep/c.txt']);
  });

  it.each([
    ['int: 017', { int: 17 }],
    ['text: yes', { text: 'yes' }],
    ['text: 2026-01-01', { text: '2026-01-01' }],
    ['float: 3', { float: 3 }],
    ['flag: true', { flag: true }],
    ['long: 9007199254740991', { long: 9007199254740991 }],
    ['pen: {ink: red}', { pen: { ink: 'red' } }],
    ['either: [1, 2]', { either: [1, 2] }],
    ['either: [a, b]', { either: ['a', 'b'] }],
    ['either: {class: File, location: a.txt}', { either: { class: 'File', location: 'data/a.txt' } }],
    ['text: null', {}],
  ])('reads %s as YAML 1.2 does', (line, expected) => {
    const { parameters, findings } = read(`${FILE}${line}\n`);
    expect(findings).toEqual([]);
    expect(parameters).toEqual({ file: { class: 'File', location: 'data/a.txt' }, ...expected });
  });

  it('reads JSON too', () => {
    expect(read('{"file": {"class": "File", "location": "data/a.txt"},\n\t"int": 5}').parameters).toMatchObject({ int: 5 });
  });

  it('leaves an input to the platform unless the job gives a value', () => {
    expect(read(FILE).platformInputs).toEqual({ set: 'https://api.example.org/1' });
    expect(read(`${FILE}set: {class: File, location: a.txt}\n`).platformInputs).toEqual({});
    expect(read(null).findings.map(({ code }) => code)).toEqual(['job.missing_input']);
  });
});
