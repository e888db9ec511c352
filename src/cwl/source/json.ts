export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** A single value is a list of one, nothing is the empty list: CWL lets authors leave the brackets out. */
export function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** How a person would call the value in a sentence. */
export function nameOfKind(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return typeof value.class === 'string' && value.class.length <= 40 ? `a ${value.class}` : 'a map';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'something else';
}

/** A word of the document inside a message: shortened, without line breaks. */
export function quote(text: string): string {
  const clean = (text.length > 80 ? `${text.slice(0, 77)}...` : text).replace(/[\p{Cc}\u2028\u2029]/gu, '?');
  return `'${clean}'`;
}

/** A list of names inside a message, at most eight of them. */
export function nameList(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 8).map(quote).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
