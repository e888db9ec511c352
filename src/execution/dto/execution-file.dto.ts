import { ApiProperty } from '@nestjs/swagger';

const SHA256 = '^[0-9a-f]{64}$';

/** A file that was in the workspace before the run. */
export class InputFileDto {
  @ApiProperty({ example: 'data/a.csv', description: 'Path in the workspace.' })
  readonly path: string;

  @ApiProperty({ type: 'integer', description: 'Size in bytes.' })
  readonly size: number;

  @ApiProperty({ pattern: SHA256, description: 'sha256 of its bytes.' })
  readonly sha256: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where it was fetched from: a URL, or an output of an earlier execution; null: it was attached.',
    example: 'reprov:execution/7/outputs/chart.svg',
  })
  readonly source: string | null;
}

/** A file that the run made. */
export class OutputFileDto {
  @ApiProperty({ example: 'outputs/chart.svg', description: 'Path in the workspace.' })
  readonly path: string;

  @ApiProperty({ type: 'integer', description: 'Size in bytes.' })
  readonly size: number;

  @ApiProperty({ type: String, nullable: true, pattern: SHA256, description: 'sha256 of its bytes; null: not known (yet).' })
  readonly sha256: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was changed last, as REANA says.' })
  readonly modified_at: string | null;

  @ApiProperty({ description: 'Whether its bytes are kept here, so that they outlive the workspace at REANA.' })
  readonly kept: boolean;
}

/** What an execution took and made. */
export class ExecutionFilesDto {
  @ApiProperty({ type: 'integer', description: 'Our number of the execution.', example: 7 })
  readonly execution_id: number;

  @ApiProperty({
    enum: ['present', 'gone', 'unknown'],
    enumName: 'WorkspaceState',
    description: 'Whether the workspace at REANA is still there; `unknown`: REANA was not asked for this answer.',
  })
  readonly workspace: 'present' | 'gone' | 'unknown';

  @ApiProperty({ type: [InputFileDto], description: 'Files that were put into the workspace.' })
  readonly inputs: InputFileDto[];

  @ApiProperty({ type: [OutputFileDto], description: 'Files below `outputs/`: at the end, or now while the run goes on.' })
  readonly outputs: OutputFileDto[];
}
