import type { Request } from 'express';
import { InvalidInputError } from '../errors/domain-error';

export const BATCH_SIZE = 1000;
const DEFAULT_SIZE = 50;
const LARGEST_SIZE = 200;

export interface PageRequest {
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** Null: neither `page` nor `size` was given, so the list is to be complete. */
export function pageRequest(query: {
  readonly page?: number | undefined;
  readonly size?: number | undefined;
}): PageRequest | null {
  if (query.page === undefined && query.size === undefined) return null;
  return { page: query.page ?? 1, size: query.size ?? DEFAULT_SIZE };
}

export const PAGE_LIMITS = { page: { min: 1, max: 1_000_000 }, size: { min: 1, max: LARGEST_SIZE } } as const;

export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** `name,-created_at` into keys of the allow-list; a repeated or unknown field is refused. */
export function sortKeys(sort: string | undefined, allowed: readonly string[]): SortKey[] {
  if (sort === undefined) return [];
  const keys = sort.split(',').map((part) => ({ field: part.replace(/^-/, '').trim(), descending: part.startsWith('-') }));
  const wrong = keys.find(({ field }, index) => !allowed.includes(field) || keys.findIndex((one) => one.field === field) < index);
  if (wrong !== undefined)
    throw new InvalidInputError(
      `sort: "${wrong.field}" is not possible here. Choose from ${allowed.join(', ')}, each once, with "-" for descending.`,
    );
  return keys;
}

/** The neighbours of a page, as addresses relative to the service. */
export function pageLinks(request: Request, { page, size }: PageRequest, total: number) {
  const last = Math.max(1, Math.ceil(total / size));
  const link = (to: number): string => {
    const query = new URLSearchParams(request.query as Record<string, string>);
    query.set('page', String(to));
    query.set('size', String(size));
    return `${request.path}?${query.toString()}`;
  };
  return {
    first: link(1),
    prev: page > 1 ? link(Math.min(page - 1, last)) : null,
    next: page < last ? link(page + 1) : null,
    last: link(last),
  };
}

/** A part of a name as a LIKE pattern: `%` and `_` stand for themselves; use with ESCAPE '!'. */
export function likePattern(part: string): string {
  return `%${part.toLowerCase().replace(/[!%_]/g, (sign) => `!${sign}`)}%`;
}
