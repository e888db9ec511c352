import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ExecutionStatus, StepStatus } from '../execution-status';
import { TIME } from './nullable';

/** Why an execution failed, and whose fault it was. */
export class FailureDto {
  @ApiProperty({ description: 'Stable code.', example: 'execution.step_failed' })
  readonly code: string;

  @ApiProperty({ description: 'What happened, in one sentence.', example: 'The step predict ended with exit code 3.' })
  readonly message: string;

  @ApiProperty({ type: String, nullable: true, description: 'The step in which it happened.', example: 'predict' })
  readonly step: string | null;

  @ApiProperty({ enum: ['reprov', 'reana', 'step'], nullable: true, description: 'Who says so.' })
  readonly source: string | null;
}

/** A step of an execution. */
export class StepDto {
  @ApiProperty({ type: 'integer', description: 'Our number of the step.' })
  readonly step_id: number;

  @ApiProperty({ description: 'Name of the job at REANA; of a step that has not started its CWL id.', example: 'summarize_2' })
  readonly name: string;

  @ApiProperty({ enum: StepStatus, enumName: 'StepStatus', description: 'Where the step stands; waiting: not started (yet).' })
  readonly status: StepStatus;

  @ApiProperty({ ...TIME, description: 'Start, in whole seconds.' })
  readonly start_time: string | null;

  @ApiProperty({ ...TIME, description: 'End, in whole seconds.' })
  readonly end_time: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Exit code of the tool; null: unknown.' })
  readonly exit_code: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'The command as REANA shows it.' })
  readonly command: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the step failed.' })
  readonly error_message: string | null;
}

/** An execution in a list. */
export class ExecutionItemDto {
  @ApiProperty({ type: 'integer', description: 'Our number of the execution.', example: 7 })
  readonly execution_id: number;

  @ApiProperty({ example: 'group_1', description: 'The group it belongs to.' })
  readonly group: string;

  @ApiProperty({ description: 'Who started it.', example: 'user_1' })
  readonly username: string;

  @ApiProperty({ type: 'integer', description: 'The workflow that ran.', example: 3 })
  readonly registry_id: number;

  @ApiProperty({ description: 'Name of the workflow as it was.', example: 'weather' })
  readonly name: string;

  @ApiProperty({ description: 'Version of the workflow as it was.', example: '1.0' })
  readonly version: string;

  @ApiProperty({ enum: ExecutionStatus, enumName: 'ExecutionStatus', description: 'Where the execution stands.' })
  readonly status: ExecutionStatus;

  @ApiProperty({ type: FailureDto, nullable: true, description: 'Why it failed; null otherwise.' })
  readonly failure: FailureDto | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Why it does not get on at the moment, for example REANA being away; of an ended one: what else should be known.',
  })
  readonly trouble: string | null;

  @ApiProperty({ format: 'date-time', description: 'When it was asked for.' })
  readonly created_at: string;

  @ApiProperty({ ...TIME, description: 'When the run started at REANA.' })
  readonly start_time: string | null;

  @ApiProperty({ ...TIME, description: 'When it ended.' })
  readonly end_time: string | null;

  @ApiProperty({ ...TIME, description: 'When somebody asked to stop it.' })
  readonly stop_requested_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'UUID of the run at REANA; null until it was created there.' })
  readonly reana_id: string | null;

  @ApiProperty({ description: 'Name at REANA, the same for all executions of the workflow.', example: 'weather-v1-0-3' })
  readonly reana_name: string;

  @ApiProperty({
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    nullable: true,
    description: 'Run number at REANA: a number when whole, else text such as 1.1; null until the run was created there.',
    example: 1,
  })
  readonly reana_run_number: number | string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The execution that this one repeats.' })
  readonly rerun_of: number | null;

  @ApiProperty({ ...TIME, description: 'Since when the run has not changed for too long; null: it does change, or is over.' })
  readonly stale_since: string | null;

  @ApiProperty({ type: [StepDto], description: 'The steps, those that have not started yet too.' })
  readonly steps: StepDto[];
}

