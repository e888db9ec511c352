import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { SCRATCH, type EngineFiles } from './cwltool.engine';
import { CwltoolLog, type LoggedJob } from './cwltool.log';
import { isStorageFault } from './embedded.errors';
import { endProcessesAtHomeIn, type EngineExit, type EngineProcess } from './engine.process';
import { removeFolder } from './folder-removal';
import type { JobState, JobStatus } from './run';
import type { RunEnd, RunStore } from './run.store';
import { Workspace } from './workspace';

const READ_MS = 200;
const MEASURE_MS = 5_000;
const GRACE_MS = 3_000;
const CHUNK_BYTES = 65_536;

export interface RunLimits {
  readonly wallSeconds: number;
  readonly logBytes: number;
  readonly workspaceBytes: number;
}

/** What a follower needs to know of its run. */
export interface FollowedRun extends EngineFiles {
  readonly id: string;
  /** When the engine was started, in milliseconds. */
  readonly startedMs: number;
  readonly imageOf: (stepPath: string) => string;
}

/** Follows one engine to its end: reads its log into job rows, holds the limits, and writes down how the run ended. */
export class RunFollower {
  /** Fulfilled when the end of the run is stored. */
  readonly done: Promise<void>;
  private readonly log = new CwltoolLog();
  private readonly decoder = new StringDecoder('utf8');
  /** What of each job is stored. */
  private readonly saved: string[] = [];
  private readonly timers: NodeJS.Timeout[];
  private offset = 0;
  /** Why we end the run ourselves. */
  private intent: { status: 'stopped' | 'failed'; reason: string } | null = null;
  private ending: Promise<void> | null = null;
  private hasExited = false;
  private isMeasuring = false;
  private isAbandoned = false;

  constructor(
    private readonly run: FollowedRun,
    private readonly engine: EngineProcess,
    private readonly store: RunStore,
    private readonly limits: RunLimits,
  ) {
    const wallMs = Math.max(0, run.startedMs + limits.wallSeconds * 1000 - Date.now());
    this.timers = [
      setInterval(() => this.look(), READ_MS),
      setInterval(() => void this.measure(), MEASURE_MS),
      setTimeout(() => this.fail(`The run took longer than ${limits.wallSeconds} seconds and was ended.`), wallMs),
    ];
    this.done = engine.exited.then((exit) => this.settle(exit));
  }

  /** Ends the engine and all it started; the run is over when this returns. Who has ended by himself cannot be stopped any more. */
  async end(status: 'stopped' | 'failed', reason: string): Promise<void> {
    if (!this.hasExited || status === 'failed') this.intent ??= { status, reason };
    if (!this.hasExited) this.ending ??= this.engine.end(GRACE_MS, this.scratch);
    await this.ending;
    await this.done;
  }

  /** The engine's home, too. */
  private get scratch(): string {
    return join(this.run.workspace, SCRATCH);
  }

  /** Who waits for `done` hears of it when even this goes wrong. */
  private fail(reason: string): void {
    this.end('failed', reason).catch(() => undefined);
  }

