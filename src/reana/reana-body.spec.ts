import { readBody, wholeText } from './reana-body';

const TOKEN = 'secret-token';
const redact = (text: string): string => text.replaceAll(TOKEN, '[redacted]');

async function* cut(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

const read = (text: string, size: number, maxBytes = Infinity) => readBody(cut(text, size), { maxBytes, redact });

describe('the body of an answer', () => {
  const jobs = Array.from({ length: 20_000 }, (_, index) => `job ${index}: é😀 ${index % 7 === 0 ? TOKEN : 'fine'}`);
  const long = JSON.stringify({ jobs });

  it.each([997, 4096, 65_536, 10_000_000])('is the text without the token, however it came: by %d bytes', async (size) => {
    const body = await read(long, size);
    expect(wholeText(body!)).toBe(redact(long));
  });

  it('comes in pieces when it is long, and in one when it is short', async () => {
    expect((await read(long, 1024))!.length).toBeGreaterThan(5);
    expect(await read('{"a":1}', 2)).toHaveLength(1);
    expect(wholeText((await read('', 1))!)).toBe('');
  });

  it('keeps a text without any quote, and its token whole', async () => {
    const text = `${'x'.repeat(100_000)}${TOKEN}${'y'.repeat(100_000)}`;
    expect(wholeText((await read(text, 100_005))!)).toBe(redact(text));
  });

  it('is not read further than allowed', async () => {
    expect(await read(long, 4096, 100_000)).toBeNull();
    expect(wholeText((await read('123', 1, 3))!)).toBe('123');
  });
});
