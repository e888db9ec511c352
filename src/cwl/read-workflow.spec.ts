import { SEVERITY_OF_CODE } from './codes';
import { type CwlRead, readWorkflow, type WorkflowSource } from './index';

const DOCKER = 'hints: {DockerRequirement: {dockerPull: alpine}}';
const TOOL = `{class: CommandLineTool, baseCommand: cat, inputs: {f: {type: File, inputBinding: {}}}, outputs: {o: stdout}, stdout: $(inputs.f.basename)}`;
const HEAD = `cwlVersion: v1.2\nclass: Workflow\n${DOCKER}\n`;
const tool = (rest: string, version = 'v1.2'): string => `cwlVersion: ${version}\nclass: CommandLineTool\n${DOCKER}\n${rest}`;
const NO_PORTS = 'inputs: []\noutputs: []\n';

function read(text: string, files: Record<string, string> = {}, more: Partial<WorkflowSource> = {}): Promise<CwlRead> {
  return readWorkflow({ name: 'main.cwl', text, readFile: (path) => Promise.resolve(files[path] ?? null), ...more });
}

/** `# <-` marks the line that the finding must name. */
function markedLine(texts: Record<string, string>): { file: string; line: number } | null {
  for (const [file, text] of Object.entries(texts)) {
    const line = text.split('\n').findIndex((one) => one.includes('# <-'));
    if (line !== -1) return { file, line: line + 1 };
  }
  return null;
}

type Files = Record<string, string>;
type Row = readonly [code: string, name: string, document: string, files?: Files];

