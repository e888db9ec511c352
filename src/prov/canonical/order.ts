/** The order of the UTF-8 bytes is that of the code points; JavaScript's own differs from U+D800 on. */
export function byCodePoints(texts: readonly string[]): ((one: string, other: string) => number) | undefined {
  return texts.some((text) => /[\uD800-\uFFFF]/.test(text)) ? compareCodePoints : undefined;
}

function compareCodePoints(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place += 1) {
    const difference = rank(one.charCodeAt(place)) - rank(other.charCodeAt(place));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Halves of surrogate pairs stand for code points above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
