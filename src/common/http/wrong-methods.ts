import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { MethodNotAllowedError } from '../errors/domain-error';

interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** Express answers 404 to a wrong method on a known path; 405 with Allow tells the client what is wrong (RFC 9110, 15.5.6). */
export function refuseWrongMethods(app: NestExpressApplication): void {
  const express = app.getHttpAdapter().getInstance() as unknown as {
    readonly router: { readonly stack: readonly RouterLayer[] };
  };
  app.use((request: Request, response: Response, next: NextFunction) => {
    const routes = express.router.stack.filter(isRoute);
    const methods = methodsOf(routes, request);
    if (methods.length === 0 || methods.includes(request.method) || request.method === 'OPTIONS') return next();
    if (request.method === 'HEAD' && methods.includes('GET')) return next();
    const allow = [...new Set(methods)].sort().join(', ');
    response.setHeader('allow', allow);
    next(new MethodNotAllowedError(`This address does not take ${request.method}; it takes ${allow}.`));
  });
}

/** Middleware is registered like a route that takes every method. */
function isRoute({ route }: RouterLayer): boolean {
  return route !== undefined && !('trace' in route.methods) && !('_all' in route.methods);
}

function methodsOf(routes: readonly RouterLayer[], request: Request): string[] {
  return routes
    .filter((layer) => layer.match(request.path))
    .flatMap(({ route }) => Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase()));
}
