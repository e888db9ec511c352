/**
 * The CWL documents of the bench. They are written in the one form that the replaced service reads as well: a list of inputs,
 * a map of steps with their tools inside, tool inputs as a map, tool outputs as a list.
 */
const HEAD = 'cwlVersion: v1.2\nclass: Workflow\n';
const IMAGE = 'hints:\n  DockerRequirement:\n    dockerPull: docker.io/library/debian:12-slim\n';

/** One step that writes a line; 1 KB of text that is different for every name. */
export function smallWorkflow(name) {
  const document = `${HEAD}label: ${name}\ndoc: PADDING\n${IMAGE}${messageInput(name)}steps:\n${echoStep('say')}${outputs(['say'])}`;
  const padding = `${name} writes its own name into a file. `.repeat(40);
  return document.replace('PADDING', padding.slice(0, 1024 - document.length + 'PADDING'.length).trim());
}

/** Steps that do not depend on each other. */
export function wideWorkflow(name, steps) {
  const ids = Array.from({ length: steps }, (_, index) => `step_${index + 1}`);
  return `${HEAD}label: ${name}\n${IMAGE}${messageInput(name)}steps:\n${ids.map((id) => echoStep(id)).join('')}${outputs(ids)}`;
}

/** One step scattered over a list of words, and one that brings the files together. */
export function scatterWorkflow(name, words) {
  const list = words.map((word) => `    - ${word}\n`).join('');
  return `${HEAD}label: ${name}
requirements:
  ScatterFeatureRequirement: {}
${IMAGE}inputs:
- id: words
  type: string[]
  default:
${list}steps:
${echoStep('say', 'words').replace('    run:', '    scatter: message\n    run:')}  join:
    run:
      class: CommandLineTool
      baseCommand: cat
      inputs:
        parts:
          type: File[]
          inputBinding:
            position: 1
      outputs:
      - id: whole
        type: stdout
      stdout: whole.txt
    in:
      parts: say/out
    out: [whole]
outputs:
- id: whole
  type: File
  outputSource: join/whole
`;
}

function messageInput(name) {
  return `inputs:\n- id: message\n  type: string\n  default: ${name}\n`;
}

function echoStep(id, source = 'message') {
  return `  ${id}:
    run:
      class: CommandLineTool
      baseCommand: [echo, ${id}]
      inputs:
        message:
          type: string
          inputBinding:
            position: 1
      outputs:
      - id: out
        type: File
        outputBinding:
          glob: ${id}.txt
      stdout: ${id}.txt
    in:
      message: ${source}
    out: [out]
`;
}

function outputs(ids) {
  return `outputs:\n${ids.map((id) => `- id: ${id}_out\n  type: File\n  outputSource: ${id}/out\n`).join('')}`;
}
