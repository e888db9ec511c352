import { ApiProperty } from '@nestjs/swagger';
import { UNMEASURED_CODES } from '../measuring';
import { StepDetailDto } from './execution.dto';
import { BYTES, TEXT, TIME } from './nullable';

/** The machine, or the part of one, as a tool saw it; null: not measured. */
export class HostDto {
  @ApiProperty({ ...TEXT, example: 'Linux', description: 'Name of the operating system.' })
  readonly system: string | null;

  @ApiProperty({ ...TEXT, example: '6.1.0', description: 'Release of its kernel.' })
  readonly kernel: string | null;

  @ApiProperty({ ...TEXT, example: 'x86_64', description: 'Kind of its processors.' })
  readonly architecture: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Processors that are online.' })
  readonly cpu_count: number | null;

  @ApiProperty({ ...BYTES, description: 'Its memory in bytes.' })
  readonly memory_bytes: number | null;
}

/** A file that a tool used or made. */
export class MeasuredFileDto {
  @ApiProperty({ description: 'Its path; bytes that are no UTF-8 are shown as `\\xNN`.', example: 'data/a.csv' })
  readonly path: string;

  @ApiProperty({ ...TEXT, description: 'The bytes of the path in hex when they are no UTF-8, else null.' })
  readonly path_hex: string | null;

  @ApiProperty({ ...BYTES, description: 'Size in bytes; null: not measured.' })
  readonly size: number | null;

  @ApiProperty({ ...TEXT, pattern: '^[0-9a-f]{64}$', description: 'sha256 of its bytes; null: not measured.' })
  readonly sha256: string | null;
}

/** How many files there were beside those that are named. */
export class MoreFilesDto {
  @ApiProperty({ type: 'integer', description: 'Files that were used.' })
  readonly used: number;

  @ApiProperty({ type: 'integer', description: 'Files that were made.' })
  readonly generated: number;
}

/** What was measured around the tool of a step; null: not measured. */
export class StepMeasurementDto {
  @ApiProperty({ description: 'Id of the CommandLineTool.', example: 'tool.cwl' })
  readonly tool: string;

  @ApiProperty({ type: 'integer', description: 'Exit code as a shell has it; 128 + n: ended by signal n.', example: 0 })
  readonly exit_code: number;

  @ApiProperty({ ...TEXT, example: 'SIGKILL', description: 'The signal that an exit code above 128 stands for.' })
  readonly signal: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How long the tool itself took, in seconds.' })
  readonly elapsed_seconds: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'CPU time in seconds, of user and system.' })
  readonly cpu_seconds: number | null;

  @ApiProperty({
    enum: ['process', 'cgroup'],
    nullable: true,
    description: '`process`: of the tool and the children that it waited for; `cgroup`: of all that ran there meanwhile.',
  })
  readonly cpu_scope: 'process' | 'cgroup' | null;

  @ApiProperty({ ...BYTES, description: 'Most memory that was held, in bytes.' })
  readonly memory_peak_bytes: number | null;

  @ApiProperty({
    enum: ['cgroup'],
    nullable: true,
    description: '`cgroup`: of all in the container of the job, or of more than the job where it has none of its own.',
  })
  readonly memory_scope: 'cgroup' | null;

  @ApiProperty({ ...BYTES, description: 'Bytes that the tool read, from disk and from pipes.' })
  readonly read_bytes: number | null;

  @ApiProperty({ ...BYTES, description: 'Bytes that the tool wrote, to disk and to pipes.' })
  readonly written_bytes: number | null;

  @ApiProperty({ ...TEXT, example: 'cwl/outdir/a1', description: 'Working folder, seen from the workspace where it lies there.' })
  readonly working_folder: string | null;

  @ApiProperty({ type: HostDto })
  readonly host: HostDto;

  @ApiProperty({
    type: [MeasuredFileDto],
    description: 'Files that the tool was given, as they were before it ran; seen from the workspace where they lie there.',
  })
  readonly used: MeasuredFileDto[];

  @ApiProperty({ description: 'False: there may be others that it used.' })
  readonly used_is_complete: boolean;

  @ApiProperty({
    type: [MeasuredFileDto],
    description: 'Files that the outputs of the tool name, as they were when it had ended; seen from its working folder.',
  })
  readonly generated: MeasuredFileDto[];

  @ApiProperty({ description: 'False: there may be others that it made.' })
  readonly generated_is_complete: boolean;

  @ApiProperty({ type: MoreFilesDto })
  readonly more: MoreFilesDto;
}

/** Why there are no measurements. */
export class UnmeasuredDto {
  @ApiProperty({ enum: UNMEASURED_CODES, enumName: 'UnmeasuredCode', description: 'Stable code.' })
  readonly code: (typeof UNMEASURED_CODES)[number];

  @ApiProperty({ description: 'In one sentence.' })
  readonly message: string;
}

/** A step with all that is known of it. */
export class ExecutionStepDto extends StepDetailDto {
  @ApiProperty({ type: 'integer', description: 'The execution it belongs to.', example: 7 })
  readonly execution_id: number;

  @ApiProperty({ ...TIME, description: 'When the tool started, by the clock of its machine; null: not measured.' })
  readonly started_at: string | null;

  @ApiProperty({ ...TIME, description: 'When it had ended, by the same clock; null: not measured.' })
  readonly ended_at: string | null;

  @ApiProperty({ description: 'Whether there are measurements.' })
  readonly measured: boolean;

  @ApiProperty({ type: UnmeasuredDto, nullable: true, description: 'Why there are none; null: there are.' })
  readonly unmeasured: UnmeasuredDto | null;

  @ApiProperty({ type: StepMeasurementDto, nullable: true, description: 'Null: there are none.' })
  readonly measurement: StepMeasurementDto | null;

  @ApiProperty({ ...TEXT, description: 'What a failed step printed last.' })
  readonly stderr_tail: string | null;
}
