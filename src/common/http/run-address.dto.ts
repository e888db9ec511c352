import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiQuery } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, Matches } from 'class-validator';
import { TakesQuery } from './parameters.decorator';

export const REANA_NAME = /^[A-Za-z0-9_-]{1,64}$/;
export const REANA_NAME_RULE = { message: 'must be the name that execute answered, such as weather-v1-0-3' };
const RUN_NUMBER = /^\d{1,9}(\.\d{1,6})?$/;

const asText = Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value));

/** A run by REANA's names, as the first service addressed it. */
export class RunAddressDto {
  @ApiProperty({ pattern: REANA_NAME.source, description: "REANA's name of the run.", example: 'weather-v1-0-3' })
  @IsString()
  @Matches(REANA_NAME, REANA_NAME_RULE)
  readonly reana_name: string;

  @ApiProperty({
    pattern: RUN_NUMBER.source,
    description: 'The number of the run among those of its name; `1.1` is the first restart of `1`.',
    example: '1',
  })
  @asText
  @IsString()
  @Matches(RUN_NUMBER, { message: 'must be a run number such as 1 or 1.2' })
  readonly reana_run_number: string;
}

/** The address may stand in the query or in a form; only the query can be described for a GET. */
export function RunAddressQuery(): MethodDecorator {
  return applyDecorators(
    TakesQuery(),
    ApiQuery({ name: 'reana_name', schema: { type: 'string', pattern: REANA_NAME.source }, example: 'weather-v1-0-3' }),
    ApiQuery({ name: 'reana_run_number', schema: { type: 'string', pattern: RUN_NUMBER.source }, example: '1' }),
  );
}
