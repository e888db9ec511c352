import { isStrings, type JsonObject } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import type { Link } from './model';

const LINK_MERGE = ['merge_nested', 'merge_flattened'];
const PICK_VALUE = ['first_non_null', 'the_only_non_null', 'all_non_null'];

interface Context {
  readonly prefix: string;
  readonly place: Place;
  readonly report: Report;
}

/** Reads where a step's input or a workflow's output gets its value from. */
export function readLink(raw: JsonObject, field: 'source' | 'outputSource', context: Context): Link {
  const value = raw[field];
  const isList = isStrings(value);
  const written = isList ? value : typeof value === 'string' ? [value] : [];
  return {
    sources: written.map((source) => relativeTo(source, context.prefix)),
    isList,
    linkMerge: readWord(raw, 'linkMerge', LINK_MERGE, context),
    pickValue: readWord(raw, 'pickValue', PICK_VALUE, context),
  };
}

/** `step/port` of `step/port`, `#step/port` and, in the process `main`, `#main/step/port` and `main/step/port`. */
export function relativeTo(reference: string, prefix: string): string {
  const hash = reference.indexOf('#');
  const fragment = reference.slice(hash + 1);
  const isQualified = prefix !== '' && fragment.startsWith(`${prefix}/`);
  const rest = isQualified ? fragment.slice(prefix.length + 1) : fragment;
  return hash === -1 && !rest.includes('/') ? fragment : rest; // `main/x` without # is the port x of a step main
}

function readWord(
  raw: JsonObject,
  field: 'linkMerge' | 'pickValue',
  words: readonly string[],
  { place, report }: Context,
): string | null {
  const value = raw[field];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && words.includes(value)) return value;
  report.add('cwl.invalid_field', `${field} is one of ${words.join(', ')}.`, place.at(field));
  return null;
}
