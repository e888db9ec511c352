import { file, NONCE, SHELL, STAGED, wordsOf, wrapped, type Argument } from '../../../test/factories/instrumented-tools';

const JAVASCRIPT = { requirements: [{ class: 'InlineJavascriptRequirement' }] };

describe('paths of what a tool uses', () => {
  const bound = { inputBinding: { position: 1 } };
  it.each([
    {
      what: 'none for a word of the command',
      inputs: [file('a', bound), file('d', { type: 'Directory', inputBinding: { prefix: '-d' } })],
      words: [],
    },
    {
      what: 'one for a file that is none',
      inputs: [file('a'), file('b', { type: ['null', 'Directory'] })],
      words: ['$(inputs.a)', '$(inputs.b)'],
    },
    {
      what: 'one for a word that holds more than the path',
      inputs: [
        file('a', { inputBinding: { prefix: '-a', separate: false } }),
        file('b', { inputBinding: { valueFrom: '$(self.size)' } }),
      ],
      words: ['$(inputs.a)', '$(inputs.b)'],
    },
    { what: 'none for lists of words', inputs: [file('a', { type: { type: 'array', items: 'File' }, ...bound })], words: [] },
    {
      what: 'none, and says so, for other lists',
      inputs: [file('a', { type: { type: 'array', items: 'File' } })],
      words: [],
      flag: 'u',
    },
    {
      what: 'none, and says so, for joined lists',
      inputs: [file('a', { type: { type: 'array', items: 'File' }, inputBinding: { itemSeparator: ',' } })],
      words: [],
      flag: 'u',
    },
    {
      what: 'files that belong to a file',
      inputs: [file('a', { ...bound, secondaryFiles: ['.b'] })],
      words: ['$(inputs.a.secondaryFiles)'],
    },
    {
      what: 'not those of one that may be missing',
      inputs: [file('a', { type: ['null', 'File'], secondaryFiles: ['.b'] })],
      words: [],
      flag: 'u',
    },
    {
      what: 'none, and says so, for what may be no file',
      inputs: [file('a', { type: ['string', 'File'] }), file('b', { type: 'Any' })],
      words: [],
      flag: 'u',
    },
    {
      what: 'nothing for plain values',
      inputs: [file('a', { type: 'string' }), file('b', { type: ['null', 'int'] })],
      words: [],
    },
    { what: 'odd names in brackets', inputs: [file("it's-a file")], words: ["$(inputs['it\\'s-a file'])"] },
    {
      what: 'fields of a record',
      inputs: [
        file('r', {
          type: {
            type: 'record',
            fields: [
              { name: '#count.cwl/r/x', type: 'File' },
              { name: '#count.cwl/r/n', type: 'int' },
            ],
          },
        }),
      ],
      words: ['$(inputs.r.x)'],
    },
    {
      what: 'not those of a record that may be missing',
      inputs: [file('r', { type: ['null', { type: 'record', fields: [{ name: '#count.cwl/r/x', type: 'File' }] }] })],
      words: [],
      flag: 'u',
    },
  ])('$what', ({ inputs, words, flag = '' }) => {
    expect(wordsOf(wrapped({ inputs }))).toEqual([`${NONCE}/count.cwl/2${flag}`, ...words]);
  });

  it('follows named types', () => {
    const types = [{ type: 'record', name: '#main/pair', fields: [{ name: '#main/pair/left', type: 'File' }] }];
    const main = { requirements: [{ class: 'SchemaDefRequirement', types }] };
    expect(wordsOf(wrapped({ inputs: [file('p', { type: '#main/pair' })] }, { main }))).toContain('$(inputs.p.left)');
  });

  it('walks through the rest by JavaScript, where that is required on the way', () => {
    const inputs = [file('a', { type: { type: 'array', items: 'File' } }), file('b', { type: 'Any' })];
    for (const options of [{ main: JAVASCRIPT }, { step: JAVASCRIPT }]) {
      const [header, walker = ''] = wordsOf(wrapped({ inputs }, options));
      expect(header).toBe(`${NONCE}/count.cwl/2`);
      expect(walker).toContain('f([inputs["a"],inputs["b"]])');
    }
    expect(wordsOf(wrapped({ inputs }, { main: { hints: JAVASCRIPT.requirements } }))).toHaveLength(1);
  });

  it.each([{ fields: STAGED }, { fields: SHELL }])(
    'gives all paths where the words of the command do not: $fields',
    ({ fields }) => {
      const { arguments: list } = wrapped({ inputs: [file('a', bound)], ...fields });
      expect((list as Argument[]).map(({ valueFrom }) => valueFrom)).toContain('$(inputs.a)');
    },
  );
});
