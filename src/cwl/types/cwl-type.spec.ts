import { ComparisonBudget, fitOf } from './assignable';
import { type CwlType, describeType, isOptional, takesFiles } from './cwl-type';
import { linkedType } from './link-type';

const list = (items: CwlType): CwlType => ({ type: 'array', items });
const maybe = (...types: CwlType[]): CwlType => ['null', ...types];
const record = (fields: Record<string, CwlType>): CwlType => ({
  type: 'record',
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});

describe('a type', () => {
  it.each<[CwlType, string]>([
    ['File', 'File'],
    [maybe('int'), 'int?'],
    [list('string'), 'string[]'],
    [maybe(list('string')), 'string[]?'],
    [list(maybe('string')), '(string?)[]'],
    [list(list('int')), 'int[][]'],
    [['int', 'string'], 'int | string'],
    [maybe('int', 'string'), '(int | string)?'],
    [{ type: 'enum', symbols: ['a', 'b'] }, 'enum(a|b)'],
    [record({ a: 'int', b: list('File') }), 'record(a: int, b: File[])'],
  ])('%j is written %s', (type, text) => {
    expect(describeType(type)).toBe(text);
  });

  it('is written in two hundred characters at most', () => {
    expect(
      describeType({ type: 'enum', symbols: Array.from({ length: 500 }, (_, i) => `symbol${i}`) }).length,
    ).toBeLessThanOrEqual(200);
  });

  it('knows whether it may be null and whether files are in it', () => {
    expect([maybe('int'), 'null' as CwlType].map(isOptional)).toEqual([true, true]);
    expect(isOptional(list(maybe('int')))).toBe(false);
    expect([list('File'), record({ a: 'Directory' }), 'Any' as CwlType].map(takesFiles)).toEqual([true, true, true]);
    expect(takesFiles(list('string'))).toBe(false);
  });
});

describe('a link', () => {
  it.each<[CwlType, CwlType, string]>([
    ['File', 'File', 'fits'],
    ['File', 'string', 'never'],
    ['int', 'long', 'never'], // as cwltool: names only
    ['Any', 'File', 'fits'],
    ['File', 'Any', 'fits'],
    ['File', maybe('File'), 'fits'],
    [maybe('File'), 'File', 'may_fit'],
    [maybe('File'), 'string', 'never'],
    [list('int'), list('int'), 'fits'],
    [list('int'), 'int', 'never'],
    [list(maybe('int')), list('int'), 'may_fit'],
    [record({ a: 'int', b: 'int' }), record({ a: 'int' }), 'fits'],
    [record({ a: 'int' }), record({ a: 'int', b: 'int' }), 'never'],
    [record({ a: 'int' }), record({ a: 'int', b: maybe('int') }), 'fits'],
  ])('from %j to %j: %s', (source, sink, fit) => {
    expect(fitOf(source, sink, new ComparisonBudget())).toBe(fit);
  });

  const link = { sources: ['a'], isList: false, linkMerge: null, pickValue: null };
  const two = { ...link, sources: ['a', 'b'], isList: true };
  it.each([
    ['one source', link, 'int', 'int'],
    ['one source in a list', { ...link, isList: true }, 'int', 'int'],
    ['one source, nested', { ...link, isList: true, linkMerge: 'merge_nested' }, 'int', list('int')],
    ['two sources', two, 'int', list('int')],
    ['two sources, flattened', { ...two, linkMerge: 'merge_flattened' }, list('int'), list('int')],
    ['the first of two', { ...two, pickValue: 'first_non_null' }, maybe('int'), 'int'],
    ['all of two', { ...two, pickValue: 'all_non_null' }, maybe('int'), list('int')],
    ['all of a scattered step', { ...link, pickValue: 'all_non_null' }, list(maybe('int')), list('int')],
    ['the only of a scattered step', { ...link, pickValue: 'the_only_non_null' }, list(maybe('int')), 'int'],
  ] as const)('with %s', (_name, over, source, arrives) => {
    expect(linkedType(source, over)).toEqual(arrives);
  });
});
