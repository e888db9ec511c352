import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { PAGE_LIMITS } from './paging';
import { asInteger } from './query-values';

/** Which part of a list; without page and size it is complete. */
export class PageDto {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    description: 'Page, from 1; without page and size the list is complete.',
  })
  @IsOptional()
  @asInteger
  @IsInt()
  @Min(PAGE_LIMITS.page.min)
  @Max(PAGE_LIMITS.page.max)
  readonly page?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: 200,
    description: 'Items on a page; 50 if only page is given.',
  })
  @IsOptional()
  @asInteger
  @IsInt()
  @Min(PAGE_LIMITS.size.min)
  @Max(PAGE_LIMITS.size.max)
  readonly size?: number;
}
