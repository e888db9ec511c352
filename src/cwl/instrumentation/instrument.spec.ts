import {
  documentWith,
  file,
  NONCE,
  output,
  result,
  SHELL,
  STAGED,
  tool,
  wordsOf,
  wrapped,
  type Argument,
  type Tool,
} from '../../../test/factories/instrumented-tools';
import { instrument } from './instrument';
import { STEP_SCRIPT } from './step-script';

describe('the script', () => {
  it('is at most 3,000 bytes long', () => expect(Buffer.byteLength(STEP_SCRIPT)).toBeLessThanOrEqual(3000));

  it.each(['&2', '/tmp/', '/var/lib/cwl/', '/bin/sh', '@@reprov:1:5'])(
    'does not hold %s, which REANA or the reader of the log would find',
    (text) => expect(STEP_SCRIPT).not.toContain(text),
  );
});

describe('instrument', () => {
  it('puts the script before the command and leaves the original as it is', () => {
    const packed = documentWith([tool()]);
    const before = structuredClone(packed);
    const { packed: copy, ...rest } = instrument(packed, { nonce: NONCE });
    expect(packed).toEqual(before);
    expect((copy.$graph as Tool[])[1]).toEqual(
      tool({ baseCommand: ['sh', '-c', STEP_SCRIPT, 'reprov', `${NONCE}/count.cwl/2`, '--', 'wc', '-l'] }),
    );
    expect(rest).toEqual({ mode: 'inline', upload: null, tools: 1, uninstrumented: [], bytes: JSON.stringify(copy).length });
  });

  it('wraps a tool that several steps run once, and one that stands inside a step', () => {
    const packed = documentWith([tool()], {
      steps: [
        { id: '#main/a', run: '#count.cwl', in: [], out: [] },
        { id: '#main/b', run: '#count.cwl', in: [], out: [] },
        { id: '#main/c', run: tool({ id: '#inside' }), in: [], out: [] },
      ],
    });
    const { packed: copy, tools } = instrument(packed, { nonce: NONCE });
    const [main] = copy.$graph as { steps: { run: Tool }[] }[];
    expect(tools).toBe(2);
    expect(wordsOf(main!.steps[2]!.run)).toEqual([`${NONCE}/inside/2`]);
  });

  it.each(['', 'abc', 'with space', "quote'", 'a/b', 'x'.repeat(65)])('refuses the nonce %j', (nonce) =>
    expect(() => instrument(documentWith([tool()]), { nonce })).toThrow(RangeError),
  );

  it('writes ids so that no shell changes them', () =>
    expect(wordsOf(wrapped({ id: `#it's "ü" (1)` }))).toEqual([`${NONCE}/it%27s%20%22%C3%BC%22%20%281%29/2`]));

  it.each([
    { streams: {}, channel: '2' },
    { streams: { stdout: 'out.txt' }, channel: '2' },
    { streams: { stderr: 'err.txt' }, channel: '1' },
    { streams: { stdout: 'out.txt', stderr: 'err.txt' }, channel: 'f' },
    { streams: { stdout: 'out.txt', stderr: 'err.txt', outputs: [output('.')] }, channel: 'p' },
    { streams: { stdout: 'out.txt', stderr: 'err.txt', outputs: [output('a/.*')] }, channel: 'p' },
    { streams: { stdout: 'out.txt', stderr: 'err.txt', outputs: [output('$(1 + 1)')] }, channel: 'pg' },
    { streams: { stdout: 'out.txt', stderr: 'err.txt', ...STAGED }, channel: 'p' },
  ])('tells the script where its line goes: $channel for $streams', ({ streams, channel }) => {
    const [header = ''] = wordsOf(wrapped(streams));
    expect(header.split('\n')[0]).toBe(`${NONCE}/count.cwl/${channel}`);
  });
});

describe('a command behind arguments', () => {
  const inputs = [file('a')];

  it('keeps the words of baseCommand from being evaluated', () => {
    const baseCommand = ['sh', '-c', 'echo $(date) ${HOME} \\n $x', 'a\\b'];
    const list = wrapped({ inputs, baseCommand }).arguments as Argument[];
    expect(list.map(({ valueFrom }) => valueFrom)).toEqual([
      `${NONCE}/count.cwl/2`,
      '$(inputs.a)',
      '--',
      'sh',
      '-c',
      'echo \\$(date) \\${HOME} \\\\n $x',
      'a\\b',
    ]);
    expect(new Set(list.map(({ position }) => position))).toEqual(new Set([-999_999]));
  });

  it('stands before the arguments of the tool', () => {
    const own = ['x', { position: -5, valueFrom: 'y' }];
    expect((wrapped({ inputs, arguments: own }).arguments as unknown[]).slice(-2)).toEqual(own);
  });

  it('puts the text of a shell command into a here-document', () => {
    const list = wrapped({ ...SHELL, arguments: [{ shellQuote: false, valueFrom: '| sort' }] }).arguments as Argument[];
    expect(list[0]).toMatchObject({ valueFrom: `${NONCE}/count.cwl/2`, position: -999_999 });
    expect(list[1]).toEqual({ position: -999_999, shellQuote: false, valueFrom: `-- sh -c "\\$(cat <<'REPROV_${NONCE}'\n:;` });
    expect(list.at(-1)).toEqual({ position: 2_147_483_647, shellQuote: false, valueFrom: `\nREPROV_${NONCE}\n)" /bin/sh` });
  });

  it('takes the script from a file when it is uploaded', () => {
    const { baseCommand, arguments: list, inputs: all } = wrapped({ inputs, outputs: [output('x')] }, { isUploaded: true });
    expect(baseCommand).toEqual(['sh']);
    expect((list as Argument[]).map(({ valueFrom }) => valueFrom)).toEqual([
      '$(inputs.reprov_step)',
      `${NONCE}/count.cwl/2\nx`,
      '$(inputs.a)',
      '--',
      'wc',
      '-l',
    ]);
    expect((all as Tool[]).at(-1)).toEqual({
      id: '#count.cwl/reprov_step',
      type: 'File',
      default: { class: 'File', location: '.reprov/step.sh' },
    });
  });
});

