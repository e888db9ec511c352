import { applyDecorators, SetMetadata, UseInterceptors, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { EnvelopeDto, EnvelopeInterceptor, MESSAGE } from '../common/http/envelope';

type Schema = NonNullable<Extract<Parameters<typeof ApiOkResponse>[0], { schema: unknown }>>['schema'];

/** Wraps a result that is no object with fixed fields, and describes it in OpenAPI. */
export function EnvelopedSchema(data: Schema, message: string, ...models: Type[]): MethodDecorator {
  const schema = { allOf: [{ $ref: getSchemaPath(EnvelopeDto) }, { properties: { data } }] };
  return applyDecorators(
    SetMetadata(MESSAGE, message),
    UseInterceptors(EnvelopeInterceptor),
    ApiExtraModels(EnvelopeDto, ...models),
    ApiOkResponse({ schema, description: message }),
  );
}
