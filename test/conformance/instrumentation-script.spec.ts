import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStepRecords, type StepRecord, toolCommand } from '../../src/cwl';
import { STEP_SCRIPT } from '../../src/cwl/instrumentation/step-script';
import { writeHeader, type WrapperHeader } from '../../src/cwl/instrumentation/wrapper-words';
import { NONCE, requireProgram } from './instrumentation-runs';

const HELLO = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SHELLS = ['dash', 'busybox', 'bash'] as const;
type Shell = (typeof SHELLS)[number];

let folder: string;
/** A folder with the applets of busybox and nothing else. */
let applets: string;

beforeAll(async () => {
  applets = await mkdtemp(join(tmpdir(), 'applets-'));
  const busybox = requireProgram('busybox');
  const names = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const name of names) symlinkSync(busybox, join(applets, name));
});
afterAll(() => rm(applets, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'step-'));
  await chmod(folder, 0o777);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Options {
  readonly shell?: Shell;
  readonly path?: string;
  readonly used?: readonly string[];
  readonly globs?: readonly string[];
  readonly channel?: WrapperHeader['channel'];
  readonly stdin?: string;
  /** Programs before the shell, which run it. */
  readonly before?: readonly string[];
  readonly uid?: number;
}

function programOf(shell: Shell): { program: string; path: string } {
  return shell === 'busybox'
    ? { program: join(applets, 'sh'), path: applets }
    : { program: requireProgram(shell), path: '/usr/bin:/bin' };
}

function wordsOf(command: readonly string[], { shell = 'dash', used = [], globs = [], channel = '2' }: Options): string[] {
  const header = writeHeader({
    nonce: NONCE,
    toolId: 'tool.cwl',
    channel,
    usedIsComplete: true,
    generatedIsComplete: true,
    globs,
  });
  return [programOf(shell).program, '-c', STEP_SCRIPT, 'reprov', header, ...used, '--', ...command];
}

function start(words: readonly string[], { shell = 'dash', path, stdin, uid }: Options, stdio?: StdioOptions): ChildProcess {
  const [program = '', ...args] = words;
  const input = stdin === undefined ? 'ignore' : openSync(stdin, 'r');
  const files = [openSync(join(folder, 'stdout'), 'a', 0o666), openSync(join(folder, 'stderr'), 'a', 0o666)];
  const env = { PATH: path ?? programOf(shell).path };
  const child = spawn(program, args, { cwd: folder, env, stdio: stdio ?? [input, ...files], ...(uid !== undefined && { uid }) });
  files.forEach((descriptor) => closeSync(descriptor));
  return child;
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code)));
}

interface Wrapped {
  readonly code: number | null;
  readonly record: StepRecord | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: readonly string[], options: Options = {}): Promise<Wrapped> {
  const words = [...(options.before ?? []), ...wordsOf(command, options)];
  return result(await ended(start(words, options)), options.channel === '1' ? 'stdout' : 'stderr');
}

function result(code: number | null, log = 'stderr'): Wrapped {
  const [stdout, stderr] = [textOf('stdout'), textOf('stderr')];
  return { code, stdout, stderr, record: readStepRecords(textOf(log), NONCE).at(-1) };
}

function textOf(name: string): string {
  return existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 10_000) throw new Error('It did not come to that in 10 s.');
    await sleep(10);
  }
}

/** The line of the wrapper and the empty one before it. */
function withoutRecord(text: string): string {
  return text.replace(/\n@@reprov:1:.*\n/g, '');
}

