import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsEnum, IsOptional } from 'class-validator';
import { PictureDetail } from '../picture/run-view';
import { PictureFormat } from '../picture/picture-format';
import { RunAddressDto } from '../../common/http/run-address.dto';

/** How a picture is wanted. */
export class PictureDto {
  @ApiProperty({ enum: PictureFormat, enumName: 'PictureFormat', required: false, default: PictureFormat.Png })
  @IsOptional()
  @IsEnum(PictureFormat, { message: 'must be png or svg' })
  readonly format?: PictureFormat;

  @ApiProperty({
    enum: PictureDetail,
    enumName: 'PictureDetail',
    required: false,
    default: PictureDetail.Steps,
    description: '`steps`: the steps and the data that went through them. `full`: every statement of the record.',
  })
  @IsOptional()
  @IsEnum(PictureDetail, { message: 'must be steps or full' })
  readonly detail?: PictureDetail;
}

/** A picture of the run that REANA's names address. */
export class PictureOfRunDto extends IntersectionType(RunAddressDto, PictureDto) {}
