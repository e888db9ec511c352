import { ApiProperty } from '@nestjs/swagger';

/** Something that is wrong with a document, or that a person should know of it. */
export class FindingDto {
  @ApiProperty({ enum: ['error', 'warning'], description: 'An error keeps the document from being registered.' })
  readonly severity: 'error' | 'warning';

  @ApiProperty({ description: 'Stable code.', example: 'cwl.unknown_source' })
  readonly code: string;

  @ApiProperty({ description: 'What is wrong, in one sentence.' })
  readonly message: string;

  @ApiProperty({ description: 'The file in which it stands.', example: 'workflow.cwl' })
  readonly file: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Line, from 1.', example: 12 })
  readonly line: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Column, from 1.', example: 5 })
  readonly column: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Path inside the document.', example: 'steps/count/in/file/source' })
  readonly field: string | null;
}

/** An input of the workflow. */
export class WorkflowInputDto {
  @ApiProperty({ example: 'years', description: 'CWL id of the input.' })
  readonly id: string;

  @ApiProperty({ description: 'Its CWL type, short.', example: 'int[]' })
  readonly type: string;

  @ApiProperty({ description: 'May it be left out?' })
  readonly optional: boolean;

  @ApiProperty({ required: false, nullable: true, description: 'Its value when left out.' })
  readonly default: unknown;

  @ApiProperty({ type: String, nullable: true, description: 'What the document says of it.' })
  readonly doc: string | null;
}

/** What the checks at the door found; nothing was stored. */
export class ValidationDto {
  @ApiProperty({ description: 'Would it be registered?' })
  readonly valid: boolean;

  @ApiProperty({ type: [FindingDto], description: 'What was found, errors and warnings.' })
  readonly findings: FindingDto[];

  @ApiProperty({ type: [WorkflowInputDto], description: 'The inputs with their types; empty when the document cannot be read.' })
  readonly inputs: WorkflowInputDto[];
}
