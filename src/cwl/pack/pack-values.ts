import { resolvePath, resolveReference } from '../document/paths';
import { isExtension, PLATFORM_FIELDS } from '../document/fields';
import { entriesOfMap } from '../document/id-map';
import type { Process, Requirement } from '../document/model';
import type { RequirementLists } from '../document/requirements';
import { asList, isObject, type JsonObject, omit } from '../source/json';

/** The fields that are CWL's own: without name spaced extensions, fields of this service, and empty ones. */
export function ownFields(raw: JsonObject, without: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(raw).filter(
      ([name, value]) =>
        value !== null && !isExtension(name) && !PLATFORM_FIELDS.has(name) && !name.startsWith('$') && !without.includes(name),
    ),
  );
}

/** A value with the locations of its files seen from the top folder, where the packed document stands. */
export function relocate(value: unknown, file: string): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => relocate(item, file));
  if (!isObject(value)) return value;
  const moved = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, relocate(item, file)]));
  const isFile = value.class === 'File' || value.class === 'Directory';
  return isFile ? relocateFile(moved, file) : moved;
}

function relocateFile(value: JsonObject, file: string): JsonObject {
  const { location, path, ...rest } = value;
  const written = location ?? path;
  if (typeof written !== 'string' || written.includes('$(') || written.includes('${')) return value;
  const resolved = typeof location === 'string' ? resolveReference(location, file) : resolvePath(written, file);
  if (!('path' in resolved)) return value;
  return { ...rest, location: resolved.path.split('/').map(encodeURIComponent).join('/') };
}

/** `edam:format_2330` as a full IRI, so that the packed document needs no `$namespaces`. */
export function expandName(value: unknown, namespaces: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => expandName(item, namespaces));
  if (typeof value !== 'string') return value;
  const colon = value.indexOf(':');
  const iri = namespaces.get(value.slice(0, Math.max(colon, 0)));
  return iri === undefined ? value : iri + value.slice(colon + 1);
}

/** `requirements` and `hints` as lists; type definitions are gone, they are shared. */
export function packRequirements(lists: RequirementLists, process: Pick<Process, 'file' | 'namespaces'>): JsonObject {
  const pack = (list: readonly Requirement[]): JsonObject[] =>
    list.filter((one) => one.class !== 'SchemaDefRequirement').map((one) => packRequirement(one, process));
  const requirements = pack(lists.requirements);
  const hints = pack(lists.hints);
  return { ...(requirements.length > 0 && { requirements }), ...(hints.length > 0 && { hints }) };
}

function packRequirement(
  { class: name, raw }: Requirement,
  { file, namespaces }: Pick<Process, 'file' | 'namespaces'>,
): JsonObject {
  const packed: JsonObject = { class: expandName(name, namespaces), ...omit(raw, ['class']) };
  if (name === 'EnvVarRequirement') packed.envDef = listOf(raw.envDef, 'envName', 'envValue');
  if (name === 'SoftwareRequirement') packed.packages = listOf(raw.packages, 'package', 'specs');
  if (name === 'InitialWorkDirRequirement') packed.listing = relocate(raw.listing, file);
  return packed;
}

function listOf(value: unknown, key: string, predicate: string): unknown[] {
  return isObject(value) ? entriesOfMap(value, key, predicate) : asList(value);
}
