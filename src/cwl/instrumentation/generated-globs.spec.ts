import { file, NONCE, output, wordsOf, wrapped } from '../../../test/factories/instrumented-tools';

describe('globs of what a tool makes', () => {
  const inputs = [
    file('file'),
    file('maybe', { type: ['null', 'File'] }),
    file('name', { type: 'string' }),
    file('opt', { type: ['null', 'string'] }),
  ];
  it.each([
    { outputs: [output('*.txt'), output(['a', 'b c'])], globs: ['*.txt', 'a', 'b c'] },
    { outputs: [output('a'), output('a')], globs: ['a'] },
    { outputs: [output('$(runtime.outdir)/a'), output('$(runtime.outdir)')], globs: ['a', '.'] },
    { outputs: [output('$(inputs.name)_$(inputs.file.nameroot).txt')], globs: ['$(inputs.name)_$(inputs.file.nameroot).txt'] },
    { outputs: [output('$(inputs.opt)')], globs: [], flag: 'g' },
    { outputs: [output('$(inputs.maybe.basename)')], globs: [], flag: 'g' },
    { outputs: [output('$(inputs.file.path)')], globs: [], flag: 'g' },
    { outputs: [output('${return "a";}'), output('b')], globs: ['b'], flag: 'g' },
    { outputs: [output('/etc/*'), output('../x'), output('a/../../b'), output('a\\b'), output('a\nb')], globs: [], flag: 'g' },
    { outputs: [{ id: '#count.cwl/n', type: 'int', outputBinding: { outputEval: '$(1)' } }], globs: [] },
    { outputs: [{ id: '#count.cwl/f', type: 'File', outputBinding: { outputEval: '$(inputs.file)' } }], globs: [], flag: 'g' },
    {
      outputs: [output('a.bam', { secondaryFiles: ['.bai', '^.bai?', { pattern: '^^.x' }] })],
      globs: ['a.bam', 'a.bam.bai', 'a.bai', 'a.x'],
    },
    { outputs: [output('*.bam', { secondaryFiles: ['.bai', '^.bai'] })], globs: ['*.bam', '*.bam.bai'], flag: 'g' },
    { outputs: [output('a', { secondaryFiles: ['$(self.basename).b'] })], globs: ['a'], flag: 'g' },
    {
      outputs: [
        { id: '#count.cwl/r', type: { type: 'record', fields: [{ name: 'x', type: 'File', outputBinding: { glob: 'x.txt' } }] } },
      ],
      globs: ['x.txt'],
    },
    { outputs: [{ id: '#count.cwl/r', type: ['null', '#main/pair'] }], globs: [], flag: 'g' },
  ])('are those of outputs, as far as they are known before: $globs', ({ outputs, globs, flag = '' }) => {
    const [header] = wordsOf(wrapped({ inputs, outputs }));
    expect(header).toBe([`${NONCE}/count.cwl/2${flag}`, ...globs].join('\n'));
  });

  it('takes stdout and stderr, which no output has to name', () =>
    expect(wordsOf(wrapped({ stdout: 'a.txt', stderr: '$(inputs.none)' }))).toEqual([`${NONCE}/count.cwl/pg\na.txt`]));
});
