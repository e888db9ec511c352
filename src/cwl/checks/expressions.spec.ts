import { usesJavascript } from './expressions';

describe('a text with expressions', () => {
  it.each([
    ['plain', false],
    ['$(inputs.x)', false],
    ['$(inputs.x.path)/$(runtime.outdir)', false],
    ['$(inputs[\'a b\'][0]["c"])', false],
    ["$(inputs['it\\'s'])", false],
    ['$HOME', false],
    ['\\$(1 + 1)', false],
    ['\\\\$(1 + 1)', true],
    ['$(1 + 1)', true],
    ['$(inputs.x.map(f))', true],
    ['$(inputs.x', true],
    ['${ return 1; }', true],
    ['a $(inputs.x) ${return 2}', true],
  ])('%s: needs JavaScript: %s', (text, expected) => {
    expect(usesJavascript(text)).toBe(expected);
  });

  it.each(['$(a[0].b', '$(a[0].b)\\\\', '$', '\\', "$(a['"])('is read in one pass: %s, many times', (part) => {
    expect(typeof usesJavascript(part.repeat(100_000))).toBe('boolean'); // anything worse than linear meets Jest's time limit
  });
});
