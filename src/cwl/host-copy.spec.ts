import { readWorkflow } from './read-workflow';
import { toHostCopy } from './host-copy';

const TEXT = `cwlVersion: v1.2
class: Workflow
requirements:
  SubworkflowFeatureRequirement: {}
  DockerRequirement: {dockerPull: workflow}
inputs: []
outputs: []
steps:
  own:
    run: {class: CommandLineTool, baseCommand: a, inputs: [], outputs: [], requirements: {DockerRequirement: {dockerPull: tool}}}
    in: []
    out: []
  step:
    run: {class: CommandLineTool, baseCommand: b, inputs: [], outputs: [], hints: {DockerRequirement: {dockerPull: hint}}}
    requirements: [{class: DockerRequirement, dockerPull: step}]
    in: []
    out: []
  sub:
    run:
      class: Workflow
      inputs: []
      outputs: []
      steps:
        train: {run: {class: CommandLineTool, baseCommand: c, inputs: [], outputs: []}, in: [], out: []}
        sum: {run: {class: ExpressionTool, inputs: [], outputs: [], expression: "$(null)"}, in: [], out: []}
    in: []
    out: []
`;

async function packedOf(text: string): Promise<Record<string, unknown>> {
  const { document, findings } = await readWorkflow({ name: 'w.cwl', text, readFile: () => Promise.resolve(null) });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return document!.packed;
}

describe('a copy for running without containers', () => {
  it('has every DockerRequirement among the hints and leaves the original alone', async () => {
    const packed = await packedOf(TEXT);
    const before = JSON.stringify(packed);
    const { document } = toHostCopy(packed);
    expect(JSON.stringify(packed)).toBe(before);
    const [main, own, step] = document.$graph as Record<string, unknown>[];
    expect(main).toMatchObject({
      requirements: [{ class: 'SubworkflowFeatureRequirement' }],
      hints: [{ class: 'DockerRequirement', dockerPull: 'workflow' }],
      steps: [{}, { requirements: [], hints: [{ class: 'DockerRequirement', dockerPull: 'step' }] }, {}],
    });
    expect(own).toMatchObject({ requirements: [], hints: [{ class: 'DockerRequirement', dockerPull: 'tool' }] });
    expect(step).toMatchObject({ hints: [{ class: 'DockerRequirement', dockerPull: 'hint' }] });
  });

  it('says which image each step would have run in: the nearest, requirements before hints', async () => {
    expect(toHostCopy(await packedOf(TEXT)).images).toEqual({ own: 'tool', step: 'step', 'sub/train': 'workflow' });
  });

  it('calls the step of a lone tool main', async () => {
    const tool =
      'cwlVersion: v1.0\nclass: CommandLineTool\nbaseCommand: a\ninputs: []\noutputs: []\nhints: {DockerRequirement: {dockerPull: x}}\n';
    expect(toHostCopy(await packedOf(tool)).images).toEqual({ main: 'x' });
  });

  it('reads and keeps the map form', () => {
    const run = { class: 'CommandLineTool', requirements: { DockerRequirement: { dockerPull: 'x' } }, hints: { Other: {} } };
    const { document, images } = toHostCopy({ $graph: [{ id: '#main', class: 'Workflow', steps: [{ id: '#main/s', run }] }] });
    expect(document).toMatchObject({
      $graph: [{ steps: [{ run: { requirements: {}, hints: { Other: {}, DockerRequirement: { dockerPull: 'x' } } } }] }],
    });
    expect(images).toEqual({ s: 'x' });
  });
});
