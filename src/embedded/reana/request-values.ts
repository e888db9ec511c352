import type { Request } from 'express';
import { BadRequestError } from './embedded.errors';

/** The first value of a query parameter. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

export function queryFlag(request: Request, name: string): boolean {
  const value = queryText(request, name)?.toLowerCase();
  if (value === undefined || ['false', '0', 'no', ''].includes(value)) return false;
  if (['true', '1', 'yes'].includes(value)) return true;
  throw new BadRequestError(`Field '${name}': Not a valid boolean.`);
}

/** A number from 1 up, or null when it is not given. */
export function queryCount(request: Request, name: string): number | null {
  const value = queryText(request, name);
  if (value === undefined) return null;
  if (!/^-?\d{1,9}$/.test(value)) throw new BadRequestError(`Field '${name}': Not a valid integer.`);
  if (Number(value) < 1) throw new BadRequestError(`Field '${name}': Must be at least 1.`);
  return Number(value);
}

/** Repeated, or with commas. */
export function queryList(request: Request, name: string): string[] {
  const value = request.query[name];
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => (typeof one === 'string' ? one.split(',') : [])).filter((one) => one !== '');
}

export function requireQueryText(request: Request, name: string): string {
  const value = queryText(request, name);
  if (value === undefined || value === '') throw new BadRequestError(`Field '${name}': Missing data for required field.`);
  return value;
}

/** One segment of the path, or several joined: `data%2Fa.txt` and `data/a.txt` are the same. */
export function pathText(request: Request, name: string): string {
  const value: unknown = request.params[name];
  return Array.isArray(value) ? value.join('/') : String(value);
}

/** The members of the JSON body; none when there is no body or it is no object. */
export function bodyMembers(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
}

export function objectMember(members: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = members[name] ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadRequestError(`Field '${name}': Not a valid mapping type.`);
  return value as Record<string, unknown>;
}

/** REANA's search filter: JSON text of an object of lists. */
export function searchFilter(text: string | undefined): Record<string, string[]> {
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    const entries = Object.entries(value as Record<string, unknown>);
    return Object.fromEntries(
      entries.map(([name, list]) => [name, (Array.isArray(list) ? list : [list]).map((one) => String(one))]),
    );
  } catch {
    throw new BadRequestError('Malformed search: it must be JSON such as {"name": ["part"]}.');
  }
}
