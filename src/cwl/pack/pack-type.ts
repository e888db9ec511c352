import { asList, isObject, type JsonObject, omit } from '../source/json';
import { shortName } from '../document/identifiers';
import { entriesOfMap } from '../document/id-map';
import { PRIMITIVES } from '../types/cwl-type';
import type { TypeScope } from '../types/type-scope';
import type { SharedTypes } from './shared-types';

export interface TypePlace {
  readonly scope: TypeScope;
  /** The packed id of the parameter: names inside the type stand below it. */
  readonly id: string;
  /** False: command line bindings are left out (a workflow's parameters have none). */
  readonly hasBindings: boolean;
  readonly shared: SharedTypes;
}

/** Writes a type in long form: shortcuts written out, ids below the parameter's, named types as references. */
export function packType(raw: unknown, place: TypePlace): unknown {
  if (typeof raw === 'string') return packName(raw, place);
  if (Array.isArray(raw)) return packUnion(raw, place);
  return isObject(raw) ? packSchema(raw, place) : raw;
}

function packUnion(members: readonly unknown[], place: TypePlace): unknown {
  const written = members.flatMap((member) => packType(member, place));
  const unique = written.filter((member, index) => typeof member !== 'string' || written.indexOf(member) === index);
  return unique.length === 1 ? unique[0] : unique;
}

function packName(name: string, place: TypePlace): unknown {
  const isOptional = name.endsWith('?');
  const bare = isOptional ? name.slice(0, -1) : name;
  const isArray = bare.endsWith('[]');
  const base = isArray ? bare.slice(0, -2) : bare;
  const type = PRIMITIVES.has(base) ? base : packReference(base, place);
  const wide = isArray ? { type: 'array', items: type } : type;
  return isOptional ? ['null', wide].flat() : wide;
}

function packReference(name: string, { scope, shared }: TypePlace): unknown {
  const definition = scope.written(name);
  if (!definition) return name;
  const write = (id: string): JsonObject =>
    packSchema({ ...definition.raw, name: id }, { scope: definition.scope, id, hasBindings: true, shared }) as JsonObject;
  if (definition.raw.type === 'array') return write(name); // an array has no name of its own in CWL
  return shared.share(shortName(name), write);
}

function packSchema(raw: JsonObject, place: TypePlace): unknown {
  if (raw.type === 'array') return { ...rest(raw, place), type: 'array', items: packType(raw.items, place) };
  if (raw.type === 'enum') return packEnum(raw, place);
  if (raw.type === 'record') return packRecord(raw, place);
  return packType(raw.type, place);
}

function packEnum(raw: JsonObject, place: TypePlace): JsonObject {
  const { name, base } = nameOf(raw, place);
  const symbols = asList(raw.symbols).map((symbol) => `${base}/${shortName(String(symbol))}`);
  return { ...name, type: 'enum', symbols, ...rest(raw, place) };
}

function packRecord(raw: JsonObject, place: TypePlace): JsonObject {
  const { name, base } = nameOf(raw, place);
  const fields = Array.isArray(raw.fields) ? (raw.fields as JsonObject[]) : entriesOfMap(raw.fields, 'name', 'type');
  const written = fields.map((field) => {
    const id = `${base}/${shortName(String(field.name))}`;
    return { name: id, type: packType(field.type, { ...place, id }), ...rest(field, place) };
  });
  return { ...name, type: 'record', fields: written, ...rest(raw, place) };
}

/** A name that is not qualified stands below the parameter; a shared one is qualified already. */
function nameOf(raw: JsonObject, { id }: TypePlace): { name: { name?: string }; base: string } {
  if (typeof raw.name !== 'string') return { name: {}, base: id };
  const name = raw.name === id ? id : `${id}/${shortName(raw.name)}`;
  return { name: { name }, base: name };
}

function rest(raw: JsonObject, { hasBindings }: TypePlace): JsonObject {
  return omit(raw, ['name', 'type', 'items', 'fields', 'symbols', ...(hasBindings ? [] : ['inputBinding', 'outputBinding'])]);
}
