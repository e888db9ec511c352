import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsBoolean, IsEnum, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { PageDto } from '../../common/http/page.dto';
import { REANA_NAME, REANA_NAME_RULE, RunAddressDto } from '../../common/http/run-address.dto';
import { asBoolean, asInteger } from '../../common/http/query-values';
import { ExecutionStatus } from '../execution-status';

const NAME_PART = /^[^\p{Cc}\p{Cs}]{1,128}$/u;
export const LARGEST_ID = 999_999_999_999_999;

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

export class PartialDto {
  @ApiProperty({ required: false, description: 'Give what is there, whatever state the run is in.' })
  @IsOptional()
  @asBoolean
  @IsBoolean()
  readonly partial?: boolean;
}

export class PartialOfRunDto extends IntersectionType(RunAddressDto, PartialDto) {}

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
  @Matches(REANA_NAME, REANA_NAME_RULE)
  readonly reana_name?: string;
}
