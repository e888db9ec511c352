import { Literal, QualifiedName, type ProvRecord, type RecordKind } from '../../prov';

/** Looks things up in the statements of a record. */
export class BundleIndex {
  private readonly elements = new Map<string, ProvRecord>();
  private members: ReadonlyMap<string | null, number> | undefined;
  private readonly kinds = new Map<RecordKind, ProvRecord[]>();

  constructor(readonly records: readonly ProvRecord[]) {
    for (const record of records) {
      if (isElement(record) && record.id) this.elements.set(record.id.iri, record);
      const ofKind = this.kinds.get(record.kind) ?? [];
      ofKind.push(record);
      this.kinds.set(record.kind, ofKind);
    }
  }

  element(iri: string): ProvRecord | null {
    return this.elements.get(iri) ?? null;
  }

  countMembers({ id }: ProvRecord): number {
    this.members ??= countBy(this.ofKind('hadMember').map((record) => argumentIri(record, 0)));
    return this.members.get(id?.iri ?? null) ?? 0;
  }

  ofKind(kind: RecordKind): readonly ProvRecord[] {
    return this.kinds.get(kind) ?? [];
  }
}

function countBy<Key>(keys: readonly Key[]): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

export function isElement({ kind }: ProvRecord): boolean {
  return kind === 'entity' || kind === 'activity' || kind === 'agent';
}

/** The IRI in an argument of a statement. */
export function argumentIri({ arguments: given }: Pick<ProvRecord, 'arguments'>, place: number): string | null {
  const argument = given[place] ?? null;
  return argument instanceof QualifiedName ? argument.iri : null;
}

/** The first value of an attribute that is given as `prefix:name`, as text. */
export function attributeText(record: ProvRecord | null, name: string): string | null {
  const value = record?.attributes.find((attribute) => attribute.name.text === name)?.value;
  if (value === undefined) return null;
  return value instanceof Literal ? value.lexical : value.text;
}

export function hasType(record: ProvRecord, type: string): boolean {
  return record.attributes.some(
    ({ name, value }) => name.text === 'prov:type' && value instanceof QualifiedName && value.text === type,
  );
}
