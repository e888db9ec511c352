import { ProvError } from '../errors';
import type { Value } from './document';
import { Literal } from './literal';
import type { Namespaces } from './namespaces';
import { QualifiedName } from './qualified-name';

/** A name still to be resolved where it is used. */
export class NameInput {
  constructor(readonly text: string) {}
}

/** A literal whose datatype is still to be resolved where it is used. */
export class LiteralInput {
  constructor(
    readonly lexical: string,
    readonly datatype: string | null,
    readonly language: string | null = null,
  ) {}
}

/** What may be given as a value: numbers become xsd:int, xsd:long or xsd:double, dates xsd:dateTime with milliseconds. */
export type ValueInput = string | number | bigint | boolean | Date | NameInput | LiteralInput | Value;

/** Attributes by name; an array states each of its values, null and undefined state nothing. */
export type AttributesInput = Readonly<Record<string, ValueInput | readonly ValueInput[] | null | undefined>>;

export type TimeInput = string | Date | null | undefined;

/** A qualified name as a value: `qn('prov:Plan')`. */
export function qn(text: string): NameInput {
  return new NameInput(text);
}

/** A typed value in its lexical form: `literal('1.0', 'xsd:decimal')`. */
export function literal(lexical: string, datatype: string): LiteralInput {
  return new LiteralInput(lexical, datatype);
}

/** Text in a language: `text('bonjour', 'fr')`. */
export function text(lexical: string, language: string): LiteralInput {
  if (!/^[A-Za-z]+(-[A-Za-z0-9]+)*$/.test(language)) throw new ProvError('prov.bad_value', `'${language}' is no language tag`);
  return new LiteralInput(lexical, null, language);
}

const NAME_TYPES = ['prov:QUALIFIED_NAME', 'xsd:QName'];
const DATE_TIME =
  /^-?(?:[1-9]\d{4,}|\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)(?:Z|[+-](?:0\d:[0-5]\d|1[0-3]:[0-5]\d|14:00))?$/;

export function toValue(input: ValueInput, namespaces: Namespaces): Value {
  if (input instanceof QualifiedName || input instanceof Literal) return input;
  if (input instanceof NameInput) return namespaces.resolve(input.text);
  if (input instanceof LiteralInput) return toLiteral(input, namespaces);
  const [lexical, datatype] = typed(input);
  return new Literal(lexical, namespaces.resolve(datatype));
}

/** The time as an xsd:dateTime; text keeps its zone and its digits. */
export function toTime(input: TimeInput, namespaces: Namespaces): Literal | null {
  if (input === null || input === undefined) return null;
  return new Literal(dateTime(input), namespaces.resolve('xsd:dateTime'));
}

function toLiteral(input: LiteralInput, namespaces: Namespaces): Value {
  if (input.datatype === null) return new Literal(input.lexical, null, input.language);
  if (NAME_TYPES.includes(input.datatype)) return namespaces.resolve(input.lexical);
  return new Literal(input.lexical, namespaces.resolve(input.datatype));
}

function typed(input: string | number | bigint | boolean | Date): [lexical: string, datatype: string] {
  if (typeof input === 'string') return [input, 'xsd:string'];
  if (typeof input === 'boolean') return [String(input), 'xsd:boolean'];
  if (input instanceof Date) return [dateTime(input), 'xsd:dateTime'];
  if (typeof input === 'bigint') return [String(input), integerType(input)];
  if (Number.isSafeInteger(input) && !Object.is(input, -0)) return [String(input), integerType(BigInt(input))];
  return [double(input), 'xsd:double'];
}

function integerType(value: bigint): string {
  if (BigInt.asIntN(32, value) === value) return 'xsd:int';
  return BigInt.asIntN(64, value) === value ? 'xsd:long' : 'xsd:integer';
}

function double(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return String(value).replace('Infinity', 'INF');
}

function dateTime(input: string | Date): string {
  const lexical = typeof input === 'string' ? input : Number.isNaN(input.getTime()) ? '' : input.toISOString();
  if (!DATE_TIME.test(lexical)) throw new ProvError('prov.bad_time', `'${String(input)}' is no xsd:dateTime`);
  return lexical;
}
