import { applyDecorators, SetMetadata, UseInterceptors, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { EnvelopeDto, EnvelopeInterceptor, MESSAGE } from './envelope';

/** The neighbours of a page, relative to the service. */
export class PageLinksDto {
  @ApiProperty({ example: '/workflow_registry?page=1&size=50', description: 'The first page.' })
  readonly first: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null on the first page.' })
  readonly prev: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' })
  readonly next: string | null;

  @ApiProperty({ example: '/workflow_registry?page=3&size=50', description: 'The last page.' })
  readonly last: string;
}

const integer = { type: 'integer' } as const;

function listSchema(item: Type, more: Record<string, object> = {}) {
  const data = { type: 'array', items: { $ref: getSchemaPath(item) } };
  return { allOf: [{ $ref: getSchemaPath(EnvelopeDto) }, { properties: { data, ...more } }] };
}

/** Describes a list that the method writes itself by `sendList`: complete, or a page with its neighbours. */
export function EnvelopedList(item: Type, message: string): MethodDecorator {
  const paging = { total: integer, page: integer, size: integer, links: { $ref: getSchemaPath(PageLinksDto) } };
  return applyDecorators(
    ApiExtraModels(EnvelopeDto, PageLinksDto, item),
    ApiOkResponse({ schema: listSchema(item, paging), description: message }),
  );
}

/** Wraps a short list that the method returns whole. */
export function EnvelopedItems(item: Type, message: string): MethodDecorator {
  return applyDecorators(
    SetMetadata(MESSAGE, message),
    UseInterceptors(EnvelopeInterceptor),
    ApiExtraModels(EnvelopeDto, item),
    ApiOkResponse({ schema: listSchema(item), description: message }),
  );
}
