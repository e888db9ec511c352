import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sandbox } from './sandbox';

const PERMISSIONS = { workspace: '/ws', network: false };
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sandbox-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A bubblewrap that does what the script says. */
function aBubblewrap(script: string): string[] {
  const path = join(folder, 'bwrap');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return [path];
}

describe('the confinement of commands', () => {
  it.each<[what: string, mode: 'auto' | 'off', places: () => string[], reason: RegExp]>([
    ['it is not wanted', 'off', () => aBubblewrap('exit 0'), /EMBEDDED_REANA_SANDBOX=off/],
    ['bubblewrap is not installed', 'auto', () => [join(folder, 'none')], /bubblewrap is not installed/],
    [
      'bubblewrap may not make namespaces',
      'auto',
      () => aBubblewrap('echo first >&2; echo "No permissions to create a new namespace" >&2; exit 1'),
      /bubblewrap does not work here: No permissions to create a new namespace/,
    ],
  ])('is off, and says so, when %s', async (_what, mode, places, reason) => {
    const sandbox = await Sandbox.detect(mode, '/cwltool', places());

    expect(sandbox.isConfining).toBe(false);
    expect(sandbox.description).toMatch(/^off: commands run with the rights of the user who started the server \(/);
    expect(sandbox.description).toMatch(reason);
    expect(sandbox.wrap(['tool', 'word'], PERMISSIONS)).toEqual(['tool', 'word']);
  });

  it('can be demanded', async () => {
    await expect(Sandbox.detect('required', '/cwltool', [])).rejects.toThrow(/required, but confinement is off: .*not installed/);
  });

  it('puts bubblewrap before the command, with the network only where it is asked for', async () => {
    const [bwrap = ''] = aBubblewrap('exit 0');
    const sandbox = await Sandbox.detect('required', '/cwltool', [bwrap]);
    const command = sandbox.wrap(['tool', '--word'], PERMISSIONS);

    expect(command[0]).toBe(bwrap);
    expect(command.slice(command.indexOf('--'))).toEqual(['--', 'tool', '--word']);
    expect(command.join(' ')).toContain('--cap-drop ALL');
    expect(command.join(' ')).toContain('--bind /ws /ws --remount-ro /');
    expect(command).toContain('--unshare-net');
    expect(sandbox.wrap(['tool'], { ...PERMISSIONS, network: true })).not.toContain('--unshare-net');
  });
});
