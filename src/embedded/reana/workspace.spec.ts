import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Workspace } from './workspace';

let folder: string;
let workspace: Workspace;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  mkdirSync(join(folder, 'ws/data'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/secret.txt'), 'secret');
  writeFileSync(join(folder, 'ws/data/a.txt'), 'aaa');
  writeFileSync(join(folder, 'ws/data/.b'), 'b');
  symlinkSync(join(folder, 'outside'), join(folder, 'ws/way-out'));
  symlinkSync(join(folder, 'outside/secret.txt'), join(folder, 'ws/link.txt'));
  workspace = new Workspace(join(folder, 'ws'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const upload = (name: string, content = 'x', maxBytes = 100) =>
  workspace.write(name, Readable.from([Buffer.from(content)]), { staging: join(folder, 'staging'), maxBytes });
const names = async (pattern: string) => (await workspace.select(pattern)).map(({ name }) => name);
const badRequest = expect.objectContaining({ code: 'embedded.bad_request' }) as Error;

describe('a workspace', () => {
  it('lists files and links below it, sorted, and does not follow links', async () => {
    expect((await workspace.list()).map(({ name }) => name)).toEqual(['data/.b', 'data/a.txt', 'link.txt', 'way-out']);
  });

  it.each([
    ['data', ['data/.b', 'data/a.txt']],
    ['data/a.txt', ['data/a.txt']],
    ['data/*', ['data/.b', 'data/a.txt']],
    ['**/*.txt', ['data/a.txt', 'link.txt']],
    ['d*', ['data/.b', 'data/a.txt']],
    ['nothing', []],
  ])('understands %j', async (pattern, expected) => expect(await names(pattern)).toEqual(expected));

  it('stores an upload with its folders, over what was there', async () => {
    await upload('new/sub/f.txt', 'one');
    await upload('/new/sub/f.txt', 'two');

    expect(readFileSync(join(folder, 'ws/new/sub/f.txt'), 'utf8')).toBe('two');
  });

  it.each(['way-out/f.txt', 'data/a.txt/f', '../f', 'data', '/'])('refuses to write to %j', async (name) => {
    await expect(upload(name)).rejects.toEqual(badRequest);
  });

  it('replaces a link and does not write through it', async () => {
    await upload('link.txt', 'mine');

    expect(readFileSync(join(folder, 'outside/secret.txt'), 'utf8')).toBe('secret');
  });

  it('leaves nothing behind when an upload is too large', async () => {
    await expect(upload('data/a.txt', 'too long', 3)).rejects.toMatchObject({ code: 'embedded.quota' });

    expect(readFileSync(join(folder, 'ws/data/a.txt'), 'utf8')).toBe('aaa');
    expect(await workspace.bytes()).toBeGreaterThan(0);
  });

  it('opens a file, but no link and nothing behind a link', async () => {
    expect(await text((await workspace.open('data/a.txt')).stream)).toBe('aaa');
    await expect(workspace.open('link.txt')).rejects.toEqual(badRequest);
    await expect(workspace.open('way-out/secret.txt')).rejects.toEqual(badRequest);
    await expect(workspace.open('none')).rejects.toMatchObject({ code: 'embedded.not_found' });
  });

  it('removes links, not what they point to', async () => {
    expect(await workspace.remove('**/*')).toMatchObject({ deleted: { 'data/a.txt': { size: 3 } }, failed: {} });

    expect(await workspace.list()).toEqual([]);
    expect(readFileSync(join(folder, 'outside/secret.txt'), 'utf8')).toBe('secret');
  });

  it('moves files and folders inside, and refuses what cannot be moved', async () => {
    await workspace.move('data/a.txt', 'a.txt');
    await workspace.move('a.txt', 'data');
    await workspace.move('data', 'renamed');

    expect(await names('renamed')).toEqual(['renamed/.b', 'renamed/a.txt']);
    await expect(workspace.move('none', 'x')).rejects.toMatchObject({ code: 'embedded.conflict' });
    await expect(workspace.move('renamed', 'renamed/sub')).rejects.toMatchObject({ code: 'embedded.conflict' });
    await expect(workspace.move('renamed', 'no-folder/x')).rejects.toMatchObject({ code: 'embedded.conflict' });
    await expect(workspace.move('renamed/a.txt', 'way-out/in/a.txt')).rejects.toEqual(badRequest);
  });
});
