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

/** Lanes of steps, each of which takes the file of the one before; a last step brings the ends of the lanes together. */
export function lanesWorkflow(name, { lanes, length }) {
  const steps = Array.from({ length: lanes }, (_, lane) => laneSteps(lane + 1, length)).join('');
  const ends = Array.from({ length: lanes }, (_, lane) => `step_${lane + 1}_${length}/out`);
  const requirements = 'requirements:\n  MultipleInputFeatureRequirement: {}\n';
  return `${HEAD}label: ${name}\n${requirements}${IMAGE}${messageInput(name)}steps:\n${steps}${catStep('join', ends)}${outputs(['join'])}`;
}

function laneSteps(lane, length) {
  const id = (place) => `step_${lane}_${place}`;
  const later = Array.from({ length: length - 1 }, (_, index) => catStep(id(index + 2), [`${id(index + 1)}/out`]));
  return [echoStep(id(1)), ...later].join('');
}

function messageInput(name) {
  return `inputs:\n- id: message\n  type: string\n  default: ${name}\n`;
}

function echoStep(id) {
  const tool = { command: `[echo, ${id}]`, input: 'message', type: 'string' };
  return step(id, { ...tool, source: 'message' });
}

function catStep(id, sources) {
  return step(id, {
    command: 'cat',
    input: 'parts',
    type: 'File[]',
    source: `{ source: [${sources.join(', ')}], linkMerge: merge_flattened }`,
  });
}

function step(id, { command, input, type, source, file = `${id}.txt` }) {
  return `  ${id}:
    run:
      class: CommandLineTool
      baseCommand: ${command}
      inputs:
        ${input}:
          type: ${type}
          inputBinding:
            position: 1
      outputs:
      - id: out
        type: File
        outputBinding:
          glob: ${file}
      stdout: ${file}
    in:
      ${input}: ${source}
    out: [out]
`;
}

function outputs(ids) {
  return `outputs:\n${ids.map((id) => `- id: ${id}_out\n  type: File\n  outputSource: ${id}/out\n`).join('')}`;
}

/** One step that runs once for each number of a list; its files are no outputs of the workflow. */
export function scatterWorkflow(name, id) {
  const requirements = 'requirements:\n  ScatterFeatureRequirement: {}\n';
  const tool = { command: '[echo]', input: 'number', type: 'int', file: 'out.txt', source: 'numbers\n    scatter: number' };
  return `${HEAD}label: ${name}\n${requirements}${IMAGE}inputs:\n- id: numbers\n  type: int[]\nsteps:\n${step(id, tool)}outputs: []\n`;
}
