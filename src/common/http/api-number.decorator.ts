import { ApiParam } from '@nestjs/swagger';

/** Describes the number of an entry in an address; NumberPipe reads it. */
export function ApiNumber(name: string): MethodDecorator & ClassDecorator {
  return ApiParam({ name, schema: { type: 'integer', minimum: 1, maximum: 999_999_999_999_999 } });
}
