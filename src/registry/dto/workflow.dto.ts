import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** An entry of the registry as lists show it. */
export class WorkflowItemDto {
  /** Number of the entry. */
  @ApiProperty({ type: 'integer', example: 3 })
  readonly registry_id: number;

  /** The group it belongs to. */
  @ApiProperty({ example: 'group_1' })
  readonly group: string;

  /** Who registered it. */
  @ApiProperty({ example: 'user_1' })
  readonly username: string;

  @ApiProperty({ description: 'Name, unique in the group together with the version.', example: 'weather' })
  readonly name: string;

  @ApiProperty({ description: 'A label, kept as text.', example: '1.0' })
  readonly version: string;

  @ApiProperty({ type: 'integer', description: 'Number of the current revision, from 1.', example: 1 })
  readonly revision: number;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was registered.' })
  readonly created_at: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was last updated.' })
  readonly updated_at: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The parsed CWL document; in lists only with content=true.',
  })
  readonly spec_file_content?: unknown;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The parsed job file, or null; in lists only with content=true.',
  })
  readonly input_file_content?: unknown;
}

/** A file attached to a workflow. */
export class WorkflowFileDto {
  @ApiProperty({ description: 'Path as it was attached.', example: 'data/seattle-weather.csv' })
  readonly path: string;

  @ApiProperty({ type: 'integer', description: 'Size in bytes.', example: 48219 })
  readonly size: number;

  @ApiProperty({
    description: 'Hash of the content.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  readonly sha256: string;
}

/** One entry with all that it consists of. */
export class WorkflowDto extends WorkflowItemDto {
  @ApiProperty({ description: 'The CWL document as it was registered.' })
  readonly spec_file: string;

  @ApiProperty({ type: String, nullable: true, description: 'The job file as it was registered, or null.' })
  readonly input_file: string | null;

  @ApiProperty({ type: [WorkflowFileDto], description: 'The attached files, by path.' })
  readonly files: WorkflowFileDto[];
}

/** A revision as the list of revisions shows it. */
export class RevisionItemDto {
  @ApiProperty({ type: 'integer', description: 'Number of the revision, from 1.', example: 2 })
  readonly revision: number;

  @ApiProperty({ description: 'Hash over spec, job and files: equal content has an equal hash.' })
  readonly content_sha256: string;

  @ApiProperty({ description: 'Hash of the spec file.' })
  readonly spec_sha256: string;

  @ApiProperty({ description: 'Who made this revision.', example: 'user_1' })
  readonly username: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was made.' })
  readonly created_at: string;
}

/** Where an entry now stands; the answer to register and update. */
export class RegisteredWorkflowDto extends WorkflowItemDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'What a person should know of the document; nothing that keeps it from running.',
  })
  readonly warnings: unknown[];
}

export class DeletedWorkflowDto {
  @ApiProperty({ type: 'integer', description: 'Number of the entry that is gone.', example: 3 })
  readonly registry_id: number;
}
