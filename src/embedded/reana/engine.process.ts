import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, hasToolAtWork, isAlive, processesAtHomeIn, signalGroup, type ProcessIdentity } from './process-identity';

const WATCH_MS = 250;
const GONE_MS = 25;
/** Who forks all the time could outrun the list of processes. */
const ROUNDS = 20;

/** How the engine ended; both null: it was not our child, so nobody told us. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running engine with its process group, whether this server started it or found it at work. */
export class EngineProcess {
  private constructor(
    readonly identity: ProcessIdentity,
    readonly exited: Promise<EngineExit>,
    /** Only then is the number of the group surely ours. */
    private readonly wasSeenAlive = true,
  ) {}

  /** Rejects when the program cannot be started. */
  static async ofChild(child: ChildProcess): Promise<EngineProcess> {
    const exited = new Promise<EngineExit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid ?? 0;
    return new EngineProcess(identify(pid) ?? { pid, born: 'gone' }, exited);
  }

  /** An engine that an earlier server started; null: it is gone. */
  static adopt(identity: ProcessIdentity): EngineProcess | null {
    return isAlive(identity) ? new EngineProcess(identity, goneOf(identity)) : null;
  }

  /** An engine that ended while no server was there. */
  static gone(identity: ProcessIdentity): EngineProcess {
    return new EngineProcess(identity, Promise.resolve({ code: null, signal: null }), false);
  }

  /**
   * Ends every process of the group: asks first, and after the grace time no longer asks. Nobody waits for cwltool itself: it tries
   * for ten seconds to end the tools that have been ended already.
   */
  async end(graceMs: number, home: string): Promise<void> {
    const { pid } = this.identity;
    signalGroup(pid, 'SIGTERM');
    for (let waited = 0; waited < graceMs && hasToolAtWork(pid, home); waited += GONE_MS) await sleep(GONE_MS);
    this.sweep();
    await this.exited;
  }

  /** What tools left behind in the group is ended with the run. */
  sweep(): void {
    if (this.wasSeenAlive) signalGroup(this.identity.pid, 'SIGKILL');
  }
}

/** Ends what an engine with its home in this folder has left behind anywhere: no server may find a workspace still at work. */
export async function endProcessesAtHomeIn(folder: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = processesAtHomeIn(folder);
    if (left.length === 0) return;
    for (const pid of left) endProcess(pid);
    await sleep(GONE_MS);
  }
}

/** It may have ended by itself meanwhile. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return;
  }
}

async function goneOf(identity: ProcessIdentity): Promise<EngineExit> {
  while (isAlive(identity)) await sleep(WATCH_MS, undefined, { ref: false });
  return { code: null, signal: null };
}
