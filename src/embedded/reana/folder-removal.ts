import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/**
 * Removes a folder with all that is in it. By `rm`, because tools leave what Node's own removal does not: names that are no text, paths
 * longer than the system takes at once. They also take the right to write their folders from themselves; it is given back.
 */
export async function removeFolder(path: string): Promise<void> {
  const remove = () => run('rm', ['-rf', '--', path], { env });
  await remove().catch(async () => {
    await run('chmod', ['-R', 'u+rwX', '--', path], { env }).catch(() => undefined);
    await remove();
  });
}
