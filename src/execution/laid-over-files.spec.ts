import { laidOverFiles } from './laid-over-files';

const file = (path: string, size = 1) => ({ path, staged: { sha256: 'a', size, path: '/tmp/x' } });

describe('laidOverFiles', () => {
  it('keeps clean paths', () => {
    expect(laidOverFiles([file('./data/./a b.csv'), file('été.txt')]).map(({ path }) => path)).toEqual([
      'data/a b.csv',
      'été.txt',
    ]);
  });

  it.each([
    '../a',
    'a/../../b',
    '/etc/passwd',
    'C:/x',
    'a\\b',
    'a//b',
    '',
    'a\u0000b',
    'a\nb',
    'x\u202Ey',
    'outputs/a',
    'inputs.json',
    'x'.repeat(256),
  ])('refuses the path %j', (path) => {
    expect(() => laidOverFiles([file(path)])).toThrow(expect.objectContaining({ code: 'execution.invalid_file' }) as Error);
  });

  it('refuses an empty file, and a path that comes twice', () => {
    expect(() => laidOverFiles([file('a', 0)])).toThrow(/empty/);
    expect(() => laidOverFiles([file('a'), file('./a')])).toThrow(/twice/);
  });
});
