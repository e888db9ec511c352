import type { CwlInput, CwlOutput, CwlPlan, CwlStep, CwlStepInput } from './plan';
import { platformUrlOf } from './checks/platform-values';
import type { Parameter, Process, Step } from './document/model';
import { imageOf, type Surroundings } from './document/surroundings';
import { LONE_STEP } from './pack/lone-tool';
import { relocate } from './pack/pack-values';
import { isStrings } from './source/json';
import { describeType, isOptional, takesFiles } from './types/cwl-type';

/** Says what a checked process plans to do; a lone tool as the workflow of one step that it is packed as. */
export function buildPlan(main: Process, version: CwlPlan['cwlVersion']): CwlPlan {
  const around = { lists: main, outer: null };
  const plan = planOf(main, { version, around });
  return main.class === 'Workflow' || main.class === 'Operation'
    ? plan
    : { ...plan, class: main.class, ...loneTool(main, around) };
}

interface Context {
  readonly version: CwlPlan['cwlVersion'];
  readonly around: Surroundings;
}

function planOf(process: Process, context: Context): CwlPlan {
  return {
    cwlVersion: context.version,
    class: 'Workflow',
    label: textOf(process.raw.label),
    doc: textOf(process.raw.doc),
    inputs: process.inputs.map((input) => inputOf(input, process.file)),
    outputs: process.outputs.map(({ id, type, link }): CwlOutput => ({ id, type: describeType(type), sources: link.sources })),
    steps: process.steps.map((step) => stepOf(step, context)),
  };
}

function loneTool(tool: Process, around: Surroundings): Pick<CwlPlan, 'outputs' | 'steps'> {
  const outputs = tool.outputs.map(({ id, type }) => ({ id, type: describeType(type) }));
  const inputs = tool.inputs.map(({ id, type }): CwlStepInput => ({
    id,
    type: describeType(type),
    sources: [id],
    hasDefault: false,
  }));
  const step: CwlStep = {
    ...{ id: LONE_STEP, label: textOf(tool.raw.label), runClass: tool.class, inputs, outputs },
    ...{ scatter: [], scatterMethod: null, workflow: null },
    image: tool.class === 'CommandLineTool' ? imageOf(around) : null,
  };
  return { outputs: outputs.map((output) => ({ ...output, sources: [`${LONE_STEP}/${output.id}`] })), steps: [step] };
}

function inputOf(input: Parameter, file: string): CwlInput {
  const written = input.raw.default ?? null;
  return {
    id: input.id,
    type: describeType(input.type),
    optional: isOptional(input.type),
    hasDefault: written !== null,
    default: relocate(written, file),
    doc: textOf(input.raw.doc),
    takesFiles: takesFiles(input.type),
    valueFromPlatform: platformUrlOf(input),
    schema: input.type,
  };
}

function stepOf(step: Step, { version, around }: Context): CwlStep {
  const run = step.run;
  const types = new Map(run?.inputs.map(({ id, type }) => [id, describeType(type)]));
  const outputTypes = new Map(run?.outputs.map(({ id, type }) => [id, describeType(type)]));
  const inside: Surroundings | null = run && { lists: run, outer: { lists: step, outer: around } };
  return {
    id: step.id,
    label: textOf(step.raw.label),
    runClass: run?.class ?? 'Operation',
    inputs: step.inputs.map(({ id, link, hasDefault }) => ({
      id,
      type: types.get(id) ?? 'Any',
      sources: link.sources,
      hasDefault,
    })),
    outputs: step.outputs.map(({ id }) => ({ id, type: outputTypes.get(id) ?? 'Any' })),
    scatter: step.scatter,
    scatterMethod: step.scatterMethod,
    image: run?.class === 'CommandLineTool' ? imageOf(inside) : null,
    workflow: run?.class === 'Workflow' && inside ? planOf(run, { version, around: inside }) : null,
  };
}

function textOf(value: unknown): string | null {
  if (isStrings(value)) return value.join('\n');
  return typeof value === 'string' ? value : null;
}