describe('a tool that a wrapper might change', () => {
  const variable = (envName: string): Tool => ({
    requirements: [{ class: 'EnvVarRequirement', envDef: [{ envName, envValue: 'x' }] }],
  });
  it.each([
    { why: 'a variable that is no name for a shell', fields: variable('a.b'), says: "'a.b'" },
    { why: 'a variable of shells', fields: variable('PWD'), says: "'PWD'" },
    { why: 'a variable of the script', fields: variable('_k'), says: "'_k'" },
    { why: 'MPI', fields: { hints: [{ class: 'http://commonwl.org/cwltool#MPIRequirement' }] }, says: 'MPIRequirement' },
    {
      why: 'a word before baseCommand',
      fields: { arguments: [{ position: -2_000_000, valueFrom: 'x' }] },
      says: 'before its baseCommand',
    },
    {
      why: 'a word at the end of all',
      fields: { inputs: [file('a', { inputBinding: { position: 2_147_483_647 } })] },
      says: 'last position',
    },
    {
      why: 'a text that evaluation would trim',
      fields: { inputs: [file('a')], baseCommand: ['sh', '-c', 'x $(y)\n'] },
      says: 'white space',
    },
    { why: 'another form', fields: { inputs: { a: 'File' } }, says: 'lists' },
  ])('stays as it is, with the reason: $why', ({ fields, says }) => {
    const { packed, uninstrumented, tools } = result(fields);
    expect((packed.$graph as Tool[])[1]).toEqual(tool(fields));
    expect(uninstrumented.map((one) => one.tool)).toEqual(['count.cwl']);
    expect(uninstrumented[0]?.reason).toContain(says);
    expect(tools).toBe(0);
  });

  it('takes what workflows and steps around it require as its own', () => {
    expect(result({}, { main: variable('a.b') }).tools).toBe(0);
    expect(result({}, { step: variable('a.b') }).tools).toBe(0);
    expect(wordsOf(wrapped({}, { step: SHELL }))[0]).toBe(`${NONCE}/count.cwl/2`);
  });

  it('stays as it is when only some of the steps require a shell', () => {
    const packed = documentWith([tool()], {
      steps: [
        { id: '#main/a', run: '#count.cwl', in: [], out: [], ...SHELL },
        { id: '#main/b', run: '#count.cwl', in: [], out: [] },
      ],
    });
    expect(instrument(packed, { nonce: NONCE }).uninstrumented).toMatchObject([{ tool: 'count.cwl' }]);
  });

  it.each(['$(inputs)', '${return JSON.stringify(inputs);}', '${for (var k in inputs) {}}'])(
    'receives no file of ours when it looks at all of its inputs: %s',
    (valueFrom) => {
      const fields = { arguments: [{ valueFrom }] };
      expect(result(fields, { isUploaded: true }).tools).toBe(0);
      expect(result(fields).tools).toBe(1);
    },
  );

  it('receives one when it names them', () =>
    expect(
      result({ arguments: [{ valueFrom: `$(inputs.a) $(inputs['b'])` }], doc: 'All inputs.' }, { isUploaded: true }).tools,
    ).toBe(1));
});

describe('the size', () => {
  /** About 320 bytes a tool with its step, as small documents have them. */
  function many(count: number): Record<string, unknown> {
    const tools = Array.from({ length: count }, (_, index) =>
      tool({
        id: `#t${index}`,
        baseCommand: ['wc', '-l'],
        inputs: [{ id: `#t${index}/file`, type: 'File', inputBinding: {} }],
        outputs: [{ id: `#t${index}/out`, type: 'File', outputBinding: { glob: `out${index}.txt` } }],
        stdout: `out${index}.txt`,
      }),
    );
    return documentWith(tools);
  }

  it.each([
    { count: 1, mode: 'inline', tools: 1 },
    { count: 15, mode: 'inline', tools: 15 },
    { count: 25, mode: 'uploaded', tools: 25 },
    { count: 100, mode: 'uploaded', tools: 100 },
    { count: 280, mode: 'off', tools: 0 },
  ])('of $count tools: $mode', ({ count, mode, tools }) => {
    const packed = many(count);
    const made = instrument(packed, { nonce: NONCE });
    expect(made).toMatchObject({ mode, tools, bytes: Buffer.byteLength(JSON.stringify(made.packed)) });
    expect(made.bytes).toBeLessThan(mode === 'inline' ? 60 * 1024 : mode === 'uploaded' ? 90 * 1024 : Infinity);
    expect(made.upload).toEqual(mode === 'uploaded' ? { path: '.reprov/step.sh', text: `${STEP_SCRIPT}\n` } : null);
    expect(made.uninstrumented).toHaveLength(count - tools);
    if (mode === 'off') expect(made.packed).toBe(packed);
  });

  it('grows by less than 400 bytes a tool when the script is uploaded', () => {
    const plain = JSON.stringify(many(100)).length;
    expect((instrument(many(100), { nonce: NONCE }).bytes - plain) / 100).toBeLessThan(400);
  });
});
