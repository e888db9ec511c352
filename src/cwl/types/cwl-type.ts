/**
 * A resolved CWL type, in CWL's own long form without shortcuts, ids and bindings, so that it can be kept as JSON.
 * Names of SchemaDefRequirement are replaced by what they stand for.
 */
export type CwlType = string | readonly CwlType[] | CwlArrayType | CwlRecordType | CwlEnumType;

export interface CwlArrayType {
  readonly type: 'array';
  readonly items: CwlType;
}

export interface CwlRecordType {
  readonly type: 'record';
  readonly fields: readonly { readonly name: string; readonly type: CwlType }[];
}

export interface CwlEnumType {
  readonly type: 'enum';
  readonly symbols: readonly string[];
}

export type CwlUnion = readonly CwlType[];

export const PRIMITIVES: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'string',
  'File',
  'Directory',
  'Any',
]);

const LONGEST_DESCRIPTION = 200;

export function isUnion(type: CwlType): type is CwlUnion {
  return Array.isArray(type);
}

export function isOptional(type: CwlType): boolean {
  return type === 'null' || (isUnion(type) && type.some(isOptional));
}

/** The type without null: what a value that is given must be. */
export function withoutNull(type: CwlType): CwlType {
  if (!isUnion(type)) return type;
  const rest = type.filter((member) => member !== 'null');
  return rest.length === 1 && rest[0] !== undefined ? rest[0] : rest;
}

export function takesFiles(type: CwlType): boolean {
  if (typeof type === 'string') return type === 'File' || type === 'Directory' || type === 'Any';
  if (isUnion(type)) return type.some(takesFiles);
  if (type.type === 'array') return takesFiles(type.items);
  return type.type === 'record' && type.fields.some((field) => takesFiles(field.type));
}

/** As a person writes it: `File`, `int?`, `string[]`, `enum(a|b)`, `record(name: string)`. */
export function describeType(type: CwlType): string {
  const text = describe(type, LONGEST_DESCRIPTION);
  return text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION - 3)}...` : text;
}

function describe(type: CwlType, room: number): string {
  if (typeof type === 'string') return type;
  if (isUnion(type)) return describeUnion(type, room);
  if (type.type === 'array') {
    const items = describe(type.items, room - 2);
    return /[?|]$| \| /.test(items) ? `(${items})[]` : `${items}[]`;
  }
  if (type.type === 'enum') return `enum(${joinWithin(type.symbols, '|', room)})`;
  const fields = type.fields.map(
    (field) => `${field.name}: ${room > 0 ? describe(field.type, room - field.name.length - 8) : '...'}`,
  );
  return `record(${joinWithin(fields, ', ', room)})`;
}

function describeUnion(type: CwlUnion, room: number): string {
  const members = type.filter((member) => member !== 'null');
  const text = joinWithin(
    members.slice(0, 20).map((member) => describe(member, room - 4)),
    ' | ',
    room,
  );
  if (members.length === type.length) return text;
  if (members.length === 0) return 'null';
  return members.length > 1 ? `(${text})?` : `${text}?`;
}

function joinWithin(parts: readonly string[], separator: string, room: number): string {
  let text = '';
  for (const part of parts) {
    if (text.length > room) return `${text}${separator}...`;
    text += (text === '' ? '' : separator) + part;
  }
  return text;
}