// prettier-ignore
const ROWS: readonly Row[] = [
  ['cwl.yaml_syntax', 'a bracket without its partner', `cwlVersion: v1.2\ninputs: [a\nb: }  # <-\n`],
  ['cwl.yaml_syntax', 'a key twice', `cwlVersion: v1.2\nclass: Workflow\nclass: Workflow  # <-\n`],
  ['cwl.yaml_syntax', 'an unknown tag', `cwlVersion: v1.2\nclass: !!js/function "x"  # <-\n`],
  ['cwl.yaml_syntax', 'double braces without quotes', `cwlVersion: v1.2\ninputs:\n  x:\n    valueFromPlatform: {{http://a/b}} # <-\n`],
  ['cwl.yaml_empty', 'a comment only', '# nothing\n'],
  ['cwl.yaml_documents', 'two documents', '---\na: 1\n---\nb: 2\n'],
  ['cwl.yaml_limit', 'nesting without end', `a: ${'['.repeat(5000)}`],
  ['cwl.yaml_limit', 'aliases of aliases', bomb()],
  ['cwl.yaml_cycle', 'an alias inside what it names', 'cwlVersion: v1.2\na: &a {b: *a}\n'],
  ['cwl.yaml_character', 'U+0000', 'cwlVersion: v1.2\nlabel: "a\u0000b" # <-\n'],
  ['cwl.yaml_character', 'U+0000 as an escape', 'cwlVersion: v1.2\nlabel: "a\\0b"\n'],
  ['cwl.yaml_character', 'the key __proto__', 'cwlVersion: v1.2\n__proto__: {a: 1}\n'],
  ['cwl.too_large', 'more than 1 MiB', `#${'x'.repeat(1_048_576)}`],
  ['cwl.not_an_object', 'a list', '- a\n'],
  ['cwl.missing_field', 'no cwlVersion', `class: Workflow\n${NO_PORTS}steps: []\n`],
  ['cwl.unknown_version', 'draft-3', `cwlVersion: draft-3 # <-\nclass: Workflow\n`],
  ['cwl.unknown_class', 'a class of its own', `cwlVersion: v1.2\nclass: Flow # <-\n`],
  ['cwl.unknown_class', 'an Operation before v1.2', `cwlVersion: v1.1\nclass: Operation # <-\n${NO_PORTS}`],
  ['cwl.missing_field', 'no inputs', `cwlVersion: v1.2 # <-\nclass: Workflow\noutputs: []\nsteps: []\n`],
  ['cwl.missing_field', 'an input without type', `${HEAD}inputs:\n  x: {doc: hi} # <-\noutputs: []\nsteps: []\n`],
  ['cwl.missing_field', 'a step without run', `${HEAD}${NO_PORTS}steps:\n  s: {in: [], out: []} # <-\n`],
  ['cwl.missing_field', 'an output without source', `${HEAD}inputs: []\noutputs:\n  o: File # <-\nsteps: []\n`],
  ['cwl.missing_field', 'a tool without a command', tool(NO_PORTS)],
  ['cwl.unknown_field', 'a field that is no CWL', `${HEAD}${NO_PORTS}steps: []\nauthor: me # <-\n`],
  ['cwl.unknown_field', 'a field of a later version', `cwlVersion: v1.0\nclass: Workflow\n${NO_PORTS}steps: []\nintent: [x] # <-\n`],
  ['cwl.unknown_field', 'a binding on a workflow', `${HEAD}inputs:\n  x:\n    type: int\n    inputBinding: {position: 1} # <-\noutputs: []\nsteps: []\n`],
  ['cwl.invalid_field', 'a command that is a number', tool(`${NO_PORTS}baseCommand: 5 # <-\n`)],
  ['cwl.invalid_field', 'a position that v1.0 cannot compute', tool(`baseCommand: a\noutputs: []\ninputs:\n  x: {type: int, inputBinding: {position: $(self)}} # <-\n`, 'v1.0')],
  ['cwl.invalid_field', 'an image name with a space', `cwlVersion: v1.2\nclass: CommandLineTool\nbaseCommand: a\n${NO_PORTS}hints: {DockerRequirement: {dockerPull: "a b"}} # <-\n`],
  ['cwl.duplicate_id', 'two inputs of one name', `${HEAD}inputs:\n  - {id: x, type: int}\n  - {id: x, type: int} # <-\noutputs: []\nsteps: []\n`],
  ['cwl.duplicate_id', 'two processes of one name', `cwlVersion: v1.2\n$graph:\n  - {id: main, class: Workflow, inputs: [], outputs: [], steps: []}\n  - {id: "#main", class: Workflow} # <-\n`],
  ['cwl.invalid_id', 'an id with a line break', `${HEAD}inputs:\n  "a\\nb": int # <-\noutputs: []\nsteps: []\n`],
  ['cwl.invalid_id', 'an id of 129 characters', `${HEAD}inputs:\n  ${'x'.repeat(129)}: int # <-\noutputs: []\nsteps: []\n`],
  ['cwl.no_main', 'a $graph without #main', `cwlVersion: v1.2\n$graph: # <-\n  - {id: a, class: Workflow}\n  - {id: b, class: Workflow}\n`],
  ['cwl.forbidden_directive', '$import', `${HEAD}${NO_PORTS}steps:\n  s: {run: {$import: "http://169.254.169.254/"}} # <-\n`],
  ['cwl.forbidden_directive', '$include', `${HEAD}${NO_PORTS}steps: []\ndoc: {$include: "file:///etc/passwd"} # <-\n`],
  ['cwl.forbidden_directive', '$mixin', `${HEAD}${NO_PORTS}steps:\n  - {$mixin: a.cwl} # <-\n`],
  ['cwl.forbidden_directive', '$schemas', `${HEAD}${NO_PORTS}steps: []\n$schemas: [a.owl] # <-\n`],
  ['cwl.forbidden_run', 'a URL', `${HEAD}${NO_PORTS}steps:\n  s: {run: "https://example.org/a.cwl", in: [], out: []} # <-\n`],
  ['cwl.forbidden_run', 'an absolute path', `${HEAD}${NO_PORTS}steps:\n  s: {run: /etc/passwd, in: [], out: []} # <-\n`],
  ['cwl.forbidden_run', 'a way out', `${HEAD}${NO_PORTS}steps:\n  s: {run: a/../../b.cwl, in: [], out: []} # <-\n`],
  ['cwl.run_not_found', 'a file that is not attached', `${HEAD}${NO_PORTS}steps:\n  s: {run: a.cwl, in: [], out: []} # <-\n`],
  ['cwl.run_not_found', 'an id that is not there', `${HEAD}${NO_PORTS}steps:\n  s: {run: "#a", in: [], out: []} # <-\n`],
  ['cwl.run_cycle', 'files that run each other', `${HEAD}requirements: {SubworkflowFeatureRequirement: {}}\n${NO_PORTS}steps: {s: {run: a.cwl, in: [], out: []}}\n`, { 'a.cwl': `${HEAD}${NO_PORTS}steps: {s: {run: a.cwl, in: [], out: []}}` }],
  ['cwl.operation', 'an Operation', `${HEAD}${NO_PORTS}steps:\n  s: {run: {class: Operation, inputs: [], outputs: []}, in: [], out: []} # <-\n`],
  ['cwl.too_deep', 'workflows inside workflows', `cwlVersion: v1.2\n$graph:\n${nested(25)}`],
  ['cwl.too_many_steps', '501 steps', `${HEAD}${NO_PORTS}steps: # <-\n${steps(501)}`],
  ['cwl.too_many_steps', '600 steps once written out', `cwlVersion: v1.2\n$graph:\n  - id: main # <-\n    class: Workflow\n    inputs: []\n    outputs: []\n    requirements: {SubworkflowFeatureRequirement: {}}\n    steps: {${uses('#w', 20)}}\n  - {id: w, class: Workflow, inputs: [], outputs: [], steps: {${uses('#t', 30)}}}\n  - {id: t, class: CommandLineTool, baseCommand: a, inputs: [], outputs: [], ${DOCKER}}\n`],
  ['cwl.too_many_files', '101 attached documents', `${HEAD}${NO_PORTS}steps:\n${Array.from({ length: 101 }, (_, i) => `  s${i}: {run: f${i}.cwl, in: [], out: []}${i === 100 ? ' # <-' : ''}`).join('\n')}`, Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}.cwl`, tool(`${NO_PORTS}baseCommand: a`)]))],
  ['cwl.default_not_relative', 'a remote default', tool(`baseCommand: a\noutputs: []\ninputs:\n  x: {type: File, default: {class: File, location: "http://a/b"}} # <-\n`)],
  ['cwl.default_not_relative', 'an absolute file in the working folder', tool( `baseCommand: a\n${NO_PORTS}requirements:\n  InitialWorkDirRequirement: {listing: [{class: File, path: /etc/passwd}]} # <-\n`, )],
  ['cwl.unknown_type', 'a type that is none', `${HEAD}inputs:\n  x: strng # <-\noutputs: []\nsteps: []\n`],
  ['cwl.unknown_type', 'a type of another file', `${HEAD}inputs:\n  x: types.yml#pen # <-\noutputs: []\nsteps: []\n`],
  ['cwl.recursive_type', 'a type inside itself', `${HEAD}requirements:\n  SchemaDefRequirement:\n    types:\n      - {name: t, type: record, fields: {a: t}} # <-\ninputs: {x: t}\noutputs: []\nsteps: []\n`],
  ['cwl.type_too_large', 'names that stand for names', `${HEAD}requirements:\n  SchemaDefRequirement:\n    types:\n${exponentialTypes(20)}inputs: []\noutputs: []\nsteps: []\n`],
  ['cwl.unknown_source', 'a step that is not there', `${HEAD}inputs: []\noutputs:\n  o: {type: File, outputSource: nope/o} # <-\nsteps: []\n`],
  ['cwl.unknown_source', 'an input that is not there', `${HEAD}inputs: []\noutputs: []\nsteps:\n  s: {run: ${TOOL}, out: [o], in: {f: nope}} # <-\n`],
  ['cwl.unknown_output', 'an out that the tool has not', `${HEAD}inputs: {f: File}\noutputs: []\nsteps:\n  s: {run: ${TOOL}, in: {f: f}, out: [nope]} # <-\n`],
  ['cwl.missing_step_input', 'an input of the tool without a value', `${HEAD}inputs: []\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    in: [] # <-\n    out: [o]\n`],
  ['cwl.missing_step_input', 'a step input without a source', `${HEAD}inputs: []\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    out: [o]\n    in:\n      f: {} # <-\n`],
  ['cwl.incompatible_types', 'a text for a file', `${HEAD}inputs: {f: string}\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    out: [o]\n    in:\n      f: f # <-\n`],
  ['cwl.incompatible_types', 'scattered outputs as one file', `${HEAD}requirements: {ScatterFeatureRequirement: {}}\ninputs: {f: "File[]"}\noutputs:\n  o: {type: File, outputSource: s/o} # <-\nsteps:\n  s: {run: ${TOOL}, scatter: f, in: {f: f}, out: [o]}\n`],
  ['cwl.unknown_scatter', 'an input that is not there', `${HEAD}requirements: {ScatterFeatureRequirement: {}}\ninputs: {f: File}\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    scatter: g # <-\n    in: {f: f}\n    out: [o]\n`],
  ['cwl.scatter_method', 'two inputs without a method', `${HEAD}requirements: {ScatterFeatureRequirement: {}}\ninputs: {f: "File[]"}\noutputs: []\nsteps:\n  s:\n    run: {class: CommandLineTool, baseCommand: a, inputs: {f: File, g: File}, outputs: []}\n    scatter: [f, g] # <-\n    in: {f: f, g: f}\n    out: []\n`],
  ['cwl.scatter_method', 'a method that is none', `${HEAD}${NO_PORTS}steps:\n  s: {run: ${TOOL}, in: {f: {default: {class: File, location: a}}}, out: [], scatterMethod: zip} # <-\n`],
  ['cwl.feature_required', 'scatter', `${HEAD}inputs: {f: "File[]"}\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    scatter: f # <-\n    in: {f: f}\n    out: [o]\n`],
  ['cwl.feature_required', 'a workflow inside', `${HEAD}${NO_PORTS}steps:\n  s: {run: {class: Workflow, inputs: [], outputs: [], steps: []}, in: [], out: []} # <-\n`],
  ['cwl.feature_required', 'several sources', `${HEAD}inputs: {f: File}\nsteps: []\noutputs:\n  o: {type: "File[]", outputSource: [f, f]} # <-\n`],
  ['cwl.feature_required', 'valueFrom', `${HEAD}inputs: {f: File}\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    out: [o]\n    in:\n      f: {source: f, valueFrom: $(self)} # <-\n`],
  ['cwl.feature_required', 'JavaScript', tool(`${NO_PORTS}baseCommand: a\narguments: ["$(1 + 1)"] # <-\n`)],
  ['cwl.step_cycle', 'steps that wait for each other', `${HEAD}inputs: []\noutputs: []\nsteps:\n  a: {run: ${TOOL}, in: {f: b/o}, out: [o]}\n  b: {run: ${TOOL}, in: {f: a/o}, out: [o]}\n`],
  ['cwl.unknown_requirement', 'a requirement that is none', `${HEAD}${NO_PORTS}steps: []\nrequirements:\n  GpuRequirement: {} # <-\n`],
  ['cwl.unknown_requirement', 'a requirement of a later version', `cwlVersion: v1.0\nclass: Workflow\n${NO_PORTS}steps: []\nrequirements:\n  NetworkAccess: {networkAccess: true} # <-\n`],
  ['cwl.docker_required', 'a tool without an image', `cwlVersion: v1.2\nclass: Workflow\ninputs: {f: File}\noutputs: []\nsteps:\n  s: {run: ${TOOL}, in: {f: f}, out: [o]} # <-\n`],
  ['cwl.docker_pull_missing', 'an image to be built', `cwlVersion: v1.2\nclass: CommandLineTool\nbaseCommand: a\n${NO_PORTS}requirements:\n  DockerRequirement: {dockerFile: "FROM alpine"} # <-\n`],
  ['cwl.platform_value_misplaced', 'a platform value inside', `${HEAD}inputs: {f: File}\noutputs: []\nsteps:\n  s:\n    in: {f: f}\n    out: []\n    run:\n      class: CommandLineTool\n      baseCommand: a\n      outputs: []\n      inputs:\n        f: {type: File, valueFromPlatform: "{{http://a/b}}"} # <-\n`],
  ['cwl.platform_value_type', 'a platform value for a text', `${HEAD}inputs:\n  f: {type: string, valueFromPlatform: "{{http://a/b}}"} # <-\noutputs: []\nsteps: []\n`],
  ['cwl.platform_url', 'a platform value that is no URL', `${HEAD}inputs:\n  f: {type: File, valueFromPlatform: "{{file:///etc/passwd}}"} # <-\noutputs: []\nsteps: []\n`],
  ['cwl.platform_url', 'a platform value with a password', `${HEAD}inputs:\n  f: {type: File, valueFromPlatform: "{{https://u:p@a/b}}"} # <-\noutputs: []\nsteps: []\n`],
  ['cwl.platform_url', 'a platform value with a tab', `${HEAD}inputs:\n  f: {type: File, valueFromPlatform: "{{https://a/\\tb}}"} # <-\noutputs: []\nsteps: []\n`],
  ['cwl.unknown_step_input', 'an input that the tool has not', `${HEAD}inputs: {f: File}\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    out: [o]\n    in:\n      f: f\n      g: f # <-\n`],
  ['cwl.doubtful_types', 'a value that may be null', `${HEAD}inputs: {f: File?}\noutputs: []\nsteps:\n  s:\n    run: ${TOOL}\n    out: [o]\n    in:\n      f: f # <-\n`],
  ['cwl.reana_shell', '/bin/sh as first word', tool(`${NO_PORTS}baseCommand: [/bin/sh, a.sh] # <-\n`)],
  ['cwl.reana_tmp', '/tmp/ in a command', tool(`${NO_PORTS}baseCommand: [cat, /tmp/x]\n`)],
  ['cwl.reana_same_stdout', 'one name for two outputs', `${HEAD}inputs: {f: File}\noutputs: []\nsteps:\n  a: {run: {class: CommandLineTool, baseCommand: a, inputs: [], outputs: {o: stdout}, stdout: x.txt}, in: [], out: [o]}\n  b: {run: {class: CommandLineTool, baseCommand: b, inputs: [], outputs: {o: stdout}, stdout: x.txt}, in: [], out: [o]} # <-\n`],
  ['cwl.reana_file_name', 'a space in a name', tool(`inputs: []\nbaseCommand: a\noutputs: {o: stdout}\nstdout: a b.txt # <-\n`)],
  ['cwl.reana_wide_glob', 'a glob for everything', tool(`inputs: []\nbaseCommand: a\noutputs:\n  o: {type: "File[]", outputBinding: {glob: "*.txt"}} # <-\n`)],
  ['cwl.reana_resources', 'ResourceRequirement', tool(`${NO_PORTS}baseCommand: a\nrequirements:\n  ResourceRequirement: {coresMin: 2} # <-\n`)],
  ['cwl.reana_exit_codes', 'successCodes', tool(`${NO_PORTS}baseCommand: a\nsuccessCodes: [3] # <-\n`)],
  ['cwl.reana_format', 'a format of an input', tool(`baseCommand: a\noutputs: []\ninputs:\n  f: {type: File, format: "http://edamontology.org/format_2330"} # <-\n`)],
  ['cwl.reana_inplace_update', 'files changed in place', tool(`${NO_PORTS}baseCommand: a\nrequirements:\n  InplaceUpdateRequirement: {inplaceUpdate: true} # <-\n`)],
  ['cwl.reana_weak_feature', 'a shell', tool(`${NO_PORTS}baseCommand: a\nrequirements:\n  ShellCommandRequirement: {} # <-\n`)],
];

