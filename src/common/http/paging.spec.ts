import type { Request } from 'express';
import { InvalidInputError } from '../errors/domain-error';
import { likePattern, pageLinks, pageRequest, sortKeys } from './paging';

describe('paging', () => {
  it.each([
    [{}, null],
    [{ page: 2 }, { page: 2, size: 50 }],
    [{ size: 7 }, { page: 1, size: 7 }],
  ])('%j asks for %j', (query, expected) => expect(pageRequest(query)).toEqual(expected));

  it.each([
    [1, 50, 120, { first: 1, prev: null, next: 2, last: 3 }],
    [3, 50, 120, { first: 1, prev: 2, next: null, last: 3 }],
    [9, 50, 120, { first: 1, prev: 3, next: null, last: 3 }],
    [1, 50, 0, { first: 1, prev: null, next: null, last: 1 }],
  ])('page %d of size %d of %d', (page, size, total, expected) => {
    const request = { path: '/workflow_registry', query: { name: 'a', page: '1' } } as unknown as Request;
    const links = pageLinks(request, { page, size }, total);
    const pages = Object.fromEntries(
      Object.entries(links).map(([name, link]) => [name, link && Number(new URLSearchParams(link.split('?')[1]).get('page'))]),
    );
    expect(pages).toEqual(expected);
    expect(links.first).toBe('/workflow_registry?name=a&page=1&size=50');
  });

  it('reads sort keys of the allow-list', () => {
    expect(sortKeys('name,-created_at', ['name', 'created_at'])).toEqual([
      { field: 'name', descending: false },
      { field: 'created_at', descending: true },
    ]);
  });

  it.each(['owner', '', 'name,name', 'name;DROP TABLE', '-'])('refuses sort=%s', (sort) => {
    expect(() => sortKeys(sort, ['name'])).toThrow(InvalidInputError);
  });

  it('takes % and _ of a name part as they are', () => expect(likePattern('A_b%c!')).toBe('%a!_b!%c!!%'));
});
