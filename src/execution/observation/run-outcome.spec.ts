import { ExecutionStatus, StepStatus } from '../execution-status';
import type { StepState } from '../step.repository';
import { outcomeOf, type EndedRun } from './run-outcome';

const failed = {
  name: 'predict',
  status: StepStatus.Failed,
  errorMessage: 'The step predict ended with exit code 3.',
} as StepState;
const waiting = { name: 'report', status: StepStatus.Waiting } as StepState;
const ended = (more: Partial<EndedRun>): EndedRun => ({
  status: 'finished',
  steps: [],
  engineText: '',
  stopRequested: false,
  restartedAs: null,
  ...more,
});

describe('outcomeOf', () => {
  it.each<[string, EndedRun, ExecutionStatus, string | null]>([
    ['finished', ended({ steps: [waiting] }), ExecutionStatus.Finished, null],
    ['finished with a failed job', ended({ steps: [waiting, failed] }), ExecutionStatus.Failed, 'execution.step_failed'],
    ['failed in a job', ended({ status: 'failed', steps: [failed] }), ExecutionStatus.Failed, 'execution.step_failed'],
    ['failed outside of a job', ended({ status: 'failed' }), ExecutionStatus.Failed, 'execution.engine_failed'],
    ['stopped by a user', ended({ status: 'stopped', stopRequested: true }), ExecutionStatus.Stopped, null],
    ['stopped at REANA', ended({ status: 'stopped' }), ExecutionStatus.Stopped, 'execution.stopped_at_reana'],
    ['stopped by deletion before it ran', ended({ status: 'deleted', stopRequested: true }), ExecutionStatus.Stopped, null],
    ['deleted at REANA', ended({ status: 'deleted' }), ExecutionStatus.Deleted, 'execution.deleted_at_reana'],
    ['unknown to REANA', ended({ status: null }), ExecutionStatus.Deleted, 'execution.deleted_at_reana'],
  ])('of a run that is %s', (_, run, status, code) => {
    const outcome = outcomeOf(run);
    expect([outcome.status, outcome.failure?.code ?? null]).toEqual([status, code]);
  });

  it('says that a run was restarted at REANA, and what that means', () => {
    expect(outcomeOf(ended({})).notice).toBeNull();
    expect(outcomeOf(ended({ restartedAs: '3.1' })).notice).toMatch(/restarted at REANA.* as run 3\.1.* same workspace/);
  });

  it('names the step and its exit code', () => {
    expect(outcomeOf(ended({ steps: [failed] })).failure).toEqual({
      ...{ code: 'execution.step_failed', message: 'The step predict ended with exit code 3.', step: 'predict', source: 'step' },
    });
  });

  it.each([
    [
      "[2026-01-15 10:00:00] ERROR Input object failed validation:\nMissing 'x'\nFinalOutput{}FinalOutput",
      "Input object failed validation: Missing 'x'",
    ],
    ['INFO x\nERROR file:///srv/ws/workflow.json:1:1: no\nINFO y', 'workflow.json:1:1: no'],
    ['Workflow exited unexpectedly.\n33', 'the engine ended with code 33'],
    ['', 'without a reason'],
  ])('takes the reason from the text of the engine: %j', (engineText, reason) => {
    expect(outcomeOf(ended({ status: 'failed', engineText })).failure?.message).toContain(reason);
  });
});
