import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

describe('a command that cannot start', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reprov-commands-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a command of the repository and gives what it said; the programs it is to find come first. */
  function run(command: string[], environment: Record<string, string>, cwd = ROOT) {
    const [program = '', ...words] = command;
    const { status, stderr, stdout } = spawnSync(program, words, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });
    return { status, said: stderr.trim(), stdout };
  }

  function fake(name: string, script: string): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  it('names the Node it needs when Node is too old', () => {
    fake('node', 'case "$1" in -p) echo 18.20.4 ;; *) exit 1 ;; esac');
    const { status, said } = run(['/bin/sh', 'scripts/check-node.sh'], { PATH: `${folder}:/usr/bin:/bin` });
    expect(status).toBe(1);
    expect(said).toBe('ReProv needs Node 20.19 or newer, and this is Node 18.20.4: install a newer one from https://nodejs.org.');
  });

  it('names the Node it needs when there is none', () => {
    const { status, said } = run(['/bin/sh', 'scripts/check-node.sh'], { PATH: folder });
    expect(status).toBe(1);
    expect(said).toMatch(/^ReProv needs Node 20\.19 or newer, and there is no `node` on the PATH: .*\.$/);
  });

  it.each([
    ['is missing', 'exit 127', /^ReProv needs Python 3\.9 or newer, and .* does not start: /],
    ['is too old', 'echo 3.8', /^ReProv needs Python 3\.9 or newer, and .* is 3\.8: /],
    ['has no venv', 'echo 3.11; exit 1', /3\.11 cannot make virtual environments: install venv and ensurepip /],
  ])('says in one sentence that Python %s', (_, script, sentence) => {
    const { status, said } = run(['node', 'scripts/demo.mjs'], { PYTHON: fake('python3', script) });
    expect(status).toBe(1);
    expect(said).toMatch(sentence);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('says in one sentence that the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { status, said } = run(['node', 'scripts/demo.mjs'], { PORT: String(port) });
    server.close();
    expect({ status, said }).toEqual({
      status: 1,
      said: `Port ${port} is in use: stop what uses it, or give another one with PORT=.`,
    });
  });

  it('says in one sentence that the deployment has no settings', () => {
    fake('docker', 'exit 0');
    mkdirSync(join(folder, 'clone', 'scripts'), { recursive: true });
    copyFileSync(join(ROOT, 'scripts/start.sh'), join(folder, 'clone/scripts/start.sh'));
    const { status, said } = run(['/bin/sh', 'scripts/start.sh'], { PATH: `${folder}:/usr/bin:/bin` }, join(folder, 'clone'));
    expect({ status, said }).toEqual({
      status: 1,
      said: 'There is no .env: copy .env.example to .env and fill in what is needed.',
    });
  });
});

describe('a command that is interrupted', () => {
  const PROGRAM = `
    import { atEnd, runCommand, start } from ${JSON.stringify(join(ROOT, 'scripts/running/processes.mjs'))};
    await runCommand(async () => {
      atEnd(() => console.log('cleaned'));
      start('A program', ['sh', '-c', 'sleep 300 & echo $! $$; wait'], { lines: true }).lines.once('line', (pids) => console.log(pids));
      await new Promise(() => {});
    });`;

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s leaves no process behind, not even children of children', async (signal, code) => {
    const command = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    command.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    await once(command.stdout, 'data');
    const pids = said.join('').trim().split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    command.kill(signal);
    expect(await once(command, 'exit')).toEqual([code, null]);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(said.join('')).toContain('cleaned');
  });
});

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z'); // one that nobody waited for is over all the same
}
