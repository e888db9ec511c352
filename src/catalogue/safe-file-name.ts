const MAX_BYTES = 255; // what file systems take

/**
 * The base name of what somebody else calls a file: no folders, no control or direction characters, no leading dot or dash,
 * no trailing dot or blank. Null: nothing is left.
 */
export function safeFileName(name: string | null): string | null {
  const base = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const plain = base
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^[.\-\s]+/, '')
    .replace(/[.\s]+$/, '');
  return plain === '' ? null : shortened(plain);
}

/** Keeps a short extension, because tools look at it. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const [extension = ''] = /\.[\w]{1,16}$/.exec(name) ?? [];
  const letters = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(letters.join('')) + extension.length > MAX_BYTES) letters.pop();
  return letters.join('') + extension;
}
