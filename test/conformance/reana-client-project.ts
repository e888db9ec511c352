import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const REANA_YAML = `version: 0.9.0
inputs: {files: [data/a.txt], parameters: {input: inputs.yml}}
workflow: {type: cwl, file: wf/main.cwl}
outputs: {files: [outputs/upper.txt]}
`;
const WORKFLOW = `cwlVersion: v1.2
class: Workflow
inputs: {inp: File}
outputs: {result: {type: File, outputSource: up/result}}
steps:
  up: {run: tool.cwl, in: {file: inp}, out: [result]}
`;

/** The folder of somebody's project: one step, whose script is given. */
export function aReanaProject(script = 'echo working >&2; tr a-z A-Z'): string {
  const folder = mkdtempSync(join(tmpdir(), 'reana-project-'));
  const files: Record<string, string> = {
    'reana.yaml': REANA_YAML,
    'inputs.yml': 'inp: {class: File, location: data/a.txt}\n',
    'wf/main.cwl': WORKFLOW,
    'wf/tool.cwl': `cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "debian:12"}}
baseCommand: [sh, -c, ${JSON.stringify(script)}]
stdin: $(inputs.file.path)
stdout: upper.txt
inputs: {file: File}
outputs: {result: stdout}
`,
    'data/a.txt': 'hello\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
