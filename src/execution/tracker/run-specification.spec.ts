import { markerIn, sha256Of, specificationOf } from './run-specification';

const unmeasured = { instrumentation: 'off', instrumentNonce: null } as const;
const execution = { ...unmeasured, marker: 'm-1', parameters: { x: 1 }, files: [{ path: 'data/a.csv', sha256: 'a', size: 1 }] };
const packed = (main: object) => ({
  cwlVersion: 'v1.2',
  $graph: [
    { id: '#tool', class: 'CommandLineTool', baseCommand: 'true', inputs: [], outputs: [] },
    { id: '#main', ...main },
  ],
});

describe('specificationOf', () => {
  it.each([
    ['no hints', {}],
    ['a list of hints', { hints: [{ class: 'DockerRequirement', dockerPull: 'x' }] }],
    ['a map of hints', { hints: { DockerRequirement: { dockerPull: 'x' } } }],
  ])('carries the marker beside %s and changes nothing else', (_, main) => {
    const document = packed(main);
    const before = JSON.stringify(document);

    const specification = specificationOf(execution, document);

    expect(markerIn(JSON.parse(JSON.stringify(specification)))).toBe('m-1');
    expect(JSON.stringify(specification)).toContain('DockerRequirement'.repeat('hints' in main ? 1 : 0));
    expect(JSON.stringify(document)).toBe(before);
    expect(specification.inputs).toEqual({ files: ['data/a.csv'], directories: [], parameters: { x: 1 }, options: {} });
  });

  it.each([
    ['inline', 0],
    ['uploaded', 1],
  ] as const)('measures its tools, the script %s', (instrumentation, uploads) => {
    const document = packed({});
    const measured = { ...execution, instrumentation, instrumentNonce: 'abcd1234' };

    const { inputs, workflow } = specificationOf(measured, document);

    expect(JSON.stringify(workflow)).toContain('abcd1234');
    expect(inputs.files.filter((path) => path === '.reprov/step.sh')).toHaveLength(uploads);
    expect(specificationOf(measured, document)).toEqual(specificationOf(measured, document));
  });

  it('finds the marker of a document that was packed once more', () => {
    const { $graph } = specificationOf(execution, packed({})).workflow.specification as { $graph: unknown[] };
    const [, main] = $graph;
    expect(markerIn({ workflow: { specification: main } })).toBe('m-1');
  });

  it.each([[null], ['text'], [{}], [{ workflow: { specification: { $graph: [{ id: '#main' }] } } }]])(
    'finds no marker in %j',
    (other) => {
      expect(markerIn(other)).toBeNull();
    },
  );
});

describe('sha256Of', () => {
  it('does not depend on the order of keys', () => {
    expect(sha256Of({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(sha256Of({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(sha256Of({ a: [1, 2] })).not.toBe(sha256Of({ a: [2, 1] }));
  });
});
