import type { ProvRecord, Value } from '../model/document';
import { PROV } from '../model/namespaces';
import { QualifiedName } from '../model/qualified-name';
import { entryOf } from '../vocabulary';
import type { NoteRow, PictureOptions } from './picture';
import type { NodeKind } from './style';

const LABEL = `${PROV}label`;

/** A thing that is declared, with all that its declarations say. */
export interface Element {
  readonly name: QualifiedName;
  readonly kind: NodeKind;
  readonly records: readonly ProvRecord[];
}

/** The declared things by IRI; an agent that is an entity or activity too is drawn as an agent. */
export function elementsOf(records: readonly ProvRecord[]): Map<string, Element> {
  const elements = new Map<string, Element>();
  for (const record of records) {
    if (!record.id || !entryOf(record.kind).element) continue;
    const before = elements.get(record.id.iri);
    const kind = before?.kind === 'agent' || record.kind === 'agent' ? 'agent' : (before?.kind ?? (record.kind as NodeKind));
    elements.set(record.id.iri, { name: before?.name ?? record.id, kind, records: [...(before?.records ?? []), record] });
  }
  return elements;
}

/** The label of an element, if it has one. */
export function labelOf(element: Element, { labelAttributes = [LABEL] }: PictureOptions): string | null {
  const attributes = element.records.flatMap((record) => record.attributes);
  for (const iri of labelAttributes) {
    const found = attributes.find(({ name }) => name.iri === iri);
    if (found) return textOf(found.value);
  }
  return null;
}

/** Times and attributes, as lines of a note. */
export function noteRows(records: readonly ProvRecord[]): NoteRow[] {
  const rows = records.flatMap((record) => [
    ...timeRows(record),
    ...record.attributes.map(({ name, value }) => row(name.text, name.iri, value)),
  ]);
  return [...new Map(rows.map((one) => [JSON.stringify(one), one])).values()];
}

function timeRows({ kind, arguments: given }: ProvRecord): NoteRow[] {
  return entryOf(kind).arguments.flatMap(({ name, type }, place) =>
    type === 'time' && given[place] ? [row(`prov:${name}`, PROV + name, given[place] as Value)] : [],
  );
}

function row(name: string, nameIri: string, value: Value): NoteRow {
  return { name, nameIri, value: textOf(value), valueIri: value instanceof QualifiedName ? value.iri : null };
}

function textOf(value: Value): string {
  return value instanceof QualifiedName ? value.text : value.lexical;
}
