import type { Argument, Attribute, KeyEntityPair, ProvDocument, ProvRecord, Statements, Value } from '../model/document';
import { Literal } from '../model/literal';
import { escapeLocalName } from '../model/local-name';
import { bundleNamespaces } from '../model/names';
import { XSD, type Namespace } from '../model/namespaces';
import { QualifiedName } from '../model/qualified-name';
import { entryOf, type ArgumentType, type RecordEntry } from '../vocabulary';

/** PROV-N (W3C Recommendation of 30 April 2013) in pieces, in the order in which the statements were made. */
export function* serialiseN(document: ProvDocument): Generator<string> {
  yield 'document\n';
  yield* statements(document, document.namespaces, '  ');
  for (const bundle of document.bundles) {
    yield `  bundle ${name(bundle.id)}\n`;
    yield* statements(bundle, bundleNamespaces(bundle), '    ');
    yield '  endBundle\n';
  }
  yield 'endDocument\n';
}

function* statements({ records }: Statements, namespaces: readonly Namespace[], indent: string): Generator<string> {
  for (const one of [...namespaces].sort(byDefaultFirst)) yield `${indent}${declaration(one)}\n`;
  for (const record of records) yield `${indent}${statement(record)}\n`;
}

/** The grammar has the default namespace in front of the prefixes (§3.7.1). */
function byDefaultFirst(one: Namespace, other: Namespace): number {
  return Number(other.prefix === '') - Number(one.prefix === '');
}

function declaration({ prefix, iri }: Namespace): string {
  return prefix === '' ? `default <${iri}>` : `prefix ${prefix} <${iri}>`;
}

function statement(record: ProvRecord): string {
  const entry = entryOf(record.kind);
  const places = argumentList(entry, record.arguments);
  if (record.attributes.length > 0) places.push(`[${record.attributes.map(attribute).join(', ')}]`);
  if (entry.element && record.id) places.unshift(name(record.id));
  const id = !entry.element && record.id ? `${name(record.id)}; ` : '';
  return `${entry.n}(${id}${places.join(', ')})`;
}

/** The grammar has the optional arguments all or not at all: `-` marks those that are not stated. */
function argumentList(entry: RecordEntry, given: readonly Argument[]): string[] {
  const isStated = entry.arguments.some((argument, place) => !argument.mandatory && (given[place] ?? null) !== null);
  const written = isStated ? entry.arguments : entry.arguments.filter((argument) => argument.mandatory);
  return written.map((one) => argumentText(one.type, given[entry.arguments.indexOf(one)] ?? null));
}

function argumentText(type: ArgumentType, argument: Argument): string {
  if (argument === null) return '-';
  if (argument instanceof QualifiedName) return type === 'key' ? value(argument) : name(argument);
  if (argument instanceof Literal) return type === 'time' ? argument.lexical : value(argument);
  return `{${argument.map(setMember).join(', ')}}`;
}

function setMember(member: Value | KeyEntityPair): string {
  if (member instanceof QualifiedName || member instanceof Literal) return value(member);
  return `(${value(member.key)}, ${name(member.entity)})`;
}

function attribute({ name: attributeName, value: attributeValue }: Attribute): string {
  return `${name(attributeName)}=${value(attributeValue)}`;
}

function value(one: Value): string {
  if (one instanceof QualifiedName) return `'${name(one)}'`;
  if (one.datatype === null) return `${quoted(one.lexical)}@${one.language}`;
  if (one.datatype.iri === `${XSD}string`) return quoted(one.lexical);
  // The grammar has a bare number for xsd:int; only a number that it cannot read in another spelling is written so.
  if (one.datatype.iri === `${XSD}int` && /^(0|-?[1-9]\d*)$/.test(one.lexical)) return one.lexical;
  return `${quoted(one.lexical)} %% ${name(one.datatype)}`;
}

function name({ prefix, local }: QualifiedName): string {
  return prefix === '' ? escapeLocalName(local) : `${prefix}:${escapeLocalName(local)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

function quoted(text: string): string {
  return `"${text.replace(/["\\\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character)}"`;
}
