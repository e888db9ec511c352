import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { InvalidInputError } from '../errors/domain-error';
import { TAKES_QUERY } from './parameters.decorator';

/** Refuses query parameters on a route that takes none: a misspelt filter must not silently mean "all". */
@Injectable()
export class UnknownQueryInterceptor implements NestInterceptor {
  private readonly reflector = new Reflector();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const names = Object.keys(context.switchToHttp().getRequest<Request>().query);
    if (names.length > 0 && !this.takesQuery(context))
      throw new InvalidInputError(`This address takes no parameter ${names.map((name) => `"${name}"`).join(', ')}.`);
    return next.handle();
  }

  private takesQuery(context: ExecutionContext): boolean {
    if (this.reflector.get<boolean>(TAKES_QUERY, context.getHandler())) return true;
    const declared = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as
      object | undefined;
    return Object.keys(declared ?? {}).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
  }
}
