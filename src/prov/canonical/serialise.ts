import type { Argument, KeyEntityPair, ProvDocument, ProvRecord, Value } from '../model/document';
import { Literal } from '../model/literal';
import { QualifiedName } from '../model/qualified-name';
import { entryOf, type ArgumentType } from '../vocabulary';
import { byCodePoints } from './order';
import { utcTime } from './time';

/** A term in a canonical line: the IRI of a name, or a literal as `[text, IRI of its datatype]` or `[text, null, language]`. */
export type CanonicalTerm = string | readonly [string, string] | readonly [string, null, string];

/**
 * Canonical form v1 of a document: equal documents have equal bytes, whatever their prefixes, their order and their format.
 *
 * UTF-8 text, one statement a line, each line ended by LF, lines sorted bytewise. A line is the JSON array
 * `[kind, bundle, id, arguments, attributes]` without blanks, its strings escaped as ECMAScript's JSON.stringify does:
 * - names are whole IRIs; `bundle` is null for statements of the document itself, `id` is null for anonymous relations;
 * - `arguments` stand in the places of PROV-N, null where nothing is stated; times with a zone in UTC without trailing zeros
 *   of the fraction, times without one as given; the pair of alternateOf, sets of keys and of pairs sorted;
 * - `attributes` are pairs `[IRI, value]`, sorted, each once; values as in `CanonicalTerm`.
 *
 * A line stands once, unless it is an anonymous relation that was stated several times.
 */
export function canonicalText(document: ProvDocument): string {
  const lines: string[] = [];
  const identified = new Set<string>();
  for (const { bundle, records } of [
    { bundle: null, records: document.records },
    ...document.bundles.map(({ id, records }) => ({ bundle: id.iri, records })),
  ]) {
    for (const record of records) {
      const line = canonicalLine(record, bundle);
      if (record.id === null) lines.push(line);
      else identified.add(line);
    }
  }
  lines.push(...identified);
  return lines
    .sort(byCodePoints(lines))
    .map((line) => `${line}\n`)
    .join('');
}

function canonicalLine({ kind, id, arguments: given, attributes }: ProvRecord, bundle: string | null): string {
  const stated = entryOf(kind).arguments.map(({ type }, place) => argument(type, given[place] ?? null));
  const places = kind === 'alternateOf' ? sorted(stated) : stated;
  const pairs = sorted(attributes.map(({ name, value }) => JSON.stringify([name.iri, term(value)])));
  const start = JSON.stringify([kind, bundle, id?.iri ?? null]).slice(0, -1);
  return `${start},[${places.join(',')}],[${once(pairs).join(',')}]]`;
}

function argument(type: ArgumentType, given: Argument): string {
  if (given === null) return 'null';
  if (given instanceof QualifiedName || given instanceof Literal) {
    return JSON.stringify(type === 'time' && given instanceof Literal ? utcTime(given.lexical) : term(given));
  }
  const members = given.map((one: Value | KeyEntityPair) =>
    JSON.stringify('key' in one ? [term(one.key), one.entity.iri] : term(one)),
  );
  return `[${once(sorted(members)).join(',')}]`;
}

function term(value: Value): CanonicalTerm {
  if (value instanceof QualifiedName) return value.iri;
  return value.datatype === null ? [value.lexical, null, value.language ?? ''] : [value.lexical, value.datatype.iri];
}

function sorted(texts: readonly string[]): string[] {
  return texts.length < 2 ? [...texts] : [...texts].sort(byCodePoints(texts));
}

function once(texts: readonly string[]): string[] {
  return texts.filter((text, place) => text !== texts[place - 1]);
}
