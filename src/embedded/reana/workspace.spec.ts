import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { removeFolder } from './folder-removal';
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
afterEach(() => removeFolder(folder));

const upload = (name: string, content = 'x', maxBytes = 100) =>
  workspace.write(name, Readable.from([Buffer.from(content)]), { staging: join(folder, 'staging'), maxBytes });
const names = async (pattern: string) => (await workspace.select(pattern)).map(({ name }) => name);
const open = (name: string) => workspace.open({ name, rawName: name });
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

  it('leaves nothing behind when the client leaves in the middle', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        await Promise.reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      })(),
    );
    const staging = join(folder, 'staging');

    await expect(workspace.write('data/a.txt', broken, { staging, maxBytes: 100 })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(readdirSync(folder)).toEqual(['outside', 'ws']);
    expect(readFileSync(join(folder, 'ws/data/a.txt'), 'utf8')).toBe('aaa');
  });

  it('leaves nothing behind when an upload is too large', async () => {
    await expect(upload('data/a.txt', 'too long', 3)).rejects.toMatchObject({ code: 'embedded.quota' });

    expect(readFileSync(join(folder, 'ws/data/a.txt'), 'utf8')).toBe('aaa');
    expect(await workspace.bytes()).toBeGreaterThan(0);
  });

  it('opens a file, but no link and nothing behind a link', async () => {
    expect(await text((await open('data/a.txt')).stream)).toBe('aaa');
    await expect(open('link.txt')).rejects.toEqual(badRequest);
    await expect(open('way-out/secret.txt')).rejects.toEqual(badRequest);
    await expect(open('none')).rejects.toMatchObject({ code: 'embedded.not_found' });
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
    mkdirSync(join(folder, 'ws/into/renamed/full'), { recursive: true });
    await expect(workspace.move('renamed', 'into')).rejects.toMatchObject({ code: 'embedded.conflict' });
    await expect(workspace.move('renamed/a.txt', 'way-out/in/a.txt')).rejects.toEqual(badRequest);
  });

  describe('in which tools left what is hard to handle', () => {
    const notText = Buffer.from([0x78, 0xff, 0x79]);
    const within = (name: Buffer) => Buffer.concat([Buffer.from(`${join(folder, 'ws/odd')}/`), name]);
    beforeEach(() => {
      mkdirSync(join(folder, 'ws/odd'));
      writeFileSync(within(notText), 'four');
    });

    it('lists, counts, opens and removes a file whose name is no text', async () => {
      const [file] = await workspace.select('odd');

      expect(file).toMatchObject({ name: 'odd/x\ufffdy', size: 4 });
      expect(await workspace.bytes()).toBeGreaterThanOrEqual(8);
      expect(await text((await workspace.open(file!)).stream)).toBe('four');
      await workspace.remove('odd/*');
      expect(readdirSync(join(folder, 'ws/odd'))).toEqual([]);
    });

    it('removes a folder with such a name in it, and one that is deeper than a path may be long', async () => {
      const deep = `for level in $(seq 60); do mkdir ${'d'.repeat(100)} && cd ${'d'.repeat(100)} || exit; done`;
      execFileSync('bash', ['-c', deep], { cwd: join(folder, 'ws/odd') });

      await workspace.remove('odd');
      expect(readdirSync(join(folder, 'ws'))).toEqual(['data', 'link.txt', 'way-out']);
    });

    it('does not show pipes, nor waits for one', async () => {
      execFileSync('mkfifo', [join(folder, 'ws/odd/pipe')]);

      expect(await names('odd')).toEqual(['odd/x\ufffdy']);
      await expect(open('odd/pipe')).rejects.toEqual(badRequest);
    });

    it('removes a folder that its owner may not write', async () => {
      await asNobody(async () => {
        mkdirSync(join(folder, 'ws/closed/in'), { recursive: true });
        writeFileSync(join(folder, 'ws/closed/in/f'), '');
        chmodSync(join(folder, 'ws/closed/in'), 0o000);
        chmodSync(join(folder, 'ws/closed'), 0o500);

        expect(await names('closed')).toEqual([]);
        await workspace.remove('closed');
      });
      expect(readdirSync(join(folder, 'ws'))).not.toContain('closed');
    });
  });
});

/** The superuser may write everywhere: the rights are given up for a while. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  execFileSync('chown', ['-R', '65534', folder]);
  process.seteuid?.(65534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}
