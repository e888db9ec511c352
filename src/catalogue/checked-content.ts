import { Readable } from 'node:stream';
import type { GuardedAnswer } from '../common/http/url-guard';
import type { ContentFacts, FetchedContent } from './catalogue.reader';
import type { Checksum } from './checksum';

export interface ContentCheck {
  readonly checksum: Checksum;
  /** A look at what is known after the last byte; throws what is wrong with it. */
  readonly accept?: (facts: ContentFacts) => void;
  /** What goes wrong while reading, in the words of the room. */
  readonly translated: (error: unknown) => Error;
}

/** The body of an answer, hashed and checked while it is read. */
export function checkedContent(answer: Omit<GuardedAnswer, 'status'>, check: ContentCheck): FetchedContent {
  const retrievedAt = new Date();
  let facts: ContentFacts | undefined;
  const bytes = checked(answer.body, check, (known) => (facts = known));
  const body = Readable.from(bytes, { objectMode: false });
  return {
    body: body.once('close', () => answer.close()),
    retrievedAt,
    etag: answer.headers['etag'] ?? null,
    lastModified: answer.headers['last-modified'] ?? null,
    facts: () => {
      if (facts === undefined) throw new Error('the content has not been read to its end');
      return facts;
    },
  };
}

async function* checked(
  bytes: AsyncIterable<Buffer>,
  { checksum, accept, translated }: ContentCheck,
  finish: (facts: ContentFacts) => void,
): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      checksum.update(chunk);
      yield chunk;
    }
    const facts = { size, ...checksum.finish() };
    accept?.(facts);
    finish(facts);
  } catch (error) {
    throw translated(error);
  }
}