/** What a step took; null: not known. */
export class ResourceUsageDto {
  @ApiProperty({ type: Number, nullable: true, description: 'CPU time of the tool in seconds, of user and system.' })
  readonly cpu_time_seconds: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Most memory that its job held, in MiB (1,048,576 bytes).' })
  readonly memory_peak_mb: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Bytes that the tool read, from disk and from pipes.' })
  readonly disk_read_bytes: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Bytes that the tool wrote, to disk and to pipes.' })
  readonly disk_write_bytes: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'The job at the backend of REANA.' })
  readonly backend_job_id: string | null;
}

export class StepDetailDto extends StepDto {
  @ApiProperty({ type: [String], description: 'CWL ids from the outermost workflow inwards.', example: ['summarize'] })
  readonly path: string[];

  @ApiProperty({ type: 'integer', nullable: true, description: 'Which element of a scatter, from 0; null: not scattered.' })
  readonly shard: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Container image that REANA names.' })
  readonly docker_image: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'From start to end, of times in whole seconds.' })
  readonly duration_seconds: number | null;

  @ApiProperty({ type: ResourceUsageDto })
  readonly resource_usage: ResourceUsageDto;
}

/** Where an execution ran; null: not known. */
export class EnvironmentDto {
  @ApiProperty({ description: 'Address of the REANA server.' })
  readonly reana_server_url: string;

  @ApiProperty({ type: String, nullable: true, description: 'The run on the page of REANA.' })
  readonly reana_workflow_url: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What ran it at REANA, such as Kubernetes.' })
  readonly compute_backend: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Memory limit of a job on Kubernetes.' })
  readonly kubernetes_memory_limit: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Container image of the first step.' })
  readonly docker_image: string | null;
}

/** A tool that could not be measured. */
export class UninstrumentedDto {
  @ApiProperty({ description: 'Id of the CommandLineTool.', example: 'tool.cwl' })
  readonly tool: string;

  @ApiProperty({ description: 'Why it is not measured.' })
  readonly reason: string;
}

export class ExecutionDto extends ExecutionItemDto {
  @ApiProperty({
    enum: ['inline', 'uploaded', 'off', 'too_large'],
    enumName: 'Instrumentation',
    nullable: true,
    description:
      'How its steps are measured: by a wrapper in each command, by one uploaded script, not at all because it is switched off, or not because the document would become too large for REANA; null: from before steps were measured.',
  })
  readonly instrumentation: 'inline' | 'uploaded' | 'off' | 'too_large' | null;

  @ApiProperty({ type: [UninstrumentedDto], description: 'Tools that are not measured though others are.' })
  readonly uninstrumented: UninstrumentedDto[];

  @ApiProperty({ type: [StepDetailDto], description: 'The steps, those that have not started yet too.' })
  declare readonly steps: StepDetailDto[];

  @ApiProperty({ type: EnvironmentDto })
  readonly environment: EnvironmentDto;
}

/** The answer to an execute request. */
export class StartedExecutionDto extends OmitType(ExecutionItemDto, ['steps', 'stale_since'] as const) {
  @ApiProperty({
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    nullable: true,
    description: 'The same as reana_run_number.',
    example: 1,
  })
  readonly run_number: number | string | null;
}

/** The log of one job. */
export class JobLogDto {
  @ApiProperty({ type: String, nullable: true, description: 'The job at the backend of REANA.' })
  readonly backend_job_id: string | null;

  @ApiProperty({ enum: StepStatus, enumName: 'StepStatus' })
  readonly status: StepStatus;

  @ApiProperty({ description: 'What the tool printed, on both streams.' })
  readonly logs: string;

  @ApiProperty({ type: String, nullable: true, description: 'What ran it at REANA, such as Kubernetes.' })
  readonly compute_backend: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The image that REANA names for the job.' })
  readonly docker_img: string | null;

  @ApiProperty({ ...TIME, description: 'Start, in whole seconds.' })
  readonly started_at: string | null;

  @ApiProperty({ ...TIME, description: 'End, in whole seconds.' })
  readonly finished_at: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Exit code of the tool; null: unknown.' })
  readonly exit_code: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the job failed.' })
  readonly error_message: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The command as REANA shows it.' })
  readonly command: string | null;
}