describe.each(SHELLS)('the script in %s', (shell) => {
  const ENDINGS = [
    { ending: 'success', command: ['sh', '-c', 'exit 0'], code: 0, signal: null },
    { ending: 'exit code 7', command: ['sh', '-c', 'exit 7'], code: 7, signal: null },
    { ending: 'no such program', command: ['no_such_program', 'x'], code: 127, signal: null },
    { ending: 'a program that cannot be executed', command: ['./plain'], code: 126, signal: null },
    { ending: 'a fault of memory', command: ['sh', '-c', 'kill -SEGV $$'], code: 139, signal: 'SIGSEGV' },
    { ending: 'no command at all', command: [], code: 127, signal: null },
  ];
  it.each(ENDINGS)('tells and passes on: $ending', async ({ command, code, signal }) => {
    writeFileSync(join(folder, 'plain'), 'echo\n', { mode: 0o644 });
    for (let repetition = 0; repetition < 5; repetition++) {
      const wrapped = await run(command, { shell });
      expect(wrapped.code).toBe(code);
      expect(wrapped.record).toMatchObject({ tool: 'tool.cwl', exitCode: code, signal });
    }
  });

  it.each([
    { tool: 'says goodbye', command: 'trap "echo bye; exit 5" TERM; echo > ready; sleep 60 & wait', code: 5 },
    { tool: 'dies of it', command: 'echo > ready; exec sleep 60', code: 143 },
  ])('hands on SIGTERM to a tool that $tool', async ({ command, code }) => {
    for (let repetition = 0; repetition < 5; repetition++) {
      await rm(join(folder, 'ready'), { force: true });
      const child = start(wordsOf(['sh', '-c', command], { shell }), { shell });
      const over = ended(child);
      await until(() => existsSync(join(folder, 'ready')));
      child.kill('SIGTERM');
      expect(await over).toBe(code);
      expect(result(code).record).toMatchObject({ exitCode: code, signal: code === 143 ? 'SIGTERM' : null });
    }
  });

  it('leaves no process behind when it is ended', async () => {
    const child = start(wordsOf(['sh', '-c', 'echo $$ > pid; exec sleep 60'], { shell }), { shell });
    const over = ended(child);
    await until(() => textOf('pid').endsWith('\n'));
    child.kill('SIGTERM');
    await over;
    expect(existsSync(`/proc/${textOf('pid').trim()}`)).toBe(false);
  });

  it('gives the tool the same stdin, streams, open files, variables, folder and mask', async () => {
    writeFileSync(join(folder, 'in'), 'line\nno end');
    const look = 'cat; pwd; umask; echo err >&2; printf "%s\\n" /proc/$$/fd/*; tr "\\0" "\\n" </proc/$$/environ';
    const command = ['sh', '-c', look, 'a b', '', '*'];
    const options = { shell, stdin: join(folder, 'in') };
    await ended(start(command, options));
    const [out, err] = [textOf('stdout'), textOf('stderr')].map((text) => text.replace(/\/proc\/\d+/g, '/proc/N'));
    await rm(join(folder, 'stdout'));
    await rm(join(folder, 'stderr'));
    const { stdout, stderr } = await run(command, options);
    expect(stdout.replace(/\/proc\/\d+/g, '/proc/N')).toBe(out);
    expect(withoutRecord(stderr)).toBe(err);
  });

  it('measures time, CPU, bytes and the host', async () => {
    const work = 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; head -c 3000000 /dev/zero | cat > zeros';
    const { record } = await run(['sh', '-c', work], { shell, globs: ['zeros'] });
    expect(record?.elapsedSeconds).toBeGreaterThan(0.02);
    expect(record?.cpuSeconds).toBeGreaterThan(0.02);
    expect(record?.cpuScope).toBe('process');
    expect(record?.readBytes).toBeGreaterThanOrEqual(6_000_000);
    expect(record?.writtenBytes).toBeGreaterThanOrEqual(6_000_000);
    expect(record?.endedAt!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(record?.host).toMatchObject({ system: 'Linux', cpuCount: cpus().length });
    expect(record?.host.architecture).toMatch(/^\w+$/);
    expect(record?.host.memoryBytes).toBeGreaterThan(1e8);
    expect(record?.generated).toMatchObject([{ path: 'zeros', sizeBytes: 3_000_000 }]);
  });

  it('lists files of any name', async () => {
    const names = ['a b', `it's "quoted"`, 'new\nline', '-n', 'größe 雪', '$(id)`id`\\', '[x]', '*'];
    for (const name of names) writeFileSync(join(folder, `${name}.dat`), 'hello\n');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0x2e]), Buffer.from('dat')]), '');
    const { record } = await run(['true'], { shell, globs: ['*.dat', 'a b.dat', 'none.*'] });
    const expected = names.map((name) => ({ path: `${name}.dat`, pathHex: null, sizeBytes: 6, sha256: HELLO }));
    expect(record?.generated).toHaveLength(names.length + 1);
    expect(record?.generated).toEqual(expect.arrayContaining(expected));
    expect(record?.generated).toContainEqual({ path: 'f\\xff.dat', pathHex: '66ff2e646174', sizeBytes: 0, sha256: EMPTY });
    expect(record?.generatedIsComplete).toBe(true);
  });

  it('lists folders with what is in them, and looks behind no link to a folder', async () => {
    mkdirSync(join(folder, 'made/inner/.hidden'), { recursive: true });
    writeFileSync(join(folder, 'made/inner/.hidden/one'), 'hello\n');
    symlinkSync('..', join(folder, 'made/inner/loop'));
    symlinkSync('inner/.hidden/one', join(folder, 'made/link'));
    execFileSync('mkfifo', [join(folder, 'made/fifo')]);
    const { record } = await run(['true'], { shell, globs: ['made'] });
    expect(record?.generated.map(({ path }) => path).sort()).toEqual(['made/inner/.hidden/one', 'made/link']);
    expect(record).toMatchObject({ more: { used: 0, generated: 1 }, generatedIsComplete: false });
  });

  it('keeps its line short when there are very many files', async () => {
    const many = join(folder, 'many');
    mkdirSync(many);
    for (let index = 0; index < 10_000; index++) writeFileSync(join(many, `a rather long name ${index}`), '');
    const staged = join(folder, 'stg00000000-0000-0000-0000-000000000000');
    symlinkSync('many', staged);
    const { record, stderr, code } = await run(['sh', '-c', 'exit 7'], { shell, globs: ['many'], used: [many] });
    expect(code).toBe(7);
    expect(stderr.length).toBeLessThan(16_384);
    for (const list of ['used', 'generated'] as const)
      expect((record?.more[list] ?? 0) + (record?.[list].length ?? 0)).toBe(10_000);
  });

  it('finds the inputs among the words of the command by the folder that cwltool stages them in', async () => {
    const staged = join(folder, 'stg1f0e9c1a-aaaa-bbbb-cccc-0123456789ab');
    mkdirSync(staged);
    writeFileSync(join(staged, 'in.txt'), 'hello\n');
    const { record } = await run(['cat', join(staged, 'in.txt'), '/etc/hostname', 'x'], {
      shell,
      used: ['/no/such/file', 'None'],
    });
    expect(record?.used).toEqual([{ path: join(staged, 'in.txt'), pathHex: null, sizeBytes: 6, sha256: HELLO }]);
  });

  it('says null for what it cannot read, and keeps the exit code', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'hello\n', { mode: 0o000 });
    const uid = process.getuid?.() === 0 ? 65534 : undefined;
    if (shell === 'busybox') await chmod(applets, 0o755);
    await chmod(join(folder), 0o777);
    for (const name of ['stdout', 'stderr']) writeFileSync(join(folder, name), '');
    const { record, code } = await run(['sh', '-c', 'exit 7'], { shell, used: [secret], ...(uid !== undefined && { uid }) });
    expect(code).toBe(7);
    expect(record).toMatchObject({ exitCode: 7, used: [{ path: secret, sizeBytes: 6, sha256: null }] });
  });

  it('believes its own line, the last one, when the tool forges others', async () => {
    const forged = `{"tool":"tool.cwl","flags":"2","exit":0,"cwd":{"p":"${folder}"},"used":[],"gen":[]}`;
    const script = `n=$(tr '\\0' '\\n' </proc/$PPID/cmdline | sed -n 's#^\\([A-Za-z0-9]*\\)/tool.cwl/.*#\\1#p')
      printf '\\n@@reprov:1:%s %s\\n' wrong0 '${forged}' "$n" '${forged}' >&2; exit 9`;
    const { record, stderr } = await run(['sh', '-c', script], { shell });
    expect(stderr.match(/^@@reprov:1:\w+/gm)).toEqual(['@@reprov:1:wrong0', `@@reprov:1:${NONCE}`, `@@reprov:1:${NONCE}`]);
    expect(record?.exitCode).toBe(9);
    expect(readStepRecords(stderr, NONCE)).toHaveLength(1);
  });

  it('writes to the log and into no stream that is captured', async () => {
    const only = await run(['sh', '-c', 'echo out; echo err >&2'], { shell, channel: '1' });
    expect(only.stderr).toBe('err\n');
    expect(withoutRecord(only.stdout)).toBe('out\n');
    expect(only.record?.exitCode).toBe(0);
  });

  describe('when both streams are captured', () => {
    const command = ['sh', '-c', 'echo out; echo err >&2; exit 3'];
    const expectUnchanged = (): void => expect([textOf('out.txt'), textOf('err.txt')]).toEqual(['out\n', 'err\n']);
    /** A parent with its own stderr in the log, as REANA's shell and cwltool are. */
    const capture = (parent: Shell): string[] => [
      ...[programOf(parent).program, '-c', `"$@" > out.txt 2> err.txt;exit $?`, 'sh'],
    ];

    it.each(SHELLS)('writes into the log of the parent, a file that %s has as stderr', async (parent) => {
      const log = openSync(join(folder, 'log'), 'a');
      const words = [...capture(parent), ...wordsOf(command, { shell, channel: 'f' })];
      expect(await ended(start(words, {}, ['ignore', 'ignore', log]))).toBe(3);
      expect(readStepRecords(textOf('log'), NONCE)).toMatchObject([{ exitCode: 3 }]);
      expectUnchanged();
    });

    it.each(SHELLS)('writes into the log of the parent, a pipe that %s has as stderr', async (parent) => {
      const words = [...capture(parent), ...wordsOf(command, { shell, channel: 'f' })];
      await ended(start(['sh', '-c', '"$@" 2>&1 | cat > log', 'sh', ...words], {}));
      expect(readStepRecords(textOf('log'), NONCE)).toMatchObject([{ exitCode: 3 }]);
      expectUnchanged();
    });

    it('writes a hidden file when the log is a socket, and only if it may', async () => {
      for (const channel of ['p', 'f'] as const) {
        const words = [...capture('bash'), ...wordsOf(command, { shell, channel })];
        const child = start(words, {}, ['ignore', 'ignore', 'pipe']);
        expect(await ended(child)).toBe(3);
        expect(existsSync(join(folder, `.reprov-${NONCE}-tool.cwl.json`))).toBe(channel === 'f');
        expectUnchanged();
      }
      expect(readStepRecords(textOf(`.reprov-${NONCE}-tool.cwl.json`), NONCE)).toMatchObject([{ exitCode: 3 }]);
    });
  });

  describe('in the line that REANA makes of it', () => {
    it.each([
      { streams: 'no stream captured', channel: '2', redirections: '' },
      { streams: 'stdout captured', channel: '2', redirections: '> HOME/out.txt' },
      { streams: 'both captured', channel: 'f', redirections: '> HOME/out.txt 2> OUTDIR/err.txt' },
    ] as const)('tells the true exit code, which REANA masks: $streams', async ({ channel, redirections }) => {
      const command = ['sh', '-c', 'echo "made" > made.txt; echo out; echo err >&2; exit 7'];
      const words = wordsOf(command, { shell, channel, globs: ['made.*', 'out.txt'] });
      const line = reanaLine(['sh', ...words.slice(1)], redirections);
      expect(await ended(start([requireProgram('bash'), '-c', line], { shell }))).toBe(0);
      const { record } = result(0);
      expect(record).toMatchObject({ exitCode: 7, cwd: { path: join(folder, 'home') } });
      expect(textOf('outdir/made.txt')).toBe('made\n');
      if (channel === 'f') expect(textOf('outdir/err.txt')).toBe('err\n');
      const paths = redirections.replaceAll('HOME', join(folder, 'home')).replaceAll('OUTDIR', join(folder, 'outdir'));
      expect(toolCommand(line)).toBe(`sh -c 'echo "made" > made.txt; echo out; echo err >&2; exit 7' ${paths}`.trimEnd());
    });
  });
});

