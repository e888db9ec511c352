import { WorkspacePaths } from './workspace-paths';

describe('paths of a workspace', () => {
  it.each([
    ['a.csv', 'table', [], 'a.csv'],
    ['a.csv', 'table', ['b.csv', 'data/a.csv'], 'a.csv'],
    ['a.csv', 'table', ['a.csv'], 'table/a.csv'],
    ['a.csv', 'table', ['a.csv', 'table/a.csv'], 'table-2/a.csv'],
    ['a.csv', 'table', ['a.csv', 'table'], 'table-2/a.csv'],
    ['data', 'table', ['data/a.csv'], 'table/data'],
    ['outputs', 'table', [], 'table/outputs'],
    ['a.csv', 'outputs', ['a.csv'], 'outputs-2/a.csv'],
    ['workflow.json', 'table', [], 'table/workflow.json'],
    ['b c.csv', 'table', [], 'b_c.csv'],
    ['..', 'table', [], 'table'],
    ['a.csv', 'my table', ['a.csv'], 'my_table/a.csv'],
  ])('%s for the input %s beside %j is %s', (name, input, taken, path) => {
    expect(new WorkspacePaths(taken).take(name, input)).toBe(path);
  });

  it('are given once', () => {
    const paths = new WorkspacePaths([]);
    expect([1, 2, 3].map(() => paths.take('a.csv', 'tables'))).toEqual(['a.csv', 'tables/a.csv', 'tables-2/a.csv']);
    expect(paths.take('tables', 'other')).toBe('other/tables');
  });
});
