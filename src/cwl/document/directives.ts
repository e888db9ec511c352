import type { FindingCode } from '../codes';
import { isObject, type JsonObject } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';

/** Directives of SALAD that load other documents when a runner meets them (SALAD 1.2, section 3); they could read any file. */
const FORBIDDEN = ['$import', '$include', '$mixin', '$schemas'];

/** Refuses the loading directives wherever they stand. True: there is none. */
export function checkDirectives(
  document: JsonObject,
  { root, report, code }: { root: Place; report: Report; code: FindingCode },
): boolean {
  const visited = new Set<object>();
  let isFree = true;
  const visit = (value: unknown, place: Place): void => {
    if (typeof value !== 'object' || value === null || visited.has(value)) return;
    visited.add(value);
    if (isObject(value))
      for (const name of FORBIDDEN)
        if (Object.hasOwn(value, name)) {
          isFree = false;
          report.add(code, `${name} is not allowed; write its content here or attach the file.`, place.at(name));
        }
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, place.at(index)));
    else for (const [key, item] of Object.entries(value)) visit(item, place.at(key));
  };
  visit(document, root);
  return isFree;
}
