import type { ExecutionStateDto, StepStateDto } from './dto/execution-event.dto';
import type { Execution } from './execution.entity';
import { failureIn, runNumber } from './execution.mapper';
import { ExecutionStatus } from './execution-status';
import type { Step } from './step.entity';

/** What of an execution is told when its state changes. */
export const TOLD = [
  ...(['id', 'status', 'failureCode', 'failureMessage', 'failureStep', 'failureSource', 'trouble'] as const),
  ...(['startedAt', 'endedAt', 'deletedAt', 'reanaId', 'reanaRunNumber', 'stopRequestedAt'] as const),
] as const;

/** In the words of the API, and stored so: whoever reads the past later is told what was told then. */
export function stateData(execution: Pick<Execution, (typeof TOLD)[number]>): ExecutionStateDto {
  return {
    execution_id: execution.id,
    status: execution.deletedAt === null ? execution.status : ExecutionStatus.Deleted,
    failure: failureIn(execution),
    trouble: execution.trouble,
    start_time: execution.startedAt?.toISOString() ?? null,
    end_time: execution.endedAt?.toISOString() ?? null,
    reana_id: execution.reanaId,
    reana_run_number: runNumber(execution.reanaRunNumber),
    stop_requested_at: execution.stopRequestedAt?.toISOString() ?? null,
  };
}

export function stepData(
  step: Pick<Step, 'id' | 'name' | 'path' | 'shard' | 'status' | 'exitCode' | 'startedAt' | 'endedAt'>,
): StepStateDto {
  return {
    step_id: step.id,
    name: step.name,
    path: [...step.path],
    shard: step.shard,
    status: step.status,
    exit_code: step.exitCode,
    start_time: step.startedAt?.toISOString() ?? null,
    end_time: step.endedAt?.toISOString() ?? null,
  };
}
