import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { asInteger } from '../../common/http/query-values';

const STEP_NAME = /^[^\p{Cs}]{1,255}$/u;
const MOST_LINES = 100_000;

export type LogFormat = 'json' | 'text';

/** Which part of the logs, and how. */
export class LogPartDto {
  @ApiProperty({ required: false, maxLength: 255, description: 'Only that of the step of this name.', example: 'summarize_2' })
  @IsOptional()
  @IsString()
  @Matches(STEP_NAME, { message: 'must be the name of a step, of 1 to 255 characters' })
  readonly step?: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: MOST_LINES,
    description: 'Only so many of the last lines of each.',
    example: 100,
  })
  @IsOptional()
  @asInteger
  @IsInt()
  @Min(1)
  @Max(MOST_LINES)
  readonly tail?: number;

  @ApiProperty({
    enum: ['json', 'text'],
    required: false,
    description: '`text`: a file to be saved, as with `Accept: text/plain`; each log under a line with the name of its step.',
  })
  @IsOptional()
  @IsIn(['json', 'text'])
  readonly format?: LogFormat;
}
