/** A random word that marks the records of one run; it stands in commands, so it is kept harmless for shells. */
export function isNonce(text: string): boolean {
  return /^[A-Za-z0-9]{4,64}$/.test(text);
}

/** The id of a tool as a word that neither shells nor JSON take for anything else. */
export function encodeToolId(id: string): string {
  const text = id.replace(/^#/, '').replace(/\p{Surrogate}/gu, '\uFFFD');
  return encodeURIComponent(text).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function decodeToolId(word: string): string | null {
  try {
    return decodeURIComponent(word);
  } catch {
    return null;
  }
}

/**
 * What the script is told in its first word.
 *
 * `channel`: where its line goes. `2` and `1` its own stderr or stdout, `p` the stderr of its parent, `f` that, or else a hidden
 * file in the working folder.
 */
export interface WrapperHeader {
  readonly nonce: string;
  readonly toolId: string;
  readonly channel: '1' | '2' | 'p' | 'f';
  readonly usedIsComplete: boolean;
  readonly generatedIsComplete: boolean;
  readonly globs: readonly string[];
}

export function writeHeader({ nonce, toolId, channel, usedIsComplete, generatedIsComplete, globs }: WrapperHeader): string {
  const flags = `${channel}${usedIsComplete ? '' : 'u'}${generatedIsComplete ? '' : 'g'}`;
  return [`${nonce}/${encodeToolId(toolId)}/${flags}`, ...globs].join('\n');
}

export function isHeader(word: string): boolean {
  return /^[A-Za-z0-9]{4,64}\/[\w.%-]*\/[12pf]u?g?(\n|$)/.test(word);
}

export function nonceOf(header: string): string {
  return header.slice(0, header.indexOf('/'));
}