function bomb(): string {
  const lines = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(4).fill(`*a${i}`).join(', ')}]`);
  return `a0: &a0 [x, x, x, x]\n${lines.join('\n')}\n`;
}

function nested(levels: number): string {
  const one = (i: number): string =>
    `  - {id: ${i === 0 ? 'main' : `w${i}`}, class: Workflow, inputs: [], outputs: [], steps: {s: {run: "#w${i + 1}", in: [], out: []}}}`;
  return Array.from({ length: levels }, (_, i) => one(i)).join('\n');
}

function steps(count: number): string {
  return Array.from({ length: count }, (_, i) => `  s${i}: {run: "#x", in: [], out: []}`).join('\n');
}

function uses(run: string, count: number): string {
  return Array.from({ length: count }, (_, i) => `s${i}: {run: "${run}", in: [], out: []}`).join(', ');
}

function exponentialTypes(levels: number): string {
  const first = '      - {name: t0, type: enum, symbols: [a]}\n';
  const others = Array.from(
    { length: levels },
    (_, i) => `      - {name: t${i + 1}, type: record, fields: {a: t${i}, b: t${i}, c: t${i}}}\n`,
  );
  return first + others.join('');
}

describe('a workflow that is read', () => {
  const cases = ROWS.map(([code, name, document, files = {}]) => [code, name, document, files] as const);

  it.each(cases)('gives %s for %s', async (code, _name, document, files) => {
    const { findings, document: read_ } = await read(document, files);
    const found = findings.filter((finding) => finding.code === code);
    expect(findings.map((finding) => finding.code)).toContain(code);
    const place = markedLine({ 'main.cwl': document, ...files });
    if (place) expect(found.map(({ file, line }) => ({ file, line }))).toContainEqual(place);
    const isError = SEVERITY_OF_CODE[code as keyof typeof SEVERITY_OF_CODE] === 'error';
    expect(found[0]!.severity).toBe(isError ? 'error' : 'warning');
    expect(read_ === null).toBe(isError);
  });

  it('has a row for every code', () => {
    const codes = Object.keys(SEVERITY_OF_CODE).filter((code) => code.startsWith('cwl.'));
    const elsewhere = ['cwl.default_file_missing', 'cwl.more_findings'];
    expect(codes.filter((code) => !elsewhere.includes(code) && !ROWS.some(([known]) => known === code))).toEqual([]);
  });

  it('names the default files that are not attached, when it can ask', async () => {
    const text = tool(
      `baseCommand: a\noutputs: []\ninputs:\n  x: {type: File, default: {class: File, location: data/a%20b.txt}}\n`,
    );
    const missing = await read(text, {}, { hasFile: () => false });
    expect(missing.findings).toMatchObject([{ code: 'cwl.default_file_missing', line: 7, field: 'inputs/x/default/location' }]);
    const there = await read(text, {}, { hasFile: (path) => path === 'data/a b.txt' });
    expect(there).toMatchObject({ findings: [], defaultFiles: ['data/a b.txt'] });
  });

  it('shows a hundred errors and says that there are more', async () => {
    const inputs = Array.from({ length: 150 }, (_, i) => `  x${i}: nope`).join('\n');
    const { findings } = await read(`${HEAD}outputs: []\nsteps: []\ninputs:\n${inputs}\n`);
    expect(findings).toHaveLength(101);
    expect(findings.at(-1)).toMatchObject({ code: 'cwl.more_findings', severity: 'warning' });
  });

  it('says which double braces need quotes', async () => {
    const { findings } = await read('cwlVersion: v1.2\ninputs:\n  - id: a\n    valueFromPlatform: {{http://a/b}}\n');
    expect(findings[0]).toMatchObject({
      line: 4,
      column: 24,
      message: expect.stringContaining('put quotes around it') as string,
    });
  });

  it('names the field by ids, in list form too', async () => {
    const { findings } = await read(
      `${HEAD}inputs: []\noutputs: []\nsteps:\n  - id: s\n    run: ${TOOL}\n    in:\n      - {id: f, source: nope}\n    out: [o]\n`,
    );
    expect(findings[0]).toMatchObject({ code: 'cwl.unknown_source', field: 'steps/s/in/f/source', line: 10, file: 'main.cwl' });
  });

  it('reports faults of attached documents in their own file', async () => {
    const main = `${HEAD}${NO_PORTS}steps: {s: {run: tools/a.cwl, in: [], out: []}}`;
    const { findings, files } = await read(main, { 'tools/a.cwl': tool(`${NO_PORTS}baseCommand: a\nbad: 1\n`) });
    expect(findings[0]).toMatchObject({ code: 'cwl.unknown_field', file: 'tools/a.cwl', line: 7, column: 1 });
    expect(files).toEqual(['tools/a.cwl']);
  });
});

describe('the plan', () => {
  it('tells inputs, links, images and workflows inside', async () => {
    const text = `cwlVersion: v1.2
