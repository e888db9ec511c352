import type { Link } from '../document/model';
import { type CwlType, isUnion, withoutNull } from './cwl-type';

/** The type, `depth` arrays around it. */
export function arrayOf(type: CwlType, depth: number): CwlType {
  return depth === 0 ? type : { type: 'array', items: arrayOf(type, depth - 1) };
}

/** What arrives from one source of a link after `pickValue` and `linkMerge` (CWL 1.2 Workflow, 2.1 and 2.1.1). */
export function linkedType(source: CwlType, link: Link): CwlType {
  const { pickValue } = link;
  const isSeveral = link.isList && link.sources.length > 1;
  const picksOne = pickValue === 'first_non_null' || pickValue === 'the_only_non_null';
  if (picksOne) return isSeveral ? withoutNull(source) : itemsWithoutNull(source, (items) => items);
  const picked = pickValue === 'all_non_null' ? pickAll(source, isSeveral) : source;
  const merge = link.linkMerge ?? (isSeveral || (link.isList && pickValue === 'all_non_null') ? 'merge_nested' : null);
  if (!link.isList || merge === null) return picked;
  return merge === 'merge_nested' ? { type: 'array', items: picked } : flatten(picked);
}

function pickAll(source: CwlType, isSeveral: boolean): CwlType {
  return isSeveral ? withoutNull(source) : itemsWithoutNull(source, (items) => ({ type: 'array', items }));
}

function itemsWithoutNull(source: CwlType, wrap: (items: CwlType) => CwlType): CwlType {
  if (typeof source === 'string' || isUnion(source) || source.type !== 'array') return source;
  return wrap(withoutNull(source.items));
}

function flatten(type: CwlType): CwlType {
  if (isUnion(type)) return type.map(flatten);
  return typeof type !== 'string' && type.type === 'array' ? type : { type: 'array', items: type };
}
