import { parseYaml } from './yaml';

const TEXT = `a: 1
list:
  - x
  - {k: "quoted", 'q': 2}
base: &base {deep: {er: 1}}
copy: *base
merged:
  <<: *base
  own: 1
`;

describe('a YAML text', () => {
  it.each<[(string | number)[], number, number]>([
    [[], 1, 1],
    [['a'], 1, 1],
    [['list', 0], 3, 5],
    [['list', 1, 'k'], 4, 6],
    [['list', 1, 'q'], 4, 19],
    [['copy', 'deep', 'er'], 5, 21],
    [['merged', 'own'], 9, 3],
    [['merged', 'deep'], 7, 1],
    [['nope', 'x'], 1, 1],
  ])('knows where %j stands', (path, line, column) => {
    expect(parseYaml(TEXT, 'f').locate(path)).toEqual({ line, column });
  });

  it('counts lines of Windows and starts behind a byte order mark', () => {
    expect(parseYaml('\ufeffa: 1\r\nb: 2\r\n', 'f').locate(['b'])).toEqual({ line: 2, column: 1 });
  });

  it.each([
    ['a deep list', '['.repeat(1_000_000)],
    ['a deep map', '{a: '.repeat(250_000)],
    ['deep dashes', '- '.repeat(500_000)],
    ['many documents', '---\n'.repeat(250_000)],
    ['a long name', `${'x'.repeat(1_000_000)}: 1`],
    ['texts by alias', `a: &a "${'x'.repeat(500_000)}"\nb: [${Array(49).fill('*a').join(', ')}]`],
    [
      'merges of merges',
      `a0: &a0 {x: 1}\n${Array.from({ length: 49 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: *a${i}, y${i}: 1}`).join('\n')}`,
    ],
  ])('is answered in linear time: %s', (_name, text) => {
    expect(parseYaml(text, 'f').findings.length).toBeLessThanOrEqual(1); // anything worse than linear meets Jest's time limit
  });

  it('refuses more aliases than fifty', () => {
    const { findings } = parseYaml(`a: &a 1\nb: [${Array(51).fill('*a').join(', ')}]\n`, 'f');
    expect(findings).toMatchObject([{ code: 'cwl.yaml_limit', line: 2 }]);
  });
});
