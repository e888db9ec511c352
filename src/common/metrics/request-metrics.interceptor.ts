import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Histogram } from 'prom-client';
import type { Observable } from 'rxjs';

/** Times every answered request under its route template, so that no id becomes a label. */
@Injectable()
export class RequestMetricsInterceptor implements NestInterceptor {
  constructor(private readonly duration: Histogram<'method' | 'route' | 'status'>) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const stop = this.duration.startTimer({ method: request.method, route: routeOf(request) });
    response.once('close', () => stop({ status: `${Math.floor(response.statusCode / 100)}xx` }));
    return next.handle();
  }
}

function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: string };
  return path ?? 'unknown';
}
