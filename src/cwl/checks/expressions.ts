import type { Process } from '../document/model';
import { isExtension } from '../document/fields';
import { isObject } from '../source/json';
import type { Place } from '../source/place';

/** Fields whose text is never evaluated, or belongs to another process. */
const LITERAL = new Set([
  'id',
  'name',
  'class',
  'label',
  'doc',
  'intent',
  'cwlVersion',
  'default',
  'baseCommand',
  'run',
  'expressionLib',
  'types',
  'source',
  'outputSource',
  'symbols',
  'valueFromPlatform',
  'valueFromEntity',
  '$namespaces',
  '$graph',
]);

/** Where a process first uses JavaScript: an ExpressionTool, `${...}`, or `$(...)` that is more than a reference; or null. */
export function findJavascript(process: Process): Place | null {
  if (process.class === 'ExpressionTool') {
    const { expression } = process.raw;
    if (typeof expression === 'string' && usesJavascript(expression)) return process.place.at('expression');
  }
  return findIn(process.raw, process.place);
}

function findIn(value: unknown, place: Place): Place | null {
  if (typeof value === 'string') return usesJavascript(value) ? place : null;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as unknown[]).entries()) {
      const found = findIn(item, place.at(index));
      if (found) return found;
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (LITERAL.has(key) || isExtension(key)) continue;
      const found = findIn(item, place.at(key));
      if (found) return found;
    }
  }
  return null;
}

/** Does a text hold an expression that is not a plain parameter reference (CWL 1.2 CommandLineTool, section 3.5.1)? */
export function usesJavascript(text: string): boolean {
  for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', at + 1)) {
    if (isEscaped(text, at)) continue;
    if (text[at + 1] === '{') return true;
    if (text[at + 1] === '(' && !isReference(text, at + 2)) return true;
  }
  return false;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

const SYMBOL = /[\p{L}\p{N}_]+/uy;
const SEGMENT = /\.[\p{L}\p{N}_]+|\['(?:[^'\\]|\\.)*'\]|\["(?:[^"\\]|\\.)*"\]|\[[0-9]+\]/uy;

/** From behind `$(`: a name, then `.name`, `['name']`, `["name"]` or `[number]`, then `)`. */
function isReference(text: string, from: number): boolean {
  SYMBOL.lastIndex = from;
  if (!SYMBOL.test(text)) return false;
  let end = SYMBOL.lastIndex;
  for (SEGMENT.lastIndex = end; SEGMENT.test(text); SEGMENT.lastIndex = end) end = SEGMENT.lastIndex;
  return text[end] === ')';
}
