import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { EngineProcess } from './engine.process';
import type { Sandbox } from './sandbox';

/** Where the engine works on a run. */
export interface EngineFiles {
  /** What the engine writes to stderr; opened for append, so that a tool may re-open it by /proc and nobody overwrites another. */
  readonly log: string;
  /** What the engine writes to stdout: the output object. */
  readonly outputs: string;
  readonly workspace: string;
}

export interface EngineTask extends EngineFiles {
  readonly target: string | null;
  /** Does a tool ask for the network? */
  readonly network: boolean;
}

/** Engine's scratch below the workspace; emptied when the run is over. */
export const SCRATCH = 'cwl';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const NICENESS = 5;

/** Starts cwltool, one process group a run. */
export class CwltoolEngine {
  constructor(
    private readonly cwltool: string,
    private readonly sandbox: Sandbox,
  ) {}

  start(task: EngineTask): Promise<EngineProcess> {
    const scratch = join(task.workspace, SCRATCH);
    mkdirSync(scratch, { recursive: true });
    const [program, ...args] = this.sandbox.wrap([this.cwltool, ...cwltoolArguments(task)], task);
    const [log, outputs] = [openSync(task.log, 'a', 0o600), openSync(task.outputs, 'w', 0o600)];
    try {
      const child = spawn(program ?? this.cwltool, args, {
        cwd: task.workspace,
        detached: true,
        env: this.environment(scratch),
        stdio: ['ignore', outputs, log],
      });
      const started = EngineProcess.ofChild(child);
      if (child.pid !== undefined) lowerPriority(child.pid);
      return started;
    } finally {
      closeSync(log);
      closeSync(outputs);
    }
  }

  /** Nothing of the server's own environment: tools receive the PATH and no secret. Node is there for JavaScript expressions. */
  private environment(home: string): NodeJS.ProcessEnv {
    const path = [dirname(process.execPath), SYSTEM_PATH, '/opt/homebrew/bin', dirname(this.cwltool)].join(':');
    return { PATH: path, HOME: home, TZ: 'UTC', LC_ALL: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', PYTHONNOUSERSITE: '1' };
  }
}

/** The person at the machine comes first. Where it is refused, or the engine is over already, nothing is lost. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    return;
  }
}

function cwltoolArguments({ workspace, target }: EngineTask): string[] {
  return [
    '--no-container',
    '--disable-color',
    '--timestamps',
    '--skip-schemas',
    ...['--tmpdir-prefix', `${join(workspace, SCRATCH, 'tmpdir')}/`],
    ...['--tmp-outdir-prefix', `${join(workspace, SCRATCH, 'outdir')}/`],
    ...['--outdir', join(workspace, 'outputs')],
    ...(target === null ? [] : [`--target=${target}`]),
    'workflow.json#main',
    'inputs.json',
  ];
}
