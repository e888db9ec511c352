const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const BLANK = 0x20;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A member of an object or an item of an array (whose key is null), as JSON text. */
export interface JsonMember {
  readonly key: string | null;
  readonly json: string;
}

/**
 * Reads large JSON without holding it or standing in the way of others, as JSON.parse of it would: the object or array under a
 * name of the outermost object, member by member; each is small and for the caller to parse. Null: there is none.
 */
export async function membersOf(pieces: AsyncIterable<string>, name: string): Promise<AsyncGenerator<JsonMember> | null> {
  const reader = new JsonReader(pieces);
  const first = (await reader.goTo(name)) ? await reader.peek() : '';
  if (first === '{' || first === '[') return reader.members();
  await reader.close();
  return null;
}

/** The text under a name of the outermost object, in pieces; nothing when there is no text. */
export async function* textOf(pieces: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  const reader = new JsonReader(pieces);
  try {
    if ((await reader.goTo(name)) && (await reader.peek()) === '"') yield* reader.text();
  } finally {
    await reader.close();
  }
}

class JsonReader {
  private readonly source: AsyncIterator<string>;
  private piece = '';
  private at = 0;

  constructor(pieces: AsyncIterable<string>) {
    this.source = pieces[Symbol.asyncIterator]();
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }

  /** Stands before the value of that name afterwards; false: there is none. */
  async goTo(name: string): Promise<boolean> {
    if ((await this.peek()) !== '{') return false;
    this.at += 1;
    while (!(await this.isAtEnd('}'))) {
      const key = JSON.parse(await this.value()) as string;
      await this.skip(':');
      if (key === name) return true;
      await this.value(false);
    }
    return false;
  }

  async *members(): AsyncGenerator<JsonMember> {
    try {
      const isObject = (await this.peek()) === '{';
      this.at += 1;
      while (!(await this.isAtEnd(isObject ? '}' : ']'))) {
        const key = isObject ? (JSON.parse(await this.value()) as string) : null;
        if (isObject) await this.skip(':');
        yield { key, json: await this.value() };
      }
    } finally {
      await this.close();
    }
  }

  /** The text in which it stands, decoded piece by piece; an escape sequence is never cut. */
  async *text(): AsyncGenerator<string> {
    this.at += 1;
    for (;;) {
      const end = textEnd(this.piece, this.at);
      if (end > this.at) yield JSON.parse(`"${this.piece.slice(this.at, end)}"`) as string;
      this.at = end;
      if (this.piece.charCodeAt(end) === QUOTE) return;
      await this.more();
    }
  }

  /** The next character that is no blank. */
  async peek(): Promise<string> {
    for (;;) {
      while (this.at < this.piece.length && this.piece.charCodeAt(this.at) <= BLANK) this.at += 1;
      if (this.at < this.piece.length) return this.piece.charAt(this.at);
      await this.more();
    }
  }

  private async isAtEnd(mark: '}' | ']'): Promise<boolean> {
    if ((await this.peek()) === ',') this.at += 1;
    return (await this.peek()) === mark;
  }

  private async skip(mark: string): Promise<void> {
    if ((await this.peek()) !== mark) throw new SyntaxError(`no ${mark} where one belongs`);
    this.at += 1;
  }

  /** The value in which it stands. */
  private async value(isKept = true): Promise<string> {
    if (['}', ']', ','].includes(await this.peek())) throw new SyntaxError('a value is missing');
    const [end, parts] = [new ValueEnd(), [] as string[]];
    for (;;) {
      const found = end.find(this.piece, this.at);
      if (isKept) parts.push(this.piece.slice(this.at, found < 0 ? undefined : found));
      if (found >= 0) {
        this.at = found;
        return parts.join('');
      }
      this.at = this.piece.length;
      await this.more();
    }
  }

  /** Another piece behind what is left of this one. */
  private async more(): Promise<void> {
    const next = await this.source.next();
    if (next.done === true) throw new SyntaxError('the JSON text ends too early');
    this.piece = this.piece.slice(this.at) + next.value;
    this.at = 0;
  }
}

/** Finds where a value ends, however its text is cut. */
class ValueEnd {
  private depth = 0;
  private isInText = false;
  private isEscaped = false;

  /** The index behind it, or -1: it goes on in the next piece. */
  find(piece: string, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (this.isInText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (code === BACKSLASH) this.isEscaped = true;
        else if (code === QUOTE) {
          this.isInText = false;
          if (this.depth === 0) return at + 1;
        }
      } else if (code === QUOTE) this.isInText = true;
      else if (code === OPEN_OBJECT || code === OPEN_LIST) this.depth += 1;
      else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        if (this.depth === 0) return at; // of a number or word, which ends where what holds it does
        this.depth -= 1;
        if (this.depth === 0) return at + 1;
      } else if (this.depth === 0 && (code === COMMA || code <= BLANK)) return at;
    }
    return -1;
  }
}

/** The index of the quote that ends a text, or that up to which it can be decoded already. */
function textEnd(piece: string, from: number): number {
  let at = from;
  while (at < piece.length) {
    const code = piece.charCodeAt(at);
    if (code === QUOTE) return at;
    const length = code !== BACKSLASH ? 1 : piece.charAt(at + 1) === 'u' ? 6 : 2;
    if (at + length > piece.length) return at;
    at += length;
  }
  return at;
}