class: Workflow
label: Count
doc: [one, two]
requirements:
  SubworkflowFeatureRequirement: {}
  ScatterFeatureRequirement: {}
  DockerRequirement: {dockerPull: outer}
inputs:
  - {id: files, type: "File[]", doc: what to read}
  - {id: size, type: int?, default: 3}
  - {id: set, type: File, valueFromPlatform: "{{ https://api.example.org/datasets/1 }}"}
outputs: {counts: {type: "File[]", outputSource: each/count}}
steps:
  each:
    scatter: file
    in: {file: files}
    out: [count]
    run:
      class: Workflow
      inputs: {file: File}
      outputs: {count: {type: File, outputSource: wc/o}}
      steps:
        wc:
          in: {f: file}
          out: [o]
          run: {class: CommandLineTool, baseCommand: wc, inputs: {f: stdin}, outputs: {o: stdout}, hints: {DockerRequirement: {dockerPull: inner}}}
`;
    const { document, findings } = await read(text);
    expect(findings).toEqual([]);
    const { plan } = document!;
    expect(plan).toMatchObject({
      ...{ cwlVersion: 'v1.2', class: 'Workflow', label: 'Count', doc: 'one\ntwo' },
      outputs: [{ id: 'counts', type: 'File[]', sources: ['each/count'] }],
    });
    expect(plan.inputs).toMatchObject([
      { id: 'files', type: 'File[]', optional: false, takesFiles: true, doc: 'what to read', valueFromPlatform: null },
      { id: 'size', type: 'int?', optional: true, hasDefault: true, default: 3, takesFiles: false },
      { id: 'set', type: 'File', valueFromPlatform: 'https://api.example.org/datasets/1' },
    ]);
    expect(plan.steps).toMatchObject([
      {
        id: 'each',
        runClass: 'Workflow',
        scatter: ['file'],
        image: null,
        inputs: [{ id: 'file', type: 'File', sources: ['files'] }],
      },
    ]);
    // A requirement of the workflow is stronger than a hint of the tool.
    expect(plan.steps[0]!.workflow!.steps).toMatchObject([{ id: 'wc', runClass: 'CommandLineTool', image: 'outer' }]);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('shows a lone tool as a workflow of one step', async () => {
    const { document } = await read(tool(`baseCommand: cat\ninputs: {f: stdin}\noutputs: {o: stdout}\n`));
    expect(document!.plan).toMatchObject({
      class: 'CommandLineTool',
      inputs: [{ id: 'f', type: 'File' }],
      outputs: [{ id: 'o', sources: ['main/o'] }],
      steps: [{ id: 'main', runClass: 'CommandLineTool', image: 'alpine', inputs: [{ id: 'f', sources: ['f'] }] }],
    });
  });
});

describe('the packed document', () => {
  it('is the same for the same source, and has no fields of this service', async () => {
    const text = `${HEAD}$namespaces: {s: "http://schema.org/"}\ns:author: me\ninputs:\n  f: {type: File, valueFromPlatform: "{{http://a/b}}"}\noutputs: []\nsteps: {s: {run: ${TOOL}, in: {f: f}, out: [o]}}\n`;
    const [one, two] = [await read(text), await read(text)];
    expect(JSON.stringify(one.document!.packed)).toBe(JSON.stringify(two.document!.packed));
    expect(JSON.stringify(one.document!.packed)).not.toMatch(/valueFrom|author|namespaces/);
  });

  it('has tools that are written alike once, and names as cwltool gives them', async () => {
    const main = `${HEAD}inputs: {f: File}\noutputs: []\nsteps:\n  a: {run: ${TOOL}, in: {f: f}, out: [o]}\n  b: {run: ${TOOL}, in: {f: f}, out: [o]}\n  c: {run: x/t.cwl, in: [], out: []}\n  d: {run: y/t.cwl, in: [], out: []}\n`;
    const file = tool(`${NO_PORTS}baseCommand: a\n`);
    const { document } = await read(main, { 'x/t.cwl': file, 'y/t.cwl': file });
    const graph = document!.packed.$graph as { id: string; steps?: { id: string; run: string }[] }[];
    expect(graph.map(({ id }) => id)).toEqual(['#main', '#a.cwl', '#t.cwl', '#t.cwl_2']);
    expect(graph[0]!.steps!.map(({ id, run }) => [id, run])).toEqual([
      ['#main/a', '#a.cwl'],
      ['#main/b', '#a.cwl'],
      ['#main/c', '#t.cwl'],
      ['#main/d', '#t.cwl_2'],
    ]);
  });

  it('names default files from the top folder', async () => {
    const file = tool(`baseCommand: a\noutputs: []\ninputs: {s: {type: File, default: {class: File, path: ../lib/a b.py}}}\n`);
    const { document } = await read(`${HEAD}${NO_PORTS}steps: {c: {run: x/t.cwl, in: [], out: []}}\n`, { 'x/t.cwl': file });
    expect(document!.packed).toMatchObject({
      $graph: [{}, { inputs: [{ default: { class: 'File', location: 'lib/a%20b.py' } }] }],
    });
  });

  it('of a lone tool with a record leaves the bindings of its fields to the tool', async () => {
    const record = `{type: record, name: made, fields: {left: {type: File, outputBinding: {glob: left.txt}}}}`;
    const { document } = await read(tool(`baseCommand: a\ninputs: []\noutputs: {made: {type: ${record}}}\n`));
    const graph = document!.packed.$graph as { class: string }[];
    const [workflow, packedTool] = ['Workflow', 'CommandLineTool'].map((kind) => graph.find((one) => one.class === kind));
    expect(JSON.stringify(workflow)).not.toContain('left.txt');
    expect(JSON.stringify(packedTool)).toContain('left.txt');
  });
});
