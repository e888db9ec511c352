import type { Argument, Bundle, ProvDocument, ProvRecord, Statements, Value } from '../model/document';
import { groupBy } from '../model/group-by';
import { bundleNamespaces } from '../model/names';
import { PREDECLARED, type Namespace } from '../model/namespaces';
import type { QualifiedName } from '../model/qualified-name';
import { entryOf, VOCABULARY, type RecordEntry } from '../vocabulary';
import { argumentValue, attributeValue, pairSet, type Json } from './values';

/**
 * PROV-JSON (W3C Member Submission of 24 April 2013) in pieces, one record a line, in the spelling that other implementations
 * agree on: `prefix` first, values of attributes in arrays, names typed `prov:QUALIFIED_NAME`, numbers with their datatype.
 */
export function* serialiseJson(document: ProvDocument): Generator<string> {
  const blank = new BlankNames();
  yield '{\n';
  yield* statements(document, document.namespaces, { blank, indent: '  ' });
  if (document.bundles.length > 0) {
    yield ',\n  "bundle": {';
    let separator = '\n';
    for (const bundle of document.bundles) {
      yield separator;
      yield* bundleMember(bundle, blank);
      separator = ',\n';
    }
    yield '\n  }';
  }
  yield '\n}\n';
}

/** Names for records without an identifier; unique in the document, so that its bundles may be merged. */
class BlankNames {
  private count = 0;

  next(entry: RecordEntry): string {
    this.count += 1;
    return `_:${entry.blank}${this.count}`;
  }
}

interface Place {
  readonly blank: BlankNames;
  readonly indent: string;
}

function* bundleMember(bundle: Bundle, blank: BlankNames): Generator<string> {
  yield `    ${JSON.stringify(bundle.id.text)}: {\n`;
  yield* statements(bundle, bundleNamespaces(bundle), { blank, indent: '      ' });
  yield '\n    }';
}

function* statements({ records }: Statements, namespaces: readonly Namespace[], { blank, indent }: Place): Generator<string> {
  yield `${indent}"prefix": ${JSON.stringify(prefixes(namespaces))}`;
  const byKind = groupBy(records, ({ kind }) => kind);
  for (const entry of VOCABULARY) {
    const ofKind = byKind.get(entry.kind);
    if (!ofKind) continue;
    yield `,\n${indent}"${entry.kind}": {`;
    let separator = '\n';
    for (const [key, sameId] of groupBy(ofKind, ({ id }) => id?.text ?? blank.next(entry))) {
      const bodies = sameId.map(body);
      yield `${separator}${indent}  ${JSON.stringify(key)}: ${JSON.stringify(bodies.length === 1 ? bodies[0] : bodies)}`;
      separator = ',\n';
    }
    yield `\n${indent}}`;
  }
}

function prefixes(namespaces: readonly Namespace[]): Json {
  return Object.fromEntries([...namespaces, ...PREDECLARED].map(({ prefix, iri }) => [prefix === '' ? 'default' : prefix, iri]));
}

function body({ kind, arguments: given, attributes }: ProvRecord): Json {
  const members = argumentMembers(entryOf(kind), given);
  for (const [name, ofName] of groupBy(attributes, (attribute) => attribute.name.text)) {
    members.push([name, ofName.map(({ value }) => attributeValue(value))]);
  }
  return Object.fromEntries(members);
}

function argumentMembers(entry: RecordEntry, given: readonly Argument[]): [string, Json][] {
  const members: [string, Json][] = [];
  entry.arguments.forEach(({ name, type }, place) => {
    const argument = given[place] ?? null;
    if (argument === null || (Array.isArray(argument) && argument.length === 0)) return;
    // A pair is one member: it stands in the place of its entity, with the key that follows.
    const key = entry.arguments[place + 1]?.type === 'key' ? (given[place + 1] ?? null) : null;
    if (key !== null) members.push(['prov:key-entity-set', pairSet([{ key: key as Value, entity: argument as QualifiedName }])]);
    else if (type !== 'key' || (given[place - 1] ?? null) === null) members.push([`prov:${name}`, argumentValue(type, argument)]);
  });
  return members;
}
