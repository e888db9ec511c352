/** One job as cwltool's log tells it. */
export interface LoggedJob {
  /** cwltool's own name: the step's id, `upper_2` for the next job of that name. */
  readonly name: string;
  /** Where the step stands in the document: `sub/train`. */
  readonly stepPath: string;
  /** Its working folder. */
  readonly folder: string;
  /** On one line, as long as no argument holds a line break. */
  command: string;
  readonly startedAt: string;
  finishedAt: string | null;
  outcome: 'success' | 'permanentFail' | 'temporaryFail' | null;
  /** What the tool printed, and what the engine said about the job. */
  text: string;
}

const TIME = '\\[(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)\\]';
const ENTRY = new RegExp(`^${TIME} (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)$`);
const SPECIAL = /[.*+?^${}()|[\]\\]/g;
const JOB_START = /^\[job ([^\]]+)\] (\/.*?)\$ (.*)$/;
const STEP_STARTING = /^\[workflow ([^\]]*)\] starting step (.+)$/;
const STEP_START = /^\[step ([^\]]+)\] start$/;
const WORKFLOW_START = /^\[workflow ([^\]]*)\] start$/;
const COMPLETED = /^completed (success|permanentFail|temporaryFail)$/;
/** The line in which a measured tool says what it did, and where (as text, or in hex). */
const STEP_RECORD = /^@@reprov:1:[A-Za-z0-9]+ \{.*"cwd":\{"([px])":"([^"]+)"\}/;
const FINAL = /^Final process status is (\w+)$/;

/**
 * Reads what `cwltool --timestamps --disable-color` writes to stderr, piece by piece, as long as it runs jobs one after the other.
 * Tools write into the same stream without any mark: between the start and the end of a job everything that is not cwltool's is the
 * tool's. A record of a measured tool belongs to the job of its folder, whenever it comes. A tool can print lines that look like cwltool's, so nothing here is a proof; the exit code of cwltool decides.
 */
export class CwltoolLog {
  readonly jobs: LoggedJob[] = [];
  /** The lines of the engine itself. */
  engineText = '';
  /** What the engine says about the whole run at its end. */
  finalStatus: string | null = null;

  private rest = '';
  private job: LoggedJob | null = null;
  private jobEntry: RegExp | null = null;
  private command: CommandText | null = null;
  private currentStep = '';
  private readonly stepPaths = new Map<string, string>();
  private readonly workflowPaths = new Map<string, string>();

  push(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  /** The stream is over: what has no line end yet is a line too. */
  end(): void {
    if (this.rest !== '') this.line(this.rest);
    this.rest = '';
    if (this.job && this.command) this.job.command = this.command.text;
    this.command = null;
  }

  private line(line: string): void {
    if (this.command) return this.commandLine(line);
    const about = this.jobEntry?.exec(line);
    if (about) return this.aboutJob(line, about);
    const [, date, time, message] = ENTRY.exec(line) ?? [];
    if (message === undefined) return this.outputLine(line);
    this.engineText += `${line}\n`;
    this.entry(message, `${date}T${time}`);
  }

  /** A line about the job at work; it stands behind the tool's last words when those have no line end. */
  private aboutJob(line: string, found: RegExpExecArray): void {
    const [entry, date, time, said = '', what = ''] = found;
    if (this.job) this.job.text += `${found.index > 0 ? `${line.slice(0, found.index)}\n` : ''}${said}\n`;
    this.engineText += `${entry}\n`;
    const outcome = COMPLETED.exec(what)?.[1];
    if (outcome !== undefined) this.close(outcome as NonNullable<LoggedJob['outcome']>, `${date}T${time}`);
  }

  private close(outcome: LoggedJob['outcome'], at: string): void {
    if (this.job) {
      this.job.outcome = outcome;
      this.job.finishedAt = at;
    }
    this.job = null;
    this.jobEntry = null;
  }

  private outputLine(line: string): void {
    const job = this.recordedJob(line) ?? this.job;
    if (job) job.text += `${line}\n`;
    else this.engineText += `${line}\n`;
  }

  private recordedJob(line: string): LoggedJob | undefined {
    const [, form, path = ''] = STEP_RECORD.exec(line) ?? [];
    if (form === undefined) return undefined;
    const folder = form === 'p' ? path : Buffer.from(path, 'hex').toString();
    return this.jobs.findLast((job) => job.folder === folder);
  }

  private entry(message: string, at: string): void {
    const [, name, folder, command] = JOB_START.exec(message) ?? [];
    if (name !== undefined && folder !== undefined && command !== undefined) return this.open({ name, folder, command }, at);
    if (this.job) this.job.text += `${message}\n`;
    this.finalStatus = FINAL.exec(message)?.[1] ?? this.finalStatus;
    this.follow(message);
  }

  private open({ name, folder, command }: Pick<LoggedJob, 'name' | 'folder' | 'command'>, at: string): void {
    this.close(null, at);
    const stepPath = this.currentStep === '' ? name : this.currentStep;
    this.job = { name, stepPath, folder, command: '', startedAt: at, finishedAt: null, outcome: null, text: '' };
    this.jobs.push(this.job);
    this.jobEntry = new RegExp(`${TIME} (?:INFO|WARNING|ERROR) (\\[job ${name.replace(SPECIAL, '\\$&')}\\] (.*))$`);
    this.command = new CommandText();
    this.feed(command);
  }

  private commandLine(line: string): void {
    this.engineText += `${line}\n`;
    this.feed(line);
  }

  private feed(line: string): void {
    if (!this.command || !this.job || !this.command.isWholeAfter(line)) return;
    this.job.command = this.command.text;
    this.command = null;
  }

  /** cwltool numbers the steps of sub-workflows through (`up_2`): where such a step stands is known from what came before. */
  private follow(message: string): void {
    const starting = STEP_STARTING.exec(message);
    if (starting) {
      const [, workflow = '', step = ''] = starting;
      this.stepPaths.set(step, join(this.workflowPaths.get(workflow) ?? '', step));
      this.currentStep = this.stepPaths.get(step) ?? step;
    }
    const step = STEP_START.exec(message)?.[1];
    if (step !== undefined) this.currentStep = this.stepPaths.get(step) ?? step;
    const workflow = WORKFLOW_START.exec(message)?.[1];
    if (workflow !== undefined) this.workflowPaths.set(workflow, workflow === '' ? '' : this.currentStep);
  }
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/**
 * The command that cwltool shows behind the start of a job. Arguments are quoted by Python's shlex.quote and stand on lines of their
 * own, which end in ` \`; an argument may hold line breaks. Names of redirections follow unquoted on the last line.
 */
class CommandText {
  text = '';
  private quote: "'" | '"' | null = null;

  /** Takes one more line; true when the command is complete with it. */
  isWholeAfter(line: string): boolean {
    const isContinued = this.quote === null && this.text !== '';
    const part = isContinued ? line.replace(/^ {4}/, '') : line;
    if (this.scan(part)) {
      this.text += part;
      return true;
    }
    if (this.quote !== null) {
      this.text += `${part}\n`;
      return false;
    }
    if (!part.endsWith(' \\')) {
      this.text += part;
      return true;
    }
    this.text += part.slice(0, -1);
    return false;
  }

  /** True when a redirection begins outside of quotes: an argument with `<` or `>` in it would be quoted. */
  private scan(part: string): boolean {
    for (const character of part) {
      if (this.quote !== null) {
        if (character === this.quote) this.quote = null;
      } else if (character === "'" || character === '"') this.quote = character;
      else if (character === '<' || character === '>') return true;
    }
    return false;
  }
}