  /** Lets go of the run without touching the engine: the next server will find it. */
  abandon(): void {
    this.isAbandoned = true;
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  /** What cannot be stored because the disk is full is stored at a later look. */
  private look(): void {
    try {
      this.read();
      this.save();
    } catch (error) {
      if (isStorageFault(error)) return;
      this.fail(`The log of the engine could not be followed: ${(error as Error).message}`);
    }
  }

  /** Takes what the engine has written since the last look. */
  private read(): void {
    const file = openSync(this.run.log, 'r');
    try {
      const size = fstatSync(file).size;
      if (size > this.limits.logBytes) this.fail(`The run wrote a log of more than ${this.limits.logBytes} bytes and was ended.`);
      const until = Math.min(size, this.limits.logBytes);
      const chunk = Buffer.alloc(CHUNK_BYTES);
      for (let got = 1; got > 0 && this.offset < until; this.offset += got) {
        got = readSync(file, chunk, 0, Math.min(CHUNK_BYTES, until - this.offset), this.offset);
        this.log.push(this.decoder.write(chunk.subarray(0, got)));
      }
    } finally {
      closeSync(file);
    }
  }

  /** The text of a job is stored when the job is over, or the run. */
  private save(isOver = false): void {
    for (const [position, job] of this.log.jobs.entries()) {
      const state = this.stateOf(job);
      const version = job.outcome === null && !isOver ? state.status : `${state.status} ${state.log.length}`;
      if (this.saved[position] === version) continue;
      this.store.saveJob(this.run.id, position, state);
      this.saved[position] = version;
    }
  }

  private stateOf(job: LoggedJob): JobState {
    const status: JobStatus = job.outcome === null ? 'running' : job.outcome === 'success' ? 'finished' : 'failed';
    return {
      name: job.name,
      status,
      command: job.command,
      image: this.run.imageOf(job.stepPath),
      log: job.text,
      startedAt: job.startedAt,
      finishedAt: job.finishedAt,
    };
  }

  private async measure(): Promise<void> {
    if (this.isMeasuring) return;
    const { workspaceBytes } = this.limits;
    this.isMeasuring = true;
    try {
      const bytes = await new Workspace(this.run.workspace).bytes();
      if (bytes > workspaceBytes) this.fail(`The workspace grew beyond ${workspaceBytes} bytes and the run was ended.`);
    } catch (error) {
      this.fail((error as Error).message);
    } finally {
      this.isMeasuring = false;
    }
  }

  private async settle(exit: EngineExit): Promise<void> {
    this.timers.forEach((timer) => clearTimeout(timer));
    if (this.isAbandoned) return;
    this.hasExited = true;
    await this.ending;
    this.engine.sweep();
    await endProcessesAtHomeIn(this.scratch);
    this.read();
    this.log.end();
    await removeFolder(this.scratch).catch((error: Error) =>
      process.stderr.write(`${this.scratch} could not be removed: ${error.message}\n`),
    );
    const end = endOf(this.log, outputsOf(this.run.outputs), this.intent ?? verdict(exit, this.log));
    await this.store.untilStored(() => {
      this.save(true);
      this.store.markEnded(this.run.id, end);
    });
  }
}

interface Verdict {
  readonly status: RunEnd['status'];
  readonly reason: string | null;
}

/** The exit code decides; where nobody could receive it, the engine's last words do. */
function verdict({ code, signal }: EngineExit, log: CwltoolLog): Verdict {
  if (signal !== null) return { status: 'failed', reason: `The engine was ended from outside by ${signal}.` };
  if (code === null && log.finalStatus === null)
    return { status: 'failed', reason: 'The engine ended while no server was watching, and left no word of how.' };
  if (code === 0 || (code === null && log.finalStatus === 'success')) return { status: 'finished', reason: null };
  return { status: 'failed', reason: code === null ? null : `Workflow exited with code ${code}.` };
}

/** The engine's text, the output object in the frame of REANA's CWL engine, and the line that ends every run's log. */
function endOf(log: CwltoolLog, outputs: string | null, { status, reason }: Verdict): RunEnd {
  const lines = [
    log.engineText.trimEnd(),
    reason,
    outputs === null ? null : `FinalOutput${outputs}FinalOutput`,
    `Final process status is ${status === 'finished' ? 'success' : 'permanentFail'}`,
  ];
  return { status, engineLog: `${lines.filter((line) => line !== null && line !== '').join('\n')}\n` };
}

/** The output object on one line of ASCII, or null when the engine came to none. */
function outputsOf(file: string): string | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  } catch {
    return null;
  }
}

/** The end of a run that no engine has told about. */
export function endWithoutEngine(status: RunEnd['status'], reason: string): RunEnd {
  return endOf(new CwltoolLog(), null, { status, reason });
}
