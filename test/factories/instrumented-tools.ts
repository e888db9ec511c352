import { instrument, type Instrumented } from '../../src/cwl/instrumentation/instrument';

export const NONCE = '5f3a9c01';
export const SHELL = { requirements: [{ class: 'ShellCommandRequirement' }] };
export const STAGED = { requirements: [{ class: 'InitialWorkDirRequirement', listing: [] }] };

/** A CommandLineTool of a packed document, or a part of one. */
export type Tool = Record<string, unknown>;
export interface Argument {
  position: number;
  valueFrom: string;
  shellQuote?: boolean;
}

interface Around {
  readonly main?: Tool;
  readonly step?: Tool;
  readonly isUploaded?: boolean;
}

export function tool(fields: Tool = {}): Tool {
  return { class: 'CommandLineTool', id: '#count.cwl', inputs: [], outputs: [], baseCommand: ['wc', '-l'], ...fields };
}

/** An input of the tool. */
export function file(name: string, fields: Tool = {}): Tool {
  return { id: `#count.cwl/${name}`, type: 'File', ...fields };
}

export function output(glob: unknown, fields: Tool = {}): Tool {
  return { id: '#count.cwl/out', type: 'File', outputBinding: { glob }, ...fields };
}

/** A packed document with one step for each tool. */
export function documentWith(tools: Tool[], main: Tool = {}, step: Tool = {}): Record<string, unknown> {
  const steps = tools.map(({ id }, index) => ({ id: `#main/s${index}`, run: id, in: [], out: [], ...step }));
  return { cwlVersion: 'v1.2', $graph: [{ class: 'Workflow', id: '#main', inputs: [], outputs: [], steps, ...main }, ...tools] };
}

/** What becomes of a document whose only tool has these fields. */
export function result(fields: Tool, { main, step, isUploaded }: Around = {}): Instrumented {
  const limits = { inlineBytes: isUploaded ? 0 : Infinity, largestBytes: Infinity };
  return instrument(documentWith([tool(fields)], main, step), { nonce: NONCE, limits });
}

/** What becomes of that tool. */
export function wrapped(fields: Tool, around: Around = {}): Tool {
  return (result(fields, around).packed.$graph as Tool[])[1]!;
}

/** Words of the wrapper behind the script, up to the tool's command. */
export function wordsOf({ baseCommand, arguments: list }: Tool): string[] {
  const all = [...(baseCommand as string[]).slice(4), ...((list ?? []) as Argument[]).map(({ valueFrom }) => valueFrom)];
  return all.slice(0, all.indexOf('--'));
}
