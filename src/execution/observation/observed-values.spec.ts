import type { CwlInput, CwlPlan } from '../../cwl';
import type { ObservedFile } from '../execution.reader';
import { finalOutput, inputPath, inputValues, outputPath, outputValues } from './observed-values';

const file = (path: string): ObservedFile => ({ kind: 'file', path, size: 3, sha256: 'a', modifiedAt: null, source: null });
const context = (pathOf: (location: string) => string, ...paths: string[]) => ({
  pathOf,
  files: new Map(paths.map((path) => [path, file(path)])),
});
const input = (id: string, preset?: unknown): CwlInput => ({
  ...{ id, type: 'Any', optional: true, hasDefault: preset !== undefined, default: preset, doc: null, takesFiles: true },
  valueFromPlatform: null,
});
const plan = (inputs: CwlInput[]): CwlPlan => ({
  ...{ cwlVersion: 'v1.2', class: 'Workflow', label: null, doc: null, inputs, steps: [] },
  outputs: [{ id: 'out', type: 'Any', sources: [] }],
});

describe('values of ports', () => {
  it('of inputs are literals, files of the workspace, lists and folders; a default stands in', () => {
    const parameters = {
      n: 3,
      one: { class: 'File', location: './data/a%20b.csv' },
      many: [{ class: 'File', location: 'x.txt' }, 'word'],
      folder: { class: 'Directory', location: 'data/' },
      made: { class: 'File', basename: 'm.txt', contents: 'hi' },
      none: null,
    };
    const inputs = [...Object.keys(parameters), 'missing'].map((id) => input(id)).concat(input('preset', 7));
    const values = inputValues(plan(inputs), parameters, context(inputPath, 'data/a b.csv', 'x.txt'));
    expect(Object.fromEntries(values.map(({ port, value }) => [port, value]))).toEqual({
      n: { kind: 'literal', value: 3 },
      one: file('data/a b.csv'),
      many: { kind: 'list', directory: null, items: [file('x.txt'), { kind: 'literal', value: 'word' }] },
      folder: { kind: 'list', directory: 'data', items: [file('data/a b.csv')] },
      made: { kind: 'literal', value: parameters.made },
      preset: { kind: 'literal', value: 7 },
    });
  });

  it('of outputs are found below the folder of outputs, with their secondary files', () => {
    const location = (name: string) => `file:///var/reana/outputs/users/1/outputs/${name}`;
    const output = {
      out: {
        class: 'File',
        location: location('a.bam'),
        size: 9,
        secondaryFiles: [{ class: 'File', location: location('a.bai') }],
      },
    };
    const [value] = outputValues(plan([]), output, context(outputPath, 'outputs/a.bam'));
    expect(value?.value).toEqual({
      kind: 'list',
      directory: null,
      items: [file('outputs/a.bam'), { ...file('outputs/a.bai'), size: null, sha256: null }],
    });
  });
});

describe('finalOutput', () => {
  it.each([
    ['x\nFinalOutput{"a": {"b": 1}}FinalOutput\ny', { a: { b: 1 } }],
    ['FinalOutput{brokenFinalOutput', null],
    ['', null],
  ])('is read from the text of the engine: %j', (text, expected) => {
    expect(finalOutput(text)).toEqual(expected);
  });
});
