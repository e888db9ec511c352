/** A path as the wrapper saw it. Names of files are bytes. */
export interface RecordedPath {
  /** The path as text; bytes that are no UTF-8 are shown as `\xNN`. */
  readonly path: string;
  /** The bytes in hex when they are no UTF-8, so that two such paths can be told apart; otherwise null. */
  readonly pathHex: string | null;
}

/** A file that a tool used or made. */
export interface FileRecord extends RecordedPath {
  /** Null: it could not be measured. */
  readonly sizeBytes: number | null;
  /** In lower-case hex; null: not readable, larger than 32 GiB, or the image has no program for it. */
  readonly sha256: string | null;
}

/** The machine, or the part of one, as the tool saw it. */
export interface HostRecord {
  /** As `uname -s` has it: `Linux`. */
  readonly system: string | null;
  readonly kernel: string | null;
  readonly architecture: string | null;
  /** Processors that are online. */
  readonly cpuCount: number | null;
  readonly memoryBytes: number | null;
}

/** What the wrapper measured of one job. Null means not measured. It comes out of a log: a hint, never a proof. */
export interface StepRecord {
  /** The id of the CommandLineTool in the packed document, without `#`. */
  readonly tool: string;
  /** As a shell has it: 126 not executable, 127 not found, 128 + n ended by signal n. */
  readonly exitCode: number;
  /** The signal that an exit code above 128 stands for (`SIGKILL`); a tool may also have exited with that number. */
  readonly signal: string | null;
  /** In whole seconds, by the clock of the machine. */
  readonly startedAt: Date | null;
  /** `startedAt` + `elapsedSeconds`, so that a changed clock cannot make it earlier. */
  readonly endedAt: Date | null;
  /** How long the tool itself took, without reading of checksums; to 0.01 s where /proc/uptime can be read. */
  readonly elapsedSeconds: number | null;
  /** Of user and system together, to 0.01 s for a process. */
  readonly cpuSeconds: number | null;
  /** `process`: the tool and the children that it waited for; `cgroup`: all that ran there meanwhile. */
  readonly cpuScope: 'process' | 'cgroup' | null;
  /** The most that the cgroup ever held: of this job when it has a container of its own, else of more than it. */
  readonly memoryPeakBytes: number | null;
  readonly memoryScope: 'cgroup' | null;
  /** What the tool and its children read and wrote by system calls, from files, pipes and sockets. */
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
  /** The working folder; null when its path is too long for the record. */
  readonly cwd: RecordedPath | null;
  /** As they were before the tool ran, by absolute path. */
  readonly used: readonly FileRecord[];
  /** What the outputs, stdout and stderr of the document name, as it was when the tool had ended, seen from `cwd`. */
  readonly generated: readonly FileRecord[];
  /** Files that were there and did not fit. */
  readonly more: { readonly used: number; readonly generated: number };
  /** False: the document says of some files only while it runs, or some did not fit, so that there may be others. */
  readonly usedIsComplete: boolean;
  readonly generatedIsComplete: boolean;
  readonly host: HostRecord;
}
