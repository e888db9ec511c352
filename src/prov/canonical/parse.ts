import { ProvError } from '../errors';
import type { Argument, Attribute, Bundle, ProvDocument, ProvRecord, Value } from '../model/document';
import { isWritableLocalName } from '../model/local-name';
import { Literal } from '../model/literal';
import { PREDECLARED, XSD, type Namespace, type Prefixes } from '../model/namespaces';
import { QualifiedName } from '../model/qualified-name';
import { VOCABULARY, type ArgumentType, type RecordEntry } from '../vocabulary';
import type { CanonicalTerm } from './serialise';

type CanonicalLine = readonly [
  string,
  string | null,
  string | null,
  readonly unknown[],
  readonly (readonly [string, CanonicalTerm])[],
];
type Line = Omit<ProvRecord, 'kind'> & { readonly entry: RecordEntry; readonly bundle: string | null };

/** Reads canonical form v1. The form has no prefixes: those given must cover the namespaces of all its names. */
export function parseCanonical(text: string, prefixes: Prefixes): ProvDocument {
  const names = new NameTable(prefixes);
  const parts = new Map<string | null, Map<string, ProvRecord[]>>([[null, new Map()]]);
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const { entry, bundle, ...rest } = readLine(text.slice(start, end < 0 ? text.length : end), names);
    const part = parts.get(bundle) ?? new Map<string, ProvRecord[]>();
    const ofKind = part.get(entry.kind) ?? [];
    ofKind.push(Object.freeze({ kind: entry.kind as ProvRecord['kind'], ...rest }));
    parts.set(bundle, part.set(entry.kind, ofKind));
    start = end < 0 ? text.length : end + 1;
  }
  const bundles: Bundle[] = [];
  for (const [iri, part] of parts)
    if (iri !== null) bundles.push(Object.freeze({ id: names.of(iri), namespaces: Object.freeze([]), records: inOrder(part) }));
  return Object.freeze({
    namespaces: names.namespaces,
    records: inOrder(parts.get(null) ?? new Map<string, ProvRecord[]>()),
    bundles: Object.freeze(bundles),
  });
}

/** Elements first, then the relations, as in the vocabulary. */
function inOrder(part: ReadonlyMap<string, readonly ProvRecord[]>): readonly ProvRecord[] {
  return Object.freeze(VOCABULARY.flatMap(({ kind }) => part.get(kind) ?? []));
}

function readLine(line: string, names: NameTable): Line {
  const [kind, bundle, id, given, attributes] = parsed(line);
  const entry = VOCABULARY.find((one) => one.kind === kind);
  if (entry === undefined) throw new ProvError('prov.bad_value', `'${kind}' is no kind of PROV record`);
  return {
    entry,
    bundle,
    id: id === null ? null : names.of(id),
    arguments: Object.freeze(entry.arguments.map(({ type }, place) => argument(type, given[place] ?? null, names))),
    attributes: Object.freeze(
      attributes.map(([name, value]): Attribute => Object.freeze({ name: names.of(name), value: toValue(value, names) })),
    ),
  };
}

function parsed(line: string): CanonicalLine {
  try {
    const found: unknown = JSON.parse(line);
    if (Array.isArray(found) && found.length === 5 && Array.isArray(found[3]) && Array.isArray(found[4])) {
      return found as unknown as CanonicalLine;
    }
  } catch {
    // told below
  }
  throw new ProvError('prov.bad_value', `'${line.slice(0, 80)}' is no line of canonical form v1`);
}

function argument(type: ArgumentType, given: unknown, names: NameTable): Argument {
  if (given === null) return null;
  switch (type) {
    case 'name':
      return names.of(given as string);
    case 'time':
      return new Literal(given as string, names.of(`${XSD}dateTime`));
    case 'key':
      return toValue(given as CanonicalTerm, names);
    case 'keys':
      return Object.freeze((given as CanonicalTerm[]).map((key) => toValue(key, names)));
    case 'pairs':
      return Object.freeze(
        (given as [CanonicalTerm, string][]).map(([key, entity]) =>
          Object.freeze({ key: toValue(key, names), entity: names.of(entity) }),
        ),
      );
  }
}

function toValue(term: CanonicalTerm, names: NameTable): Value {
  if (typeof term === 'string') return names.of(term);
  const [lexical, datatype, language] = term;
  return datatype === null ? new Literal(lexical, null, language ?? '') : new Literal(lexical, names.of(datatype));
}

/** Finds the name of an IRI: in the longest of the namespaces that it begins with. */
class NameTable {
  readonly namespaces: readonly Namespace[];
  private readonly longestFirst: readonly Namespace[];
  private readonly names = new Map<string, QualifiedName>();

  constructor(prefixes: Prefixes) {
    this.namespaces = Object.freeze(Object.entries(prefixes).map(([prefix, iri]) => Object.freeze({ prefix, iri })));
    this.longestFirst = [...this.namespaces, ...PREDECLARED].sort((one, other) => other.iri.length - one.iri.length);
  }

  of(iri: string): QualifiedName {
    const known = this.names.get(iri);
    if (known) return known;
    const found = this.longestFirst.find((one) => iri.startsWith(one.iri) && isWritableLocalName(iri.slice(one.iri.length)));
    if (!found) throw new ProvError('prov.unknown_prefix', `no prefix is given for the namespace of <${iri}>`);
    const name = new QualifiedName(found.iri, found.prefix, iri.slice(found.iri.length));
    this.names.set(iri, name);
    return name;
  }
}
