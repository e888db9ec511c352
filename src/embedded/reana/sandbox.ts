import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TRIAL_MS = 20_000;
const BWRAP = ['/usr/bin/bwrap', '/bin/bwrap', '/usr/local/bin/bwrap'];
const SYSTEM = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/etc',
  '/opt',
  '/nix/store',
  '/run/systemd/resolve',
];

/** What a confined command may do beyond computing. */
export interface Permissions {
  /** The only folder that it may write. */
  readonly workspace: string;
  readonly network: boolean;
}

/**
 * How commands of a run are confined: by bubblewrap (workspace writable, system read-only, nothing else of the machine visible, own
 * process numbers, no network unless a tool asks for it), or not at all.
 */
export class Sandbox {
  private constructor(
    /** Says which holds, for people. */
    readonly description: string,
    readonly isConfining: boolean,
    private readonly prefix: (permissions: Permissions) => string[],
  ) {}

  static none(reason: string): Sandbox {
    return new Sandbox(`off: commands run with the rights of the user who started the server (${reason})`, false, () => []);
  }

  /** Tries a confined `cwltool --version`: bubblewrap may be there and yet be forbidden to make namespaces. */
  static async detect(mode: 'auto' | 'required' | 'off', cwltool: string, places = BWRAP): Promise<Sandbox> {
    if (mode === 'off') return Sandbox.none('EMBEDDED_REANA_SANDBOX=off');
    const confined = await Sandbox.bubblewrap(cwltool, places);
    if (!confined.isConfining && mode === 'required')
      throw new Error(`EMBEDDED_REANA_SANDBOX=required, but confinement is ${confined.description}`);
    return confined;
  }

  private static async bubblewrap(cwltool: string, places: readonly string[]): Promise<Sandbox> {
    const bwrap = places.find((path) => existsSync(path));
    if (bwrap === undefined) return Sandbox.none('bubblewrap is not installed');
    const description = 'bubblewrap: workspace writable, system read-only, no network unless a tool asks for it';
    const sandbox = new Sandbox(description, true, bwrapPrefix(bwrap, [...SYSTEM, ...programFolders(cwltool)]));
    const workspace = mkdtempSync(join(tmpdir(), 'sandbox-trial-'));
    try {
      const [program = bwrap, ...args] = sandbox.wrap([cwltool, '--version'], { workspace, network: false });
      await run(program, args, { timeout: TRIAL_MS, env: { PATH: '/usr/bin:/bin' } });
      return sandbox;
    } catch (error) {
      return Sandbox.none(`bubblewrap does not work here: ${lastLine((error as { stderr?: string }).stderr)}`);
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  }

  /** The command line that runs the given one under these permissions. */
  wrap(command: readonly string[], permissions: Permissions): string[] {
    return [...this.prefix(permissions), ...command];
  }
}

/** Where a step reads how many processors its host has. */
const PROCESSORS = '/sys/devices/system/cpu';

function bwrapPrefix(bwrap: string, visible: readonly string[]): (permissions: Permissions) => string[] {
  const isSystem = (path: string): boolean => SYSTEM.includes(path);
  const binds = (paths: readonly string[]): string[] =>
    paths.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', path, path]);
  return ({ workspace, network }) => [
    ...[
      bwrap,
      '--unshare-user-try',
      '--unshare-pid',
      '--unshare-ipc',
      '--unshare-uts',
      '--unshare-cgroup-try',
      '--cap-drop',
      'ALL',
    ],
    ...(network ? [] : ['--unshare-net']),
    ...binds(visible.filter(isSystem)),
    // Without the second, the superuser could still change the kernel's settings.
    ...['--proc', '/proc', '--ro-bind-try', '/proc/sys', '/proc/sys', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...['--ro-bind-try', PROCESSORS, PROCESSORS],
    ...binds(visible.filter((path) => !isSystem(path))),
    ...['--bind', workspace, workspace, '--remount-ro', '/', '--chdir', workspace, '--'],
  ];
}

/** Folders outside the system that cwltool and node need: cwltool's virtual environment, the Python it was made from, node. */
function programFolders(cwltool: string): string[] {
  const environment = dirname(dirname(cwltool));
  const folders = [environment, dirname(dirname(realpathSync(process.execPath))), dirname(dirname(process.execPath))];
  for (const python of ['python3', 'python'].map((name) => join(dirname(cwltool), name)).filter((path) => existsSync(path)))
    folders.push(dirname(dirname(realpathSync(python))));
  const home = homeOf(join(environment, 'pyvenv.cfg'));
  if (home !== null) folders.push(dirname(home), dirname(realpathSync(home)));
  return [...new Set(folders)].filter((folder) => !['/', '/usr', homedir()].includes(folder));
}

function homeOf(file: string): string | null {
  return existsSync(file) ? (/^home *= *(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.trim() ?? null) : null;
}

function lastLine(text = ''): string {
  return text.trim().split('\n').at(-1)?.trim() || 'its trial run failed';
}
