import type { ReanaRunStatus } from '../../reana/reana.gateway';
import type { FailureSource } from '../execution.entity';
import { ExecutionStatus, StepStatus } from '../execution-status';
import type { StepState } from '../step.repository';

export interface Failure {
  readonly code: string;
  /** A sentence that a user can act on. */
  readonly message: string;
  readonly step: string | null;
  readonly source: FailureSource;
}

export interface Outcome {
  readonly status: ExecutionStatus;
  readonly failure: Failure | null;
  /** What a user should know beside that. */
  readonly notice: string | null;
}

export interface EndedRun {
  /** Null: REANA knows the run no more. */
  readonly status: ReanaRunStatus | null;
  readonly steps: readonly StepState[];
  readonly engineText: string;
  readonly stopRequested: boolean;
  /** Run number of a restart at REANA, if there was one. */
  readonly restartedAs: string | null;
}

const LONGEST_REASON = 500;

/** What became of a run: REANA's last word, but no success when one of its jobs failed. */
export function outcomeOf(run: EndedRun): Outcome {
  return { ...endOf(run), notice: run.restartedAs === null ? null : restarted(run.restartedAs) };
}

function endOf(run: EndedRun): Omit<Outcome, 'notice'> {
  if (run.status === 'stopped') return { status: ExecutionStatus.Stopped, failure: run.stopRequested ? null : STOPPED_THERE };
  if (run.status === null || run.status === 'deleted')
    return run.stopRequested
      ? { status: ExecutionStatus.Stopped, failure: null }
      : { status: ExecutionStatus.Deleted, failure: DELETED_THERE };
  const failed = run.steps.find(({ status }) => status === StepStatus.Failed);
  if (run.status === 'finished' && failed === undefined) return { status: ExecutionStatus.Finished, failure: null };
  return { status: ExecutionStatus.Failed, failure: failed ? failedStep(failed) : failedEngine(run.engineText) };
}

function restarted(runNumber: string): string {
  return (
    `The run was restarted at REANA, not from here, as run ${runNumber}, which is another run and not followed. ` +
    'It works in the same workspace, so outputs that are not kept here may be its own.'
  );
}

const STOPPED_THERE: Failure = {
  code: 'execution.stopped_at_reana',
  message: 'The run was stopped at REANA, not from here.',
  step: null,
  source: 'reana',
};

const DELETED_THERE: Failure = {
  code: 'execution.deleted_at_reana',
  message: 'The run was deleted at REANA, not from here. Execute the workflow again if its results are needed.',
  step: null,
  source: 'reana',
};

function failedStep({ name, errorMessage }: StepState): Failure {
  return { code: 'execution.step_failed', message: errorMessage ?? `The step ${name} failed.`, step: name, source: 'step' };
}

/** No job failed, so the engine did: before the first job, or between two. */
function failedEngine(text: string): Failure {
  const reason = engineError(text);
  const message =
    reason === null ? 'REANA reports that the run failed, without a reason.' : `REANA reports that the run failed: ${reason}`;
  return { code: 'execution.engine_failed', message, step: null, source: 'reana' };
}

/** The first error of the engine, without time stamps and addresses of its machine. */
function engineError(text: string): string | null {
  const lines = text.split('\n').map((line) => line.replace(/^\[[\d :-]+\] /, '').trim());
  const at = lines.findIndex((line) => /^ERROR\b/.test(line));
  const found = at >= 0 ? [lines[at]?.replace(/^ERROR\s*/, ''), ...followers(lines.slice(at + 1))].filter(Boolean).join(' ') : '';
  const crash = /Workflow exited unexpectedly\.\s*(\d+)/.exec(text)?.[1];
  const reason = found || (crash === undefined ? '' : `the engine ended with code ${crash}`);
  return reason === '' ? null : reason.replace(/file:\/\/\S*\//g, '').slice(0, LONGEST_REASON);
}

/** The lines that go on with an error, up to the next line of the log. */
function followers(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => /^(DEBUG|INFO|WARNING|ERROR|CRITICAL|FinalOutput|Final process)\b/.test(line));
  return lines.slice(0, Math.min(end < 0 ? lines.length : end, 3));
}
