import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { InvalidInputError } from '../errors/domain-error';

export const TAKES_QUERY = 'takes query parameters';

/** A route whose parameters may come in the query; every other route refuses a query. */
export const TakesQuery = () => SetMetadata(TAKES_QUERY, true);

/** The fields of the form and the parameters of the query as one object: clients of both kinds exist. */
export const Parameters = createParamDecorator((_data: unknown, context: ExecutionContext): Record<string, unknown> => {
  const request = context.switchToHttp().getRequest<Request>();
  const query = request.query as Record<string, unknown>;
  const body = (request.body ?? {}) as Record<string, unknown>;
  const twice = Object.keys(query).find((name) => Object.hasOwn(body, name) && body[name] !== query[name]);
  if (twice !== undefined) throw new InvalidInputError(`${twice} is given twice with different values; give it once.`);
  return { ...query, ...body };
});