/** As REANA's engine writes a job: words quoted twice, both by the rules of Python's shlex. */
function reanaLine(words: readonly string[], redirections: string): string {
  const quote = (word: string): string => `'${word.replaceAll("'", `'"'"'`)}'`;
  const [home, outdir] = [join(folder, 'home'), join(folder, 'outdir')];
  mkdirSync(outdir);
  const command = words
    .map((word) => (/(^$|[\s|&;()<>'"$@])/.test(word) ? quote(word) : word))
    .join(' ')
    .replaceAll('/bin/sh -c ', '');
  const tail = redirections.replaceAll('HOME', home).replaceAll('OUTDIR', outdir);
  const text = `umask 2;export HOME="${home}";export TMPDIR="${folder}";mkdir -p ${home} && cd ${home} && ${command} ${tail}`;
  return `/bin/sh -c ${quote(`${text.trimEnd()}; cp -r ${home}/* ${outdir}`)} `;
}

describe('the script where parts are missing', () => {
  it('gives no checksum where there is no program for it', async () => {
    const few = join(folder, 'few');
    mkdirSync(few);
    for (const name of ['sh', 'wc', 'date', 'tr', 'od', 'uname']) symlinkSync(join(applets, name), join(few, name));
    writeFileSync(join(folder, 'made.txt'), 'hello\n');
    const { record, code } = await run(['sh', '-c', 'exit 7'], { shell: 'busybox', path: few, globs: ['made.txt'] });
    expect([code, record?.exitCode]).toEqual([7, 7]);
    expect(record?.generated).toEqual([{ path: 'made.txt', pathHex: null, sizeBytes: 6, sha256: null }]);
  });

  it.each([
    ['openssl', 'dgst'],
    ['shasum', '-a'],
  ])('uses %s where there is no sha256sum', async (name) => {
    const few = join(folder, 'few');
    mkdirSync(few);
    for (const applet of ['sh', 'wc', 'date', 'tr']) symlinkSync(join(applets, applet), join(few, applet));
    const answer = name === 'openssl' ? `SHA2-256(stdin)= ${HELLO}` : `${HELLO}  -`;
    writeFileSync(join(few, name), `#!${join(applets, 'sh')}\necho "${answer}"\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'made.txt'), 'hello\n');
    const { record } = await run(['true'], { shell: 'busybox', path: few, globs: ['made.txt'] });
    expect(record?.generated).toMatchObject([{ sha256: HELLO }]);
  });

  it('measures what it can without /proc, /sys and any program', async () => {
    const hide = ['--dev-bind', '/', '/', '--tmpfs', '/proc', '--tmpfs', '/sys', '--'];
    const none = join(folder, 'none');
    mkdirSync(none);
    const before = [requireProgram('bwrap'), ...hide];
    const { record, code } = await run(['/bin/sh', '-c', 'exit 7'], { before, path: none, globs: ['stderr'] });
    expect(code).toBe(7);
    expect(record).toMatchObject({
      exitCode: 7,
      startedAt: null,
      elapsedSeconds: null,
      cpuSeconds: null,
      cpuScope: null,
      memoryPeakBytes: null,
      readBytes: null,
      host: { system: null, cpuCount: null, memoryBytes: null },
      generated: [{ path: 'stderr', sizeBytes: null, sha256: null }],
    });
  });

  it('runs a tool whose stdin and stderr are closed', async () => {
    const inside = wordsOf(['sh', '-c', 'cat; exit 7'], { channel: '1' });
    const code = await ended(start(['sh', '-c', '"$@" <&- 2>&-', 'sh', ...inside], {}));
    expect(code).toBe(7);
    expect(result(code, 'stdout').record?.exitCode).toBe(7);
  });
});
