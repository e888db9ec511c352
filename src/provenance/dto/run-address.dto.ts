import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';

/** An execution by REANA's names, as the first service addressed it. */
export class RunAddressDto {
  @ApiProperty({ description: "REANA's name of the run.", example: 'weather-1', maxLength: 255 })
  @IsString()
  @Length(1, 255)
  readonly reana_name: string;

  @ApiProperty({ description: 'The number of the run among those of its name; `1.1` is the first restart of `1`.', example: '1' })
  @IsString()
  @Matches(/^\d{1,9}(\.\d{1,9})?$/, { message: 'must be a run number such as 1 or 1.1' })
  readonly reana_run_number: string;
}
