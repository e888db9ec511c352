import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ObjectStore } from './object-store';

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

describe('object store', () => {
  let folder: string;
  let store: ObjectStore;
  const incoming = (): string[] => readdirSync(join(folder, 'incoming'));
  const stage = (content: string, limit = 100) => store.stage(Readable.from([Buffer.from(content)]), { limit, name: 'a.csv' });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'objects-'));
    store = new ObjectStore(folder);
    await store.open();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps bytes under their hash and streams them back', async () => {
    const staged = await stage('hello');
    await store.keep(staged);
    expect(staged).toMatchObject({ sha256: sha256('hello'), size: 5 });
    expect(await text(store.read(staged.sha256))).toBe('hello');
    expect(incoming()).toEqual([]);
  });

  it('refuses what is larger than the limit and leaves nothing behind', async () => {
    await expect(stage('123456', 5)).rejects.toMatchObject({ code: 'http.file_too_large', kind: 'too_large' });
    expect(incoming()).toEqual([]);
  });

  it('leaves nothing behind when the sender breaks off', async () => {
    const broken = new Readable({
      read() {
        this.push('part');
        this.destroy(new Error('gone'));
      },
    });
    await expect(store.stage(broken, { limit: 100, name: 'x' })).rejects.toThrow('gone');
    expect(incoming()).toEqual([]);
  });

  it('can be told to keep the same bytes twice', async () => {
    const [first, second] = [await stage('same'), await stage('same')];
    await Promise.all([store.keep(first), store.keep(second)]);
    await store.keep(first);
    expect(await store.has(first.sha256)).toBe(true);
    expect(incoming()).toEqual([]);
  });

  it('does not pretend to have kept what is nowhere', async () => {
    const staged = await stage('lost');
    await store.discard(staged);
    await expect(store.keep(staged)).rejects.toThrow('ENOENT');
  });

  it('clears away what an earlier process was receiving', async () => {
    mkdirSync(join(folder, 'incoming'), { recursive: true });
    writeFileSync(join(folder, 'incoming', 'half'), 'x');
    await new ObjectStore(folder).open();
    expect(existsSync(join(folder, 'incoming', 'half'))).toBe(false);
  });

  it.each(['../../etc/passwd', 'ABC', ''])('takes no name that is not a hash: %j', (name) => {
    expect(() => store.read(name)).toThrow('not a sha256');
  });
});
