import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The files of a zip archive by path, unpacked by Python, which checks sizes and checksums. */
export async function unzip(archive: Response): Promise<Record<string, string>> {
  if (archive.status !== 200) throw new Error(`no archive: ${archive.status} ${await archive.text()}`);
  const folder = await mkdtemp(join(tmpdir(), 'reprov-zip-'));
  try {
    const [file, target] = [join(folder, 'archive.zip'), join(folder, 'content')];
    await writeFile(file, Buffer.from(await archive.arrayBuffer()));
    await run('python3', ['-m', 'zipfile', '-e', file, target]);
    return await contentsOf(target);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Every file below a folder by its path there. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) found[relative(folder, path)] = await readFile(path, 'utf8');
  }
  return found;
}
