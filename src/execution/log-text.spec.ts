import { printedText } from './log-text';

describe('the text of a log', () => {
  it.each<[string, number | undefined, string]>([
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\nb\nc\n', 3, 'a\nb\nc\n'],
    ['a\nb\nc\n', 100, 'a\nb\nc\n'],
    ['a\n\n\n', 2, '\n\n'],
    ['\na\n', 2, '\na\n'],
    ['\na\n', 1, 'a\n'],
    ['\n', 1, '\n'],
    ['', 1, ''],
    ['one line', 1, 'one line'],
    ['a\nb\n', undefined, 'a\nb\n'],
  ])('of %j the last %s lines are %j', (text, tail, expected) => {
    expect(printedText(text, null, tail)).toBe(expected);
  });

  it('counts what the tool printed, not what was measured', () => {
    expect(printedText('a\nb\n\n@@reprov:1:abcd {"exit":0}\n', 'abcd', 1)).toBe('b\n');
  });
});
