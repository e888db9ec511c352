import { isRelativePath, workspacePath } from './workspace-path';

describe('paths inside a workspace', () => {
  it.each([
    ['data/a.txt', ['data', 'a.txt']],
    ['/reana.yaml', ['reana.yaml']],
    ['data//./b c é.txt', ['data', 'b c é.txt']],
    ['..data/a..txt', ['..data', 'a..txt']],
    ['/', []],
  ])('%j is %j', (path, parts) => expect(workspacePath(path)).toEqual(parts));

  it.each(['..', '../a', 'a/../b', '/../a', 'a\0b', `${'x'.repeat(256)}`, `${'x/'.repeat(2100)}`])('refuses %j', (path) => {
    expect(() => workspacePath(path)).toThrow(expect.objectContaining({ code: 'embedded.bad_request' }) as Error);
  });

  it.each([
    ['a/b', true],
    ['', false],
    ['/a', false],
    ['a/../b', false],
  ])('a specification may name %j: %s', (path, expected) => expect(isRelativePath(path)).toBe(expected));
});
