/** Workflows in the forms that people write, each with a job; all run without containers with what every system has. */
export interface PackCase {
  readonly name: string;
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
  readonly job: Readonly<Record<string, unknown>>;
  /** False: `cwltool --pack` writes a document that cwltool cannot read (named records); the original is run instead. */
  readonly isPackedByCwltool: boolean;
}

const FILE = { class: 'File', location: 'data/a.txt' };

const UPPER = `cwlVersion: v1.2
class: CommandLineTool
requirements: {DockerRequirement: {dockerPull: "docker.io/library/alpine:3.19"}}
baseCommand: [tr, a-z, A-Z]
inputs: {text: {type: File, streamable: true}}
outputs: {out: {type: stdout}}
stdin: $(inputs.text.path)
stdout: $(inputs.text.nameroot).up
`;

const ECHO = `cwlVersion: v1.0
class: CommandLineTool
hints: [{class: DockerRequirement, dockerPull: alpine}]
baseCommand: [echo, -n]
inputs:
  - {id: word, type: string, inputBinding: {position: 1}}
  - {id: mark, type: string?, default: "!", inputBinding: {position: 2}}
outputs:
  - {id: out, type: stdout}
stdout: $(inputs.word).txt
`;

export const PACK_CASES: readonly PackCase[] = [
  {
    name: 'files in folders, map form, a default file, v1.2',
    main: 'main.cwl',
    isPackedByCwltool: true,
    files: {
      'data/a.txt': 'hello\n',
      'tools/words/list.txt': 'l\n',
      'tools/upper.cwl': UPPER,
      'tools/count.cwl': `cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: alpine}}
baseCommand: [grep, -c]
inputs:
  patterns: {type: File, default: {class: File, location: words/list.txt}, inputBinding: {prefix: -f}}
  text: {type: File, inputBinding: {position: 2}}
outputs: {out: stdout}
stdout: count.txt
`,
      'sub/both.cwl': `cwlVersion: v1.2
class: Workflow
inputs: {text: File}
outputs: {n: {type: File, outputSource: count/out}, up: {type: File, outputSource: upper/out}}
steps:
  upper: {run: ../tools/upper.cwl, in: {text: text}, out: [out]}
  count: {run: ../tools/count.cwl, in: {text: text}, out: [out]}
`,
      'main.cwl': `cwlVersion: v1.2
class: Workflow
requirements: {SubworkflowFeatureRequirement: {}}
inputs: {text: File}
outputs: {n: {type: File, outputSource: both/n}, up: {type: File, outputSource: again/out}}
steps:
  both: {run: sub/both.cwl, in: {text: text}, out: [n, up]}
  again: {run: tools/upper.cwl, in: {text: both/n}, out: [out]}
`,
    },
    job: { text: FILE },
  },
  {
    name: 'scatter over two inputs, list form, v1.0',
    main: 'main.cwl',
    isPackedByCwltool: true,
    files: {
      'echo.cwl': ECHO,
      'main.cwl': `cwlVersion: v1.0
class: Workflow
requirements:
  - class: ScatterFeatureRequirement
  - class: StepInputExpressionRequirement
  - class: InlineJavascriptRequirement
inputs:
  - {id: words, type: "string[]"}
  - {id: marks, type: {type: array, items: string}}
outputs:
  - {id: all, type: {type: array, items: File}, outputSource: echo/out}
steps:
  - id: echo
    run: echo.cwl
    scatter: [word, mark]
    scatterMethod: dotproduct
    in:
      - {id: word, source: words}
      - {id: mark, source: marks, valueFrom: "\${ return self + self; }"}
    out: [out]
`,
    },
    job: { words: ['a', 'b', 'c'], marks: ['1', '2', '3'] },
  },
  {
    name: 'inline tools, a workflow inside, several sources, expressions, v1.1',
    main: 'main.cwl',
    isPackedByCwltool: true,
    files: {
      'data/a.txt': 'one\ntwo\n',
      'main.cwl': `cwlVersion: v1.1
class: Workflow
requirements:
  SubworkflowFeatureRequirement: {}
  MultipleInputFeatureRequirement: {}
  InlineJavascriptRequirement: {}
  DockerRequirement: {dockerPull: alpine}
inputs: {text: File, extra: {type: int?, default: 2}}
outputs:
  joined: {type: File, outputSource: join/out}
  lines: {type: int, outputSource: number/n}
steps:
  inner:
    run:
      class: Workflow
      inputs: {text: File}
      outputs: {out: {type: File, outputSource: sort/out}}
      steps:
        sort:
          run: {class: CommandLineTool, baseCommand: [sort, -r], inputs: {f: stdin}, outputs: {out: stdout}}
          in: {f: text}
          out: [out]
    in: {text: text}
    out: [out]
  join:
    run:
      class: CommandLineTool
      baseCommand: cat
      inputs: {files: {type: "File[]", inputBinding: {position: 1}}}
      outputs: {out: {type: File, outputBinding: {glob: joined.txt}}}
      stdout: joined.txt
    in: {files: {source: [text, inner/out], linkMerge: merge_flattened}}
    out: [out]
  number:
    run:
      class: ExpressionTool
      inputs: {f: {type: File, inputBinding: {loadContents: true}}, extra: int?}
      outputs: {n: int}
      expression: "\${ return {n: inputs.f.contents.split('\\\\n').length + inputs.extra}; }"
    in: {f: join/out, extra: extra}
    out: [n]
`,
    },
    job: { text: FILE },
  },
  {
    name: 'a lone tool with records, enums and files in its working folder',
    main: 'tool.cwl',
    isPackedByCwltool: false,
    files: {
      'lib/part.txt': 'part\n',
      'tool.cwl': `cwlVersion: v1.2
class: CommandLineTool
label: Lone
requirements:
  - class: SchemaDefRequirement
    types:
      - {name: colour, type: enum, symbols: [red, green]}
      - {name: pen, type: record, fields: {width: {type: int, inputBinding: {prefix: -w}}, ink: {type: colour, inputBinding: {prefix: -c}}}}
  - class: InitialWorkDirRequirement
    listing:
      - {entryname: script.sh, entry: 'echo "$@" $FIRST; cat part.txt'}
      - {class: File, location: lib/part.txt}
  - class: EnvVarRequirement
    envDef: {FIRST: $(inputs.best)}
hints: {DockerRequirement: {dockerPull: alpine}}
baseCommand: [sh, script.sh]
inputs:
  best: {type: colour, default: green}
  pen: pen
  pens: {type: "pen[]?", inputBinding: {position: 3}}
  either: {type: [string, int], inputBinding: {position: 4}}
outputs: {out: stdout, err: stderr}
stdout: out.txt
`,
    },
    job: { pen: { width: 3, ink: 'red' }, pens: [{ width: 1, ink: 'green' }], either: 5 },
  },
  {
    name: 'a $graph with ids, conditional steps and pickValue, v1.2',
    main: 'main.cwl',
    isPackedByCwltool: true,
    files: {
      'main.cwl': `cwlVersion: v1.2
$namespaces: {s: "https://schema.org/", edam: "http://edamontology.org/"}
$graph:
  - class: CommandLineTool
    id: say
    s:author: someone
    hints: {DockerRequirement: {dockerPull: alpine}}
    baseCommand: echo
    inputs: [{id: word, type: string, inputBinding: {position: 1}}]
    outputs: [{id: out, type: stdout}]
    stdout: $(inputs.word).txt
  - class: Workflow
    id: "#main"
    requirements:
      - {class: MultipleInputFeatureRequirement}
      - {class: InlineJavascriptRequirement}
    inputs:
      - {id: "#main/loud", type: boolean}
      - {id: "#main/word", type: string}
    outputs:
      - id: "#main/out"
        type: File
        format: edam:format_2330
        outputSource: ["#main/one/out", two/out]
        pickValue: first_non_null
    steps:
      - id: "#main/one"
        run: "#say"
        when: $(inputs.loud)
        in: [{id: "#main/one/word", source: "#main/word"}, {id: loud, source: "#main/loud"}]
        out: ["#main/one/out"]
      - {id: two, run: "#say", in: [{id: word, default: quiet}], out: [out]}
`,
    },
    job: { loud: true, word: 'hey' },
  },
  {
    name: 'versions that differ, nested cross product',
    main: 'main.cwl',
    isPackedByCwltool: true,
    files: {
      'echo.cwl': ECHO,
      'main.cwl': `cwlVersion: v1.2
class: Workflow
requirements: {ScatterFeatureRequirement: {}}
inputs: {words: "string[]", marks: "string[]"}
outputs: {all: {type: {type: array, items: {type: array, items: File}}, outputSource: echo/out}}
steps:
  echo:
    run: echo.cwl
    scatter: [word, mark]
    scatterMethod: nested_crossproduct
    in: {word: words, mark: marks}
    out: [out]
`,
    },
    job: { words: ['a', 'b'], marks: ['1', '2'] },
  },
  {
    name: 'folders and files with others beside them',
    main: 'main.cwl',
    isPackedByCwltool: true,
    files: {
      'data/a.txt': 'a\n',
      'data/a.txt.idx': 'index\n',
      'data/more/b.txt': 'b\n',
      'main.cwl': `cwlVersion: v1.0
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: alpine}}
baseCommand: [sh, -c, 'cat "$0" "$0.idx"; ls "$1"']
inputs:
  text: {type: File, secondaryFiles: .idx, inputBinding: {position: 1}}
  folder: {type: Directory, inputBinding: {position: 2}}
outputs: {out: stdout}
stdout: out.txt
`,
    },
    job: {
      text: { ...FILE, secondaryFiles: [{ class: 'File', location: 'data/a.txt.idx' }] },
      folder: { class: 'Directory', location: 'data/more' },
    },
  },
  {
    name: 'a named type that two files define, in a workflow and as a list',
    main: 'main.cwl',
    isPackedByCwltool: true,
    files: {
      'show.cwl': `cwlVersion: v1.2
class: CommandLineTool
requirements:
  SchemaDefRequirement:
    types: [{name: colour, type: enum, symbols: [red, green], inputBinding: {prefix: -c}}]
hints: {DockerRequirement: {dockerPull: alpine}}
baseCommand: echo
inputs: {one: colour, many: {type: "colour[]?", inputBinding: {position: 1}}}
outputs: {out: stdout}
stdout: $(inputs.one).txt
`,
      'main.cwl': `cwlVersion: v1.2
class: Workflow
requirements:
  - class: StepInputExpressionRequirement
  - class: SchemaDefRequirement
    types: [{name: colour, type: enum, symbols: [red, green]}]
inputs: {one: colour, many: "colour[]"}
outputs: {out: {type: File, outputSource: show/out}}
steps:
  show: {run: show.cwl, in: {one: {source: one, valueFrom: $(self)}, many: {source: many, valueFrom: $(self)}}, out: [out]}
`,
    },
    job: { one: 'red', many: ['green', 'red'] },
  },
];
