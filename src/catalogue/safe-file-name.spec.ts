import { safeFileName } from './safe-file-name';

describe('safe file name', () => {
  it.each<[string | null, string | null]>([
    ['mnist.npz', 'mnist.npz'],
    ['My data set (v2).csv', 'My data set (v2).csv'],
    ['Zürich.csv', 'Zürich.csv'],
    ['Zu\u0308rich.csv', 'Zürich.csv'],
    ['a/b/c.csv', 'c.csv'],
    ['C:\\temp\\c.csv', 'c.csv'],
    ['../../x', 'x'],
    ['..', null],
    ['.', null],
    ['.bashrc', 'bashrc'],
    ['-rf', 'rf'],
    ['- .x', 'x'],
    ['name. . ', 'name'],
    ['a\0b\r\nc', 'abc'],
    ['a\u202Eb\u200Fc\uFEFFd', 'abcd'],
    ['folder/', null],
    ['', null],
    ['   ', null],
    [null, null],
    ['x'.repeat(300), 'x'.repeat(255)],
    [`${'é'.repeat(200)}.tar`, `${'é'.repeat(125)}.tar`],
    [`a.${'x'.repeat(300)}`, `a.${'x'.repeat(253)}`],
  ])('of %j is %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });
});
