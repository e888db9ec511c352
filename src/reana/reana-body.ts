import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';

const PIECE_CHARACTERS = 32 * 1024;

/** The body of an answer with the token removed, as it came or in the pieces of a long one. */
export type ReanaBody = readonly Buffer[];

/**
 * Reads a body in pieces that end behind a double quote, if only one comes: neither a token nor the name and value of one in
 * an address has one inside, so `redact` sees each of them whole. Others have their turn after each piece. Null: it has more
 * than `maxBytes`.
 */
export async function readBody(
  chunks: AsyncIterable<Buffer>,
  { maxBytes, redact }: { readonly maxBytes: number; readonly redact: (text: string) => string },
): Promise<ReanaBody | null> {
  const pieces: Buffer[] = [];
  const decoder = new StringDecoder('utf8');
  let [rest, bytes, characters] = [[] as string[], 0, 0];
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    const text = decoder.write(chunk);
    characters += text.length;
    const end = characters < PIECE_CHARACTERS ? 0 : text.lastIndexOf('"') + 1;
    rest.push(end === 0 ? text : text.slice(0, end));
    if (end === 0) continue;
    pieces.push(Buffer.from(redact(rest.join(''))));
    [rest, characters] = [[text.slice(end)], text.length - end];
    await setImmediate();
  }
  pieces.push(Buffer.from(redact(rest.join('') + decoder.end())));
  return pieces;
}

export function sizeOf(body: ReanaBody): number {
  return body.reduce((sum, piece) => sum + piece.length, 0);
}

/** As one text: a piece never ends inside of a character. */
export function wholeText(body: ReanaBody): string {
  return body.map((piece) => piece.toString('utf8')).join('');
}
