import type { CwlPlan } from '../../cwl';
import type { ObservedData, ObservedFile, ObservedValue } from '../execution.reader';

type JsonObject = Readonly<Record<string, unknown>>;

/** How a location in a CWL value becomes a path of the workspace, and what is known of the files there. */
export interface ValueContext {
  pathOf(location: string): string;
  readonly files: ReadonlyMap<string, ObservedFile>;
}

/** The output object that the engine prints at the end of its text; null: it is not there. */
export function finalOutput(engineText: string): JsonObject | null {
  const text = /FinalOutput(\{.*?\})FinalOutput/s.exec(engineText)?.[1];
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return null;
  }
}

/** The path in the workspace of a location that the engine reports: what follows its folder of outputs. */
export function outputPath(location: string): string {
  const tail = location.slice(location.lastIndexOf('/outputs/') + 1);
  return location.includes('/outputs/') ? decoded(tail) : decoded(location);
}

/** The path in the workspace of a location in a job: relative, as it was written. */
export function inputPath(location: string): string {
  return decoded(location.replace(/^\.\//, ''));
}

export function inputValues(plan: CwlPlan, parameters: JsonObject, context: ValueContext): ObservedValue[] {
  return plan.inputs.flatMap(({ id, type, default: preset }) => {
    const value = parameters[id] ?? preset;
    return value === undefined || value === null ? [] : [{ port: id, type, value: toData(value, context) }];
  });
}

export function outputValues(plan: CwlPlan, output: JsonObject | null, context: ValueContext): ObservedValue[] {
  return plan.outputs.flatMap(({ id, type }) => {
    const value = output?.[id];
    return value === undefined || value === null ? [] : [{ port: id, type, value: toData(value, context) }];
  });
}

function toData(value: unknown, context: ValueContext): ObservedData {
  if (Array.isArray(value)) return { kind: 'list', directory: null, items: value.map((one) => toData(one, context)) };
  if (!isObject(value)) return { kind: 'literal', value };
  const location = textOf(value['location']) ?? textOf(value['path']);
  if (value['class'] === 'Directory') return directory(value, location, context);
  if (value['class'] !== 'File' || location === null) return { kind: 'literal', value };
  const file = fileAt(context.pathOf(location), value, context);
  const secondary = value['secondaryFiles'];
  if (!Array.isArray(secondary) || secondary.length === 0) return file;
  return { kind: 'list', directory: null, items: [file, ...secondary.map((one) => toData(one, context))] };
}

function directory(value: JsonObject, location: string | null, context: ValueContext): ObservedData {
  const path = location === null ? textOf(value['basename']) : context.pathOf(location).replace(/\/+$/, '');
  const listing = value['listing'];
  if (Array.isArray(listing)) return { kind: 'list', directory: path, items: listing.map((one) => toData(one, context)) };
  const inside = [...context.files.values()].filter((file) => path !== null && file.path.startsWith(`${path}/`));
  return { kind: 'list', directory: path, items: inside };
}

function fileAt(path: string, value: JsonObject, context: ValueContext): ObservedFile {
  const size = typeof value['size'] === 'number' ? value['size'] : null;
  return context.files.get(path) ?? { kind: 'file', path, size, sha256: null, modifiedAt: null, source: null };
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function decoded(location: string): string {
  try {
    return decodeURIComponent(location);
  } catch {
    return location;
  }
}
