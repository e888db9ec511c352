import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import express from 'express';
import type { Archive } from '../../src/execution/archive.service';
import { sendZip } from '../../src/execution/zip-answer';

/** Says what Python, which checks sizes and checksums, finds in an archive: how many files, and the size of the last but one. */
const LOOK = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
for info in archive.infolist()[-3:]:
    with archive.open(info) as file:
        while file.read(1 << 22): pass
print(len(archive.infolist()), archive.infolist()[-2].file_size)
`;
const BLOCK = Buffer.alloc(1024 * 1024);
const BEYOND = 4100;

/** Beyond the limits of the zip format of 1989: more files, and larger ones, need its 64-bit form. */
describe('large archives', () => {
  let server: Server;
  let folder: string;
  let archive: Archive;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprov-zip-'));
    const app = express();
    app.get('/', (_request, response) => void sendZip(response, archive));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const file = (path: string, blocks: number) => ({
    ...{ path, modifiedAt: null },
    open: () => Promise.resolve(Readable.from(Array<Buffer>(blocks).fill(BLOCK))),
  });

  it.each<[string, () => Archive['entries'], string]>([
    ['66,000 files', () => Array.from({ length: 66_000 }, (_, index) => file(`f/${index}`, 0)), '66000 0'],
    [
      'a file of more than 4 GiB, and one behind it',
      () => [file('a', 1), file('large', BEYOND), file('z', 1)],
      `3 ${BEYOND * BLOCK.length}`,
    ],
  ])(
    'hold %s, at little memory',
    async (_what, entries, expected) => {
      archive = { name: 'x.zip', entries: entries() };
      const target = join(folder, 'x.zip');
      const before = process.memoryUsage().rss;
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
      const { body } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await pipeline(Readable.fromWeb(body!), createWriteStream(target));
      clearInterval(watch);
      const { stdout } = await promisify(execFile)('python3', ['-c', LOOK, target]);
      expect(stdout.trim()).toBe(expected);
      expect(most - before).toBeLessThan(400 * 1024 * 1024);
    },
    300_000,
  );
});
