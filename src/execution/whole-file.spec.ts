import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { wholeFile, type KnownFile } from './whole-file';

const HELLO = createHash('sha256').update('hello world').digest('hex');
const known = (over: Partial<KnownFile>): KnownFile => ({ path: 'a.txt', size: 11, sha256: HELLO, mayGrow: false, ...over });
const body = (...parts: string[]) => Readable.from(parts.map((part) => Buffer.from(part)));

async function read(file: Readable): Promise<{ text: string; failure: string | null }> {
  let text = '';
  try {
    for await (const bytes of file) text += (bytes as Buffer).toString();
    return { text, failure: null };
  } catch (error) {
    return { text, failure: (error as Error).message };
  }
}

describe('a file that is passed on', () => {
  it.each<[string, Partial<KnownFile>, string[]]>([
    ['in pieces', {}, ['hello', ' ', 'world']],
    ['without a known hash', { sha256: null }, ['hello world']],
    ['that may grow and did', { sha256: null, size: 5, mayGrow: true }, ['hello', ' world']],
  ])('%s comes whole', async (_what, over, parts) => {
    expect(await read(wholeFile(body(...parts), known(over)))).toEqual({ text: 'hello world', failure: null });
  });

  it('may be empty', async () => {
    expect(await read(wholeFile(body(), known({ size: 0, sha256: null })))).toEqual({ text: '', failure: null });
  });

  it.each<[string, Partial<KnownFile>, string[]]>([
    ['ends after 5 of 11 bytes', {}, ['hel', 'lo']],
    ['ends after 0 of 11 bytes', {}, []],
    ['ends after 5 of 11 bytes', { mayGrow: true }, ['hello']],
    ['is longer than it was', {}, ['hello', ' world', '!']],
    ['has other bytes than it had', {}, ['hello', ' there']],
  ])('that %s fails before its last bytes', async (how, over, parts) => {
    const { text, failure } = await read(wholeFile(body(...parts), known(over)));
    expect(failure).toBe(`The file "a.txt" ${how}.`);
    expect(text.length).toBeLessThan(parts.join('').length || 1);
  });

  it('fails with its source, and lets go of it when it is left', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('hello');
        throw new Error('broken');
      })(),
    );
    expect(await read(wholeFile(broken, known({})))).toMatchObject({ failure: 'broken' });
    const source = body('hello', ' world');
    wholeFile(source, known({})).destroy();
    await new Promise((resolve) => source.once('close', resolve));
    expect(source.destroyed).toBe(true);
  });
});
