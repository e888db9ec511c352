import { ApiProperty, PickType } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { asInteger } from '../../common/http/query-values';
import { ExecutionItemDto, StepDetailDto } from './execution.dto';
import { LARGEST_ID } from './execution-parameters.dto';

/** The data of an event `state`, and of `end`. */
export class ExecutionStateDto extends PickType(ExecutionItemDto, [
  ...(['execution_id', 'status', 'failure', 'trouble', 'start_time', 'end_time'] as const),
  ...(['reana_id', 'reana_run_number', 'stop_requested_at'] as const),
]) {}

/** The data of an event `step`. */
export class StepStateDto extends PickType(StepDetailDto, [
  ...(['step_id', 'name', 'path', 'shard', 'status', 'exit_code', 'start_time', 'end_time'] as const),
]) {}

/** Where a stream of events goes on. */
export class FollowExecutionDto {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: LARGEST_ID,
    required: false,
    description: 'The same as the header Last-Event-ID, which wins, for clients that cannot set it.',
  })
  @IsOptional()
  @asInteger
  @IsInt()
  @Min(0)
  @Max(LARGEST_ID)
  readonly last_event_id?: number;
}
