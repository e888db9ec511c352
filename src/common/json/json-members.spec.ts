import { membersOf, textOf } from './json-members';

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

async function membersIn(text: string, name: string, size: number) {
  const found = await membersOf(cut(text, size), name);
  const members: [string | null, unknown][] = [];
  for await (const { key, json } of found ?? []) members.push([key, JSON.parse(json)]);
  return found === null ? null : members;
}

async function textIn(text: string, name: string, size: number): Promise<string> {
  let found = '';
  for await (const piece of textOf(cut(text, size), name)) found += piece;
  return found;
}

const SIZES = [1, 2, 3, 7, 64, 100_000];

/** A tree without plan: texts with quotes, escapes, brackets and characters of all kinds, numbers, words, lists, objects. */
function grown(seed: number): (depth: number) => unknown {
  let state = seed;
  const below = (limit: number) => (state = (state * 1103515245 + 12345) % 2147483648) % limit;
  const words = [
    '',
    '"',
    '\\',
    '\\"',
    '{',
    '}',
    ']',
    ',',
    ':',
    'a\nb',
    'é',
    '😀',
    '\u2028',
    '\u0001',
    'x y',
    '\\u00e9',
    '\ud800',
  ];
  const text = () => Array.from({ length: below(5) }, () => words[below(words.length)]).join('');
  const grow = (depth: number): unknown => {
    const kind = below(depth > 0 ? 8 : 5);
    if (kind < 2) return text();
    if (kind < 5) return [null, true, -1.5e-7, 0, 12345678901][below(5)];
    const size = below(4);
    if (kind < 7) return Array.from({ length: size }, () => grow(depth - 1));
    return Object.fromEntries(Array.from({ length: size }, (_, index) => [`${text()}${index}`, grow(depth - 1)]));
  };
  return grow;
}

describe('large JSON, read member by member', () => {
  it.each(SIZES)('gives what JSON.parse gives, in pieces of %d characters', async (size) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const grow = grown(seed);
      const value = [1, 2].map(() => grow(3));
      const items = seed % 2 === 0 ? value : { 'first "one"': value[0], second: value[1] };
      const document = { before: grow(3), items, after: grow(2) };
      for (const space of [0, 2]) {
        const text = JSON.stringify(document, null, space);
        const expected = Array.isArray(items) ? items.map((one) => [null, one]) : Object.entries(items);
        expect(await membersIn(text, 'items', size)).toEqual(expected);
      }
    }
  });

  it.each(SIZES)('decodes a text that is JSON itself, in pieces of %d characters', async (size) => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const inner = JSON.stringify({ text: grown(seed)(3), more: 'é"\\😀\u0007' });
      expect(await textIn(JSON.stringify({ other: [1], logs: inner }), 'logs', size)).toBe(inner);
      const whole = textOf(cut(JSON.stringify({ logs: inner }), size), 'logs');
      let found = '';
      for await (const piece of textOf(whole, 'more')) found += piece;
      expect(found).toBe('é"\\😀\u0007');
    }
  });

  it.each([
    ['{}', 'items'],
    ['{"items": null}', 'items'],
    ['{"items": 7}', 'items'],
    ['{"items": "[]"}', 'items'],
    ['{"deeper": {"items": [1]}}', 'items'],
    ['[1, 2]', 'items'],
  ])('%s has no members', async (text, name) => {
    expect(await membersIn(text, name, 2)).toBeNull();
  });

  it('has empty members', async () => {
    expect([await membersIn('{"items": []}', 'items', 1), await membersIn('{"items":{}}', 'items', 1)]).toEqual([[], []]);
    expect([await textIn('{"logs": null}', 'logs', 1), await textIn('{"logs": ""}', 'logs', 1)]).toEqual(['', '']);
  });

  it.each([
    ['{"items": [1, 2', 'items'],
    ['{"items": ["a', 'items'],
    ['{"items"', 'items'],
    ['', 'items'],
    ['{"items": [1] ', 'other'],
    ['{"items": [1}', 'items'],
    ['{"items": [1,,2]}', 'items'],
    ['{"items": {"a" 1}}', 'items'],
    ['{]', 'items'],
  ])('fails on %s', async (text, name) => {
    await expect(membersIn(text, name, 3)).rejects.toThrow(SyntaxError);
  });

  it('lets go of its source when it is left early', async () => {
    let isOpen = true;
    async function* source(): AsyncGenerator<string> {
      try {
        yield* cut('{"items":[1,2,3,4,5]}', 4);
      } finally {
        isOpen = false;
      }
    }
    for await (const { json } of (await membersOf(source(), 'items')) ?? []) if (json === '2') break;
    expect(isOpen).toBe(false);
  });
});
