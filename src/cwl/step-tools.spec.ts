import { readWorkflow } from './read-workflow';
import { toolsOfSteps } from './step-tools';

async function toolsIn(text: string, files: Readonly<Record<string, string>> = {}) {
  const { document, findings } = await readWorkflow({
    name: 'w.cwl',
    text,
    readFile: (path) => Promise.resolve(files[path] ?? null),
  });
  if (document === null) throw new Error(JSON.stringify(findings));
  return Object.fromEntries(toolsOfSteps(document.packed));
}

const IMAGE = 'hints: {DockerRequirement: {dockerPull: docker.io/library/alpine:3.20}}';
const TOOL = `cwlVersion: v1.2\nclass: CommandLineTool\n${IMAGE}\nbaseCommand: "true"\ninputs: {}\noutputs: {}\n`;

describe('the tools of steps', () => {
  it('are found through files, sub-workflows and steps that hold them', async () => {
    const inner = `cwlVersion: v1.2
class: Workflow
inputs: {}
outputs: {}
steps:
  deep: {run: tool.cwl, in: {}, out: []}
`;
    const text = `cwlVersion: v1.2
class: Workflow
requirements: {SubworkflowFeatureRequirement: {}}
${IMAGE}
inputs: {}
outputs: {}
steps:
  first: {run: tool.cwl, in: {}, out: []}
  second: {run: tool.cwl, in: {}, out: []}
  sub: {run: inner.cwl, in: {}, out: []}
  own:
    run: {class: CommandLineTool, baseCommand: "true", inputs: {}, outputs: {}}
    in: {}
    out: []
`;
    const tools = await toolsIn(text, { 'tool.cwl': TOOL, 'inner.cwl': inner });
    expect(Object.keys(tools).sort()).toEqual(['first', 'own', 'second', 'sub/deep']);
    expect([tools['first'], tools['second'], tools['sub/deep']]).toEqual(['tool.cwl', 'tool.cwl', 'tool.cwl']);
  });

  it('are that of a lone tool, whose step is called main', async () => {
    expect(Object.keys(await toolsIn(TOOL))).toEqual(['main']);
  });

  it.each([[{}], [{ $graph: 'x' }], [{ $graph: [{ id: '#main', steps: [{ id: '#main/a', run: '#gone' }] }] }]])(
    'are none in %j',
    (packed) => {
      expect(toolsOfSteps(packed).size).toBe(0);
    },
  );
});
