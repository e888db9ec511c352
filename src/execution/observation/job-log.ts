/** What the text of a job tells beyond its state. */
export interface JobReport {
  /** Null: unknown. */
  readonly exitCode: number | null;
  /** The job said that it succeeded, whatever its exit code was. */
  readonly succeeded: boolean;
  /** The end of a sentence about the job: `ended with exit code 3`; null: nothing is wrong, or nothing is said. */
  readonly fault: string | null;
}

const LONGEST_REASON = 300;
const LAST_LINES = 20;
const LONGEST_TAIL = 4000;
const RECORD = /^@@reprov:/;

/**
 * Reads the lines that cwltool prints about a job (`[job up] exited with status: 7`) and the words that Kubernetes leaves at
 * the end of a container's text. A tool may print the same words: they explain, they decide nothing else.
 */
export function readJobLog(name: string, text: string): JobReport {
  const lines = linesAbout(name, text);
  const last = (pattern: RegExp): string | undefined =>
    lines.map((line) => pattern.exec(line)?.[1]).findLast((found) => found !== undefined);
  const succeeded = last(/^completed (success)$/) !== undefined;
  const status = last(/^exited with status: (\d+)$/);
  if (status !== undefined) return { exitCode: Number(status), succeeded, fault: `ended with exit code ${status}` };
  if (succeeded) return { exitCode: null, succeeded, fault: null };
  const signal = last(/^was terminated by signal: (\w+)$/);
  const fault = signal === undefined ? (containerFault(text) ?? jobError(text)) : `was terminated by ${signal}`;
  return { exitCode: null, succeeded, fault };
}

/** What the engine said of this job: with or without time and level before it. */
function linesAbout(name: string, text: string): string[] {
  const mark = `[job ${name}] `;
  return text.split('\n').flatMap((line) => {
    const at = line.indexOf(mark);
    const before = at < 0 ? '?' : line.slice(0, at);
    return /^(?:\[[\d :-]+\] )?(?:(?:INFO|WARNING|ERROR) )?$/.test(before) ? [line.slice(at + mark.length).trimEnd()] : [];
  });
}

function containerFault(text: string): string | null {
  const timeout = /was killed due to exceeding timeout of (\d+) seconds/.exec(text)?.[1];
  if (timeout !== undefined) return `was killed because it took more than ${timeout} seconds`;
  return /^OOMKilled\s*$/m.test(text.slice(-2000)) ? 'was killed because it used too much memory' : null;
}

/** `Job error: ...` of the engine, or its word about a program that is not there. */
function jobError(text: string): string | null {
  const reason = /Job error:\s*(.+)/.exec(text)?.[1] ?? /^(?:ERROR )?('.+' not found)/m.exec(text)?.[1];
  return reason === undefined ? null : `failed: ${reason.slice(0, LONGEST_REASON).replace(/[.:\s]+$/, '')}`;
}

/** What a job printed last, without the lines of the wrapper; null: nothing. */
export function lastLines(text: string): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !RECORD.test(line));
  return lines.length === 0 ? null : lines.slice(-LAST_LINES).join('\n').slice(-LONGEST_TAIL);
}
