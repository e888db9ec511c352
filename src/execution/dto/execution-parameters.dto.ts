import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsEnum, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { PageDto } from '../../common/http/page.dto';
import { asBoolean, asInteger } from '../../common/http/query-values';
import { ExecutionStatus } from '../execution-status';

const NAME_PART = /^[^\p{Cc}\p{Cs}]{1,128}$/u;
const REANA_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const RUN_NUMBER = /^\d{1,9}(\.\d{1,6})?$/;
const LARGEST_ID = 999_999_999_999_999;

const text = Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value));

/** Which executions, in which order, how much of them. */
export class ListExecutionsDto extends PageDto {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_ID,
    required: false,
    description: 'Only executions of this workflow.',
  })
  @IsOptional()
  @asInteger
  @IsInt()
  @Min(1)
  @Max(LARGEST_ID)
  readonly registry_id?: number;

  @ApiProperty({
    enum: ExecutionStatus,
    enumName: 'ExecutionStatus',
    required: false,
    description: 'Only executions in this state.',
  })
  @IsOptional()
  @IsEnum(ExecutionStatus)
  readonly status?: ExecutionStatus;

  @ApiProperty({ required: false, description: 'A part of the name of the workflow, in any case.', maxLength: 128 })
  @IsOptional()
  @IsString()
  @Matches(NAME_PART, { message: 'must have 1 to 128 characters, no control characters' })
  readonly name?: string;

  @ApiProperty({
    required: false,
    description: 'Order: execution_id, name, status, created_at, separated by commas, with "-" for descending.',
    example: '-created_at',
  })
  @IsOptional()
  @IsString()
  readonly sort?: string;
}

/** A run as REANA names it, in the query or in a form. */
export class RunAddressDto {
  @ApiProperty({ pattern: REANA_NAME.source, description: 'Name at REANA.', example: 'weather-v1-0-3' })
  @IsString()
  @Matches(REANA_NAME, { message: 'must be the name that execute answered, such as weather-v1-0-3' })
  readonly reana_name: string;

  @ApiProperty({ pattern: RUN_NUMBER.source, description: 'Run number at REANA.', example: '1' })
  @text
  @IsString()
  @Matches(RUN_NUMBER, { message: 'must be a run number such as 1 or 1.2' })
  readonly reana_run_number: string;

  @ApiProperty({ required: false, description: 'Give what is there, whatever state the run is in.' })
  @IsOptional()
  @asBoolean
  @IsBoolean()
  readonly partial?: boolean;
}

export class PartialDto {
  @ApiProperty({ required: false, description: 'Give what is there, whatever state the run is in.' })
  @IsOptional()
  @asBoolean
  @IsBoolean()
  readonly partial?: boolean;
}

/** Which executions to delete: exactly one of the two. */
export class DeleteExecutionsDto {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_ID,
    required: false,
    description: 'All executions of this workflow.',
  })
  @IsOptional()
  @asInteger
  @IsInt()
  @Min(1)
  @Max(LARGEST_ID)
  readonly registry_id?: number;

  @ApiProperty({
    pattern: REANA_NAME.source,
    required: false,
    description: 'All executions of this name at REANA.',
    example: 'weather-v1-0-3',
  })
  @IsOptional()
  @IsString()
  @Matches(REANA_NAME, { message: 'must be the name that execute answered, such as weather-v1-0-3' })
  readonly reana_name?: string;
}
