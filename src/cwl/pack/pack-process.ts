import type { Parameter, Process, Step, StepInput } from '../document/model';
import type { JsonObject } from '../source/json';
import { asList } from '../source/json';
import type { PackedNames } from './names';
import { packType } from './pack-type';
import type { SharedTypes } from './shared-types';
import { expandName, ownFields, packRequirements, relocate } from './pack-values';

export interface PackContext {
  readonly names: PackedNames;
  readonly shared: SharedTypes;
}

/** Writes one process of the packed document, with the ids of `cwltool --pack`: `#name`, `#name/input`, `#name/step/port`. */
export function packProcess(process: Process, context: PackContext): JsonObject {
  const { names, shared } = context;
  const id = idOf(process, names);
  const streams = process.class === 'CommandLineTool' ? packStreams(process, id) : {};
  return {
    class: process.class,
    id,
    ...ownFields(process.raw, ['class', 'id', 'cwlVersion', 'requirements', 'hints', 'inputs', 'outputs', 'steps']),
    ...packRequirements(process, process),
    inputs: process.inputs.map((input) => packInput(input, { id, process, shared })),
    outputs: process.outputs.map((output) => packOutput(output, { id, process, shared }, streams)),
    ...(process.class === 'Workflow' && { steps: process.steps.map((step) => packStep(step, id, process, names)) }),
    ...streams,
  };
}

export function idOf(process: Process, names: PackedNames): string {
  return `#${names.get(process) ?? process.name}`;
}

interface Streams {
  readonly stdin?: string;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** `type: stdin`, `stdout` and `stderr` stand for a File and a redirection (CWL 1.2 CommandLineTool, 5.1 and 5.4). */
function packStreams(process: Process, id: string): Streams {
  const stdin = process.inputs.find(({ raw }) => raw.type === 'stdin');
  const nameOf = (stream: 'stdout' | 'stderr'): { [stream]?: string } => {
    if (!process.outputs.some(({ raw }) => raw.type === stream)) return {};
    const written = process.raw[stream];
    return { [stream]: typeof written === 'string' ? written : `${id.slice(1).replace(/[^\w.-]/g, '_')}.${stream}` };
  };
  return { ...(stdin && { stdin: `$(inputs.${stdin.id}.path)` }), ...nameOf('stdout'), ...nameOf('stderr') };
}

interface Owner {
  readonly id: string;
  readonly process: Process;
  readonly shared: SharedTypes;
}

export function packParameter({ id, raw }: Parameter, { id: parent, process, shared }: Owner): JsonObject {
  const own = `${parent}/${id}`;
  const isStream = process.class === 'CommandLineTool' && ['stdin', 'stdout', 'stderr'].includes(raw.type as string);
  const type = isStream
    ? 'File'
    : packType(raw.type, { scope: process.scope, id: own, hasBindings: process.class !== 'Workflow', shared });
  const packed: JsonObject = { id: own, type, ...ownFields(raw, ['id', 'type']) };
  if ('format' in packed) packed.format = expandName(packed.format, process.namespaces);
  return packed;
}

export function packInput(input: Parameter, owner: Owner): JsonObject {
  const packed = packParameter(input, owner);
  return 'default' in packed ? { ...packed, default: relocate(packed.default, owner.process.file) } : packed;
}

function packOutput(output: Process['outputs'][number], owner: Owner, streams: Streams): JsonObject {
  const packed = packParameter(output, owner);
  const stream = output.raw.type === 'stdout' || output.raw.type === 'stderr' ? streams[output.raw.type] : undefined;
  if (stream !== undefined) packed.outputBinding = { glob: stream };
  if (owner.process.class === 'Workflow') packed.outputSource = packSources(output, owner.id);
  return packed;
}

function packSources({ link }: Pick<StepInput, 'link'>, parent: string): unknown {
  const sources = link.sources.map((source) => `${parent}/${source}`);
  return link.isList ? sources : sources[0];
}

function packStep(step: Step, parent: string, process: Process, names: PackedNames): JsonObject {
  const id = `${parent}/${step.id}`;
  const scatter = step.scatter.map((input) => `${id}/${input}`);
  return {
    id,
    ...ownFields(step.raw, ['id', 'run', 'in', 'out', 'scatter', 'requirements', 'hints']),
    ...packRequirements(step, process),
    run: step.run ? idOf(step.run, names) : null,
    ...(scatter.length > 0 && { scatter: Array.isArray(step.raw.scatter) ? scatter : scatter[0] }),
    in: step.inputs.map((input) => packStepInput(input, { id, parent, file: process.file })),
    out: asList(step.outputs.map((output) => `${id}/${output.id}`)),
  };
}

function packStepInput(input: StepInput, at: { id: string; parent: string; file: string }): JsonObject {
  const packed: JsonObject = { id: `${at.id}/${input.id}`, ...ownFields(input.raw, ['id', 'source']) };
  if (input.link.sources.length > 0 || input.link.isList) packed.source = packSources(input, at.parent);
  if ('default' in packed) packed.default = relocate(packed.default, at.file);
  return packed;
}
