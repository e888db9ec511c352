import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { FORMATS, type ProvFormat } from '../../prov';

const NAMES = Object.keys(FORMATS) as ProvFormat[];

/** In which format a record is exported. */
export class ExportDto {
  @ApiProperty({ enum: NAMES, required: false, default: 'json', description: 'PROV-JSON or PROV-N.' })
  @IsOptional()
  @IsIn(NAMES, { message: `must be one of ${NAMES.join(', ')}` })
  readonly format?: ProvFormat;
}
