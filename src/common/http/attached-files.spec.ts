import { InvalidFileError } from '../errors/domain-error';
import { cleanFiles, cleanPath } from './attached-files';
import type { UploadedFile } from './upload';

const file = (path: string, size = 1): UploadedFile => ({ path, staged: { sha256: 'a'.repeat(64), size, path: '/staged' } });

describe('attached files', () => {
  it.each([
    ['data/a.csv', 'data/a.csv'],
    ['./data/./a.csv', 'data/a.csv'],
    ['été/ü b.csv', 'été/ü b.csv'],
    ['...', '...'],
  ])('%s is laid at %s', (path, expected) => expect(cleanPath(path)).toBe(expected));

  it.each([
    ['../a.csv', 'lead upwards'],
    ['data/../../a.csv', 'lead upwards'],
    ['/etc/passwd', 'must be relative'],
    ['C:/a.csv', 'must be relative'],
    ['data\\a.csv', 'separated by'],
    ['data//a.csv', 'is empty'],
    ['data/', 'is empty'],
    ['.', 'is empty'],
    ['a\u0000b', 'control characters'],
    ['a\r\nb', 'control characters'],
    ['a\u202eb', 'control characters'],
    ['a'.repeat(256), 'longer than 255'],
    [`${'a/'.repeat(600)}a`, 'longer than 1024'],
    ['workflow.json', 'REANA uses'],
    ['reana.yaml', 'REANA uses'],
    ['outputs/a.csv', 'REANA uses'],
    ['cwl/x', 'REANA uses'],
  ])('%j is refused', (path, reason) => {
    expect(() => cleanPath(path)).toThrow(InvalidFileError);
    expect(() => cleanPath(path)).toThrow(reason);
  });

  it.each([
    [[file('a.csv', 0)], 'is empty'],
    [[file('a.csv'), file('./a.csv')], 'attached twice'],
    [[file('a'), file('a/b')], 'is a file itself'],
  ])('a set that no workspace can hold is refused', (files, reason) => {
    expect(() => cleanFiles(files)).toThrow(reason);
  });
});
