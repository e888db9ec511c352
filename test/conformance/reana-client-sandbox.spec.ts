import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { ReanaRequests, aSpecification } from './reana-client-requests';

jest.setTimeout(60_000);

const SECRET = 'a-secret-of-the-environment';
let server: EmbeddedReana;
let requests: ReanaRequests;
let home: string;
beforeAll(async () => {
  process.env.SECRET_OF_THE_SERVER = SECRET;
  home = mkdtempSync(join(homedir(), '.sandbox-test-'));
  writeFileSync(join(home, 'private'), 'private');
  server = await startEmbeddedReana();
  requests = new ReanaRequests(server);
});
afterAll(async () => {
  delete process.env.SECRET_OF_THE_SERVER;
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** What a tool with this script prints; of bash, which can open connections. */
async function printed(script: string, requirements: object[] = []): Promise<string> {
  const command = `exec bash -c '${`exec 2>/dev/null; ${script}; echo end`.replaceAll("'", `'\\''`)}'`;
  const id = await requests.start('hostile', aSpecification(command, requirements));
  await requests.over(id);
  return (await fetch(requests.address(`/workflows/${id}/workspace/outputs/upper.txt`))).text();
}

const OFF =
  /^off: commands run with the rights of the user who started the server \(bubblewrap (is not installed|does not work here: .+)\)$/;
const isConfined = existsSync('/usr/bin/bwrap') && worksHere();
function worksHere(): boolean {
  try {
    execFileSync('/usr/bin/bwrap', ['--ro-bind', '/', '/', '--unshare-user-try', '--unshare-pid', '--', 'true']);
    return true;
  } catch {
    return false;
  }
}

describe('a hostile tool', () => {
  it('finds the server confined where bubblewrap works; elsewhere the server says why it confines nothing', async () => {
    const { body } = await requests.send('GET', '/info');
    expect(body.embedded_sandbox).toMatchObject({ value: server.sandbox });
    expect(server.sandbox).toMatch(isConfined ? /^bubblewrap: / : OFF);
  });

  // Where bubblewrap does not work nothing is hidden from a tool; that the server says so is all there is to test, above.
  if (isConfined)
    describe('that is confined', () => {
      it('sees its own processes only, and no secret in any of them', async () => {
        const text = await printed('cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr "\\0" "\\n"');

        expect(text).toContain('cwltool');
        expect(text).not.toContain(SECRET);
        expect(text).not.toContain(server.token);
        expect(text).not.toMatch(/jest|processChild/);
      });

      it('reaches nobody outside: neither by number, nor by network, nor by a socket of the system', async () => {
        const port = new URL(server.url).port;
        const text = await printed(
          `kill -0 ${process.pid} && echo PROCESS; (exec 3<>/dev/tcp/127.0.0.1/${port}) && echo NETWORK; ls -A /run | grep -v systemd`,
        );

        expect(text).toBe('end\n');
      });

      it('does not see what people and other runs have', async () => {
        await requests.start('other');
        const text = await printed(
          `cat ${join(home, 'private')} && echo HOME; ls ${server.folder}/workspaces | wc -l; ` +
            `ls ${server.folder}/runs ${server.folder}/runs.sqlite ${server.folder}/token && echo SERVER; ls ${tmpdir()} | wc -l`,
        );

        expect(text).toBe('1\n1\nend\n');
      });

      it('has only the files of its own run open, and no power', async () => {
        const text = await printed('grep CapEff /proc/self/status; for fd in /proc/[0-9]*/fd/*; do readlink $fd; done | sort -u');
        const [power, ...files] = text.trim().split('\n');

        expect(power).toMatch(/^CapEff:\s+0+$/);
        const outside = files.filter((file) => file.startsWith('/') && !file.startsWith(join(server.folder, 'workspaces')));
        expect(outside.filter((file) => !file.startsWith('/dev/') && !file.startsWith('/proc/'))).toEqual([
          expect.stringMatching(/\/runs\/[0-9a-f-]+\/engine\.log$/),
          expect.stringMatching(/\/runs\/[0-9a-f-]+\/outputs\.json$/),
        ]);
      });

      it('writes nowhere but in its workspace and a folder for temporary files that goes with it', async () => {
        const places = ['/usr/x', '/etc/x', '/x', '/opt/x', join(homedir(), 'x'), '/proc/sys/kernel/hostname'];
        const text = await printed(
          `for place in ${places.join(' ')}; do echo x >$place && echo $place; done; mount -o remount,rw /usr && echo MOUNT; ` +
            'echo x > /tmp/left-behind && echo x > here && cat /tmp/left-behind here',
        );

        expect(text).toBe('x\nx\nend\n');
        expect(existsSync('/tmp/left-behind')).toBe(false);
      });

      it('reaches the network, and nothing else, when it asks for it as CWL says', async () => {
        const port = new URL(server.url).port;
        const asking = [{ class: 'NetworkAccess', networkAccess: true }];
        const script = `(exec 3<>/dev/tcp/127.0.0.1/${port}) && echo NETWORK; cat ${server.folder}/token && echo TOKEN`;

        expect(await printed(script, asking)).toBe('NETWORK\nend\n');
      });
    });
});
