import type { Process } from '../document/model';
import { isObject, type JsonObject, omit } from '../source/json';
import { idOf, type PackContext, packInput, packParameter } from './pack-process';

/** The step that a lone tool becomes: a runner like REANA runs workflows only. */
export const LONE_STEP = 'main';

/** A workflow around a lone tool: the same inputs and outputs, one step. */
export function wrapLoneTool(tool: Process, { names, shared }: PackContext): JsonObject {
  const { label, doc } = tool.raw;
  const javascript = [...tool.requirements, ...tool.hints].find((one) => one.class === 'InlineJavascriptRequirement');
  const owner = { id: '#main', process: { ...tool, class: 'Workflow' as const }, shared };
  return {
    class: 'Workflow',
    id: '#main',
    ...(label !== undefined && { label }),
    ...(doc !== undefined && { doc }),
    ...(javascript && { requirements: [{ ...javascript.raw, class: javascript.class }] }),
    inputs: tool.inputs.map((input) => passThrough(packInput(withFileType(input), owner))),
    outputs: tool.outputs.map((output) => ({
      ...passThrough(packParameter(withFileType(output), owner)),
      outputSource: `#main/${LONE_STEP}/${output.id}`,
    })),
    steps: [
      {
        id: `#main/${LONE_STEP}`,
        run: idOf(tool, names),
        in: tool.inputs.map(({ id }) => ({ id: `#main/${LONE_STEP}/${id}`, source: `#main/${id}` })),
        out: tool.outputs.map(({ id }) => `#main/${LONE_STEP}/${id}`),
      },
    ],
  };
}

/** What concerns the command line stays with the tool. */
function passThrough(parameter: JsonObject): JsonObject {
  const { inputBinding } = parameter;
  const rest = omit(parameter, ['inputBinding', 'outputBinding']);
  if (hasExpression(rest.format)) delete rest.format;
  return isObject(inputBinding) && inputBinding.loadContents === true ? { ...rest, inputBinding: { loadContents: true } } : rest;
}

/** The shortcuts stdin, stdout and stderr are a tool's; for a workflow they are files. */
function withFileType<T extends Process['inputs'][number]>(parameter: T): T {
  const isStream = ['stdin', 'stdout', 'stderr'].includes(parameter.raw.type as string);
  return isStream ? { ...parameter, raw: { ...parameter.raw, type: 'File' } } : parameter;
}

function hasExpression(value: unknown): boolean {
  return typeof value === 'string' && (value.includes('$(') || value.includes('${'));
}
