import { isObject, type JsonObject, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { shortName } from './identifiers';

export interface Entry {
  /** Short name: without `#`, file and surroundings. */
  readonly id: string;
  readonly raw: JsonObject;
  readonly place: Place;
}

export interface EntryOptions {
  /** The field that holds the name in list form: `id`, `name`, `class`. */
  readonly key: string;
  /** The field that a bare value of the map form stands for; none: values are maps. */
  readonly predicate?: string;
  readonly place: Place;
  readonly report: Report;
  /** May a name come twice? (A class among hints may.) */
  readonly repeats?: boolean;
  /** Names that are no identifiers stay as they are (classes, variables, packages). */
  readonly verbatim?: boolean;
}

/** Reads both spellings of a CWL collection, the list and the map from names to values, as a list (CWL 1.2, "idmap"). */
export function entriesOf(value: unknown, options: EntryOptions): Entry[] {
  const entries = Array.isArray(value)
    ? (value as unknown[]).map((raw, index) => fromList(raw, index, options))
    : isObject(value)
      ? Object.entries(value).map(([id, raw]) => fromMap(id, raw, options))
      : notACollection(value, options);
  return withoutRepeats(
    entries.filter((entry) => entry !== null),
    options,
  );
}

function fromMap(id: string, raw: unknown, options: EntryOptions): Entry | null {
  const { key, predicate, place, report } = options;
  const at = place.at(id, nameOf(id, options));
  if (isObject(raw)) return { id: nameOf(id, options), raw: { ...raw, [key]: id }, place: at };
  if (raw === null && !predicate) return { id: nameOf(id, options), raw: { [key]: id }, place: at };
  if (predicate) return { id: nameOf(id, options), raw: { [key]: id, [predicate]: raw }, place: at };
  report.add('cwl.invalid_field', `${quote(id)} must be a map, not ${nameOfKind(raw)}.`, at);
  return null;
}

function fromList(raw: unknown, index: number, options: EntryOptions): Entry | null {
  const { key, place, report } = options;
  if (!isObject(raw)) {
    report.add('cwl.invalid_field', `Each item of this list must be a map with ${key}, not ${nameOfKind(raw)}.`, place.at(index));
    return null;
  }
  const id = raw[key];
  if (typeof id !== 'string') {
    report.add('cwl.missing_field', `This item needs ${key}, a text.`, place.at(index));
    return null;
  }
  return { id: nameOf(id, options), raw, place: place.at(index, nameOf(id, options)) };
}

function notACollection(value: unknown, { place, report }: EntryOptions): [] {
  report.add('cwl.invalid_field', `This must be a list or a map, not ${nameOfKind(value)}.`, place);
  return [];
}

function withoutRepeats(entries: Entry[], { report, repeats, key }: EntryOptions): Entry[] {
  if (repeats) return entries;
  const seen = new Set<string>();
  return entries.filter((entry) => {
    if (!seen.has(entry.id)) return seen.add(entry.id);
    report.add('cwl.duplicate_id', `The ${key} ${quote(entry.id)} is used twice.`, entry.place);
    return false;
  });
}

function nameOf(id: string, { verbatim }: EntryOptions): string {
  return verbatim ? id : shortName(id);
}

/** The map form as a list, without complaint: for what was checked before. */
export function entriesOfMap(value: unknown, key: string, predicate: string): JsonObject[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([name, item]) =>
    isObject(item) ? { ...item, [key]: name } : { [key]: name, [predicate]: item },
  );
}
