import { ArchiveNames } from './archive-names';

function archiveNames(paths: readonly string[]): string[] {
  const names = new ArchiveNames();
  return paths.map((path) => names.nameOf(path));
}

describe('names in an archive', () => {
  it.each([
    ['a/b.txt', 'a/b.txt'],
    ['été/数.txt', 'été/数.txt'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['..\\..\\windows\\x.dll', 'windows/x.dll'],
    ['C:\\x.txt', '_/x.txt'],
    ['a/./b//c/', 'a/b/c'],
    ['a\r\nb\u0000.txt', 'a__b_.txt'],
    ['cod\u202etxt.exe', 'cod_txt.exe'],
    ['half \ud800.txt', 'half _.txt'],
    ['..', 'file'],
    ['', 'file'],
    ['...', '...'],
  ])('%j is %j', (path, name) => {
    expect(archiveNames([path])).toEqual([name]);
  });

  it('are told apart when they would be equal', () => {
    expect(
      archiveNames(['a/b.txt', 'a/../a/b.txt', './a/b.txt', 'a/b', '/a/b', 'a/.b', '//a/.b', 'x.tar.gz', '../x.tar.gz']),
    ).toEqual([...['a/b.txt', 'a/a/b.txt', 'a/b_2.txt', 'a/b', 'a/b_2', 'a/.b', 'a/.b_2', 'x.tar.gz', 'x.tar_2.gz']]);
  });

  it('are found quickly among many', () => {
    for (const nameOf of [(index: number) => `outputs/${index}.txt`, () => 'same.txt']) {
      const names = archiveNames(Array.from({ length: 20_000 }, (_, index) => nameOf(index)));
      expect(new Set(names).size).toBe(20_000);
    }
  });
});
