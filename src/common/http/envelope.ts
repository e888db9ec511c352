import {
  applyDecorators,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtraModels, ApiOkResponse, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';

/** The body of every answer of the workflow routes. */
export class EnvelopeDto {
  @ApiProperty({ description: 'True for 2xx.' })
  readonly success: boolean;

  @ApiProperty({ type: 'integer', description: 'The HTTP status, repeated.', example: 200 })
  readonly code: number;

  @ApiProperty({ description: 'What happened, in one sentence.' })
  readonly message: string;

  @ApiProperty({
    anyOf: [
      { type: 'object', nullable: true, additionalProperties: true },
      { type: 'array', items: {} },
    ],
    description: 'The result, an object or a list; null for errors.',
  })
  readonly data: unknown;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Stable code of the error, else null.',
    example: 'registry.not_found',
  })
  readonly error_code: string | null;
}

export const MESSAGE = 'envelope message';

@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  private readonly reflector = new Reflector();

  intercept(context: ExecutionContext, next: CallHandler): Observable<EnvelopeDto> {
    const message = this.reflector.get<string>(MESSAGE, context.getHandler());
    const code = context.switchToHttp().getResponse<{ statusCode: number }>().statusCode;
    return next.handle().pipe(map((data: unknown) => ({ success: true, code, message, data: data ?? null, error_code: null })));
  }
}

/** Wraps the result and describes it in OpenAPI. */
export function Enveloped(data: Type, message: string): MethodDecorator {
  const schema = { allOf: [{ $ref: getSchemaPath(EnvelopeDto) }, { properties: { data: { $ref: getSchemaPath(data) } } }] };
  return applyDecorators(
    SetMetadata(MESSAGE, message),
    UseInterceptors(EnvelopeInterceptor),
    ApiExtraModels(EnvelopeDto, data),
    ApiOkResponse({ schema, description: message }),
  );
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request is wrong in itself; the message says what and where',
  401: 'No valid token',
  403: 'Not allowed',
  404: 'There is no such thing, or you may not see it',
  409: 'Not possible in the present state',
  410: 'It was there, and is gone',
  412: 'The file is not the one that If-Match names',
  413: 'Too large',
  416: 'The file has no byte of the range',
  422: 'The same Idempotency-Key came with another request',
  429: 'Too many at the same time; try again later',
  503: 'A part that is needed does not answer; try again later',
};

/** Named with its type: a route that answers pictures or files still refuses in JSON. */
const REFUSAL = { 'application/json': { schema: { $ref: getSchemaPath(EnvelopeDto) } } };

export function ApiFailures(...statuses: number[]): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(EnvelopeDto),
    ...statuses.map((status) => ApiResponse({ status, content: REFUSAL, description: REFUSALS[status] ?? `Error ${status}` })),
  );
}
