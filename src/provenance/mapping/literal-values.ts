import { literal, type ValueInput } from '../../prov';
import { sha256 } from '../sha256';

const NUMBER_TYPES: Readonly<Record<string, string>> = {
  int: 'xsd:int',
  long: 'xsd:long',
  float: 'xsd:float',
  double: 'xsd:double',
};

/** A literal as PROV has it, in the datatype that its CWL type asks for; records and the like as JSON. */
export function toProvValue(value: unknown, cwlType: string): ValueInput {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'number') return canonicalJson(value);
  const datatype = NUMBER_TYPES[cwlType.replace(/(\[\]|\?)+$/, '')];
  const isWhole = datatype === 'xsd:int' || datatype === 'xsd:long';
  if (datatype === undefined || (isWhole && !Number.isInteger(value))) return value;
  return literal(String(value), datatype === 'xsd:int' && Math.abs(value) >= 2 ** 31 ? 'xsd:long' : datatype);
}

/** The name of a value wherever it occurs: by the sha256 of its canonical JSON, in which `"1"` and `1` differ. */
export function valueContent(value: unknown): string {
  return `cont:value-${sha256(canonicalJson(value))}`;
}

/** JSON with the members of objects in the order of their names and without blanks (RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
