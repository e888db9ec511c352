import type { OutputReference } from './remote-input.reader';

const NAMED = /^reprov:execution\/(\d{1,15})\/(outputs\/[^?#]+)$/;
const ROUTE = /^workflow_execution\/(\d{1,15})\/files\/(outputs\/[^?#]+)(?:[?#]|$)/;

/** Reads the two forms in which an output of an earlier execution is named; `bases`: addresses of this service. */
export function readOutputAddress(location: string, bases: readonly string[]): OutputReference | null {
  const named = NAMED.exec(location) ?? routeOf(location, bases);
  const [, id = '', encoded = ''] = named ?? [];
  const path = named === null ? null : decoded(encoded);
  return path === null ? null : { executionId: Number(id), path };
}

function routeOf(location: string, bases: readonly string[]): RegExpExecArray | null {
  if (!/^https?:/i.test(location) || !URL.canParse(location)) return null;
  const { href } = new URL(location);
  const base = bases.map((one) => new URL(`${one}/`).href).find((one) => href.startsWith(one));
  return base === undefined ? null : ROUTE.exec(href.slice(base.length));
}

function decoded(path: string): string | null {
  try {
    return path.split('/').map(decodeURIComponent).join('/');
  } catch {
    return null;
  }
}
