import type { Link } from '../document/model';
import { type CwlType, isUnion, withoutNull } from './cwl-type';

/** The type, `depth` arrays around it. */
export function arrayOf(type: CwlType, depth: number): CwlType {
  return depth === 0 ? type : { type: 'array', items: arrayOf(type, depth - 1) };
}

/** What arrives from one source of a link after `linkMerge` and `pickValue` (CWL 1.2 Workflow, 2.1 and 2.1.1). */
export function linkedType(source: CwlType, link: Link): CwlType {
  const isSeveral = link.isList && link.sources.length > 1;
  const isGathered = isSeveral || link.pickValue === 'all_non_null';
  const merge = link.isList ? (link.linkMerge ?? (isGathered ? 'merge_nested' : null)) : null;
  const merged = merge === null ? source : merge === 'merge_nested' ? arrayOf(source, 1) : flatten(source);
  if (link.pickValue === null) return merged;
  const items = itemsOf(merged);
  if (items === null) return withoutNull(merged);
  return link.pickValue === 'all_non_null' ? arrayOf(withoutNull(items), 1) : withoutNull(items);
}

function itemsOf(type: CwlType): CwlType | null {
  const given = withoutNull(type);
  return typeof given === 'string' || isUnion(given) || given.type !== 'array' ? null : given.items;
}

function flatten(type: CwlType): CwlType {
  const items = itemsOf(type);
  return items === null ? arrayOf(type, 1) : arrayOf(items, 1);
}
