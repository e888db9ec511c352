import type { Request } from 'express';

interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * The methods that the address of a request takes; none: there is no such address. Express answers 404 to a wrong method on a
 * known address, where 405 with Allow would tell the client what is wrong (RFC 9110, 15.5.6).
 */
export function methodsOfAddress(request: Request): string[] {
  const { router } = request.app as unknown as { readonly router: { readonly stack: readonly RouterLayer[] } };
  const methods = router.stack
    .filter((layer) => isRoute(layer) && layer.match(request.path))
    .flatMap(({ route }) => Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase()));
  return [...new Set(methods)].sort();
}

/** Middleware is registered like a route that takes every method. */
function isRoute({ route }: RouterLayer): boolean {
  return route !== undefined && !('trace' in route.methods) && !('_all' in route.methods);
}
