import { readStepRecords } from './read-step-records';

const NONCE = '5f3a9c01';
const HASH = 'a'.repeat(64);

function line(fields: Record<string, unknown> = {}, nonce = NONCE): string {
  const record = {
    tool: 'count.cwl',
    flags: '2',
    exit: 0,
    date: ['1700000000', '1700000003'],
    at: ['100.50:10:5:1000:200:usage_usec:5000', '102.75:60:15:4000:900:usage_usec:905000'],
    mem: '1048576',
    host: ['Linux 6.1.0-13-amd64 x86_64', '0-3,8', 'MemTotal:       16384 kB'],
    cwd: { p: '/ws/home' },
    used: [{ p: '/ws/a.txt', n: 6, h: HASH }],
    gen: [{ p: './out.txt', n: 0, h: '' }],
    more: [0, 0],
    ...fields,
  };
  return `\n@@reprov:1:${nonce} ${JSON.stringify(record)}\n`;
}

const read = (fields: Record<string, unknown>) => readStepRecords(line(fields), NONCE)[0];

describe('readStepRecords', () => {
  it('reads what the script measured', () => {
    expect(readStepRecords(`some text${line({ exit: 137 })}more text`, NONCE)).toEqual([
      {
        tool: 'count.cwl',
        exitCode: 137,
        signal: 'SIGKILL',
        startedAt: new Date(1_700_000_000_000),
        endedAt: new Date(1_700_000_002_250),
        elapsedSeconds: 2.25,
        cpuSeconds: 0.6,
        cpuScope: 'process',
        memoryPeakBytes: 1_048_576,
        memoryScope: 'cgroup',
        readBytes: 3000,
        writtenBytes: 700,
        cwd: { path: '/ws/home', pathHex: null },
        used: [{ path: '/ws/a.txt', pathHex: null, sizeBytes: 6, sha256: HASH }],
        generated: [{ path: 'out.txt', pathHex: null, sizeBytes: 0, sha256: null }],
        more: { used: 0, generated: 0 },
        usedIsComplete: true,
        generatedIsComplete: true,
        host: { system: 'Linux', kernel: '6.1.0-13-amd64', architecture: 'x86_64', cpuCount: 5, memoryBytes: 16_777_216 },
      },
    ]);
  });

  it('says null for what was not measured', () => {
    const nothing = { date: ['', ''], at: ['::::::', '::::::'], mem: '', host: ['', '', ''], cwd: { p: '' }, used: [], gen: [] };
    expect(read(nothing)).toMatchObject({
      startedAt: null,
      endedAt: null,
      elapsedSeconds: null,
      cpuSeconds: null,
      cpuScope: null,
      memoryPeakBytes: null,
      memoryScope: null,
      readBytes: null,
      writtenBytes: null,
      cwd: null,
      host: { system: null, kernel: null, architecture: null, cpuCount: null, memoryBytes: null },
    });
  });

  it.each([
    { what: 'CPU of the cgroup, version 2', at: ['1.0:::::usage_usec:5000', '2.0:::::usage_usec:905000'], cpuSeconds: 0.9 },
    { what: 'CPU of the cgroup, version 1', at: ['1.0:::::2000000000:', '2.0:::::2500000000:'], cpuSeconds: 0.5 },
    { what: 'no CPU that went backwards', at: ['1.0:::::5:', '2.0:::::4:'], cpuSeconds: null },
  ])('takes $what', ({ at, cpuSeconds }) =>
    expect(read({ at })).toMatchObject({ cpuSeconds, cpuScope: cpuSeconds === null ? null : 'cgroup' }),
  );

  it('takes the time from the clock where there is no other, and never a negative one', () => {
    expect(read({ at: [] })).toMatchObject({ elapsedSeconds: 3, endedAt: new Date(1_700_000_003_000) });
    expect(read({ at: [], date: ['1700000003', '1700000000'] })).toMatchObject({
      elapsedSeconds: null,
      endedAt: new Date(1_700_000_003_000),
    });
    expect(read({ date: ['1700000000.25', '1'] })?.startedAt).toEqual(new Date(1_700_000_000_250));
  });

  it.each([
    { what: 'text', hex: Buffer.from('größe 雪.txt').toString('hex'), path: 'größe 雪.txt', pathHex: null },
    { what: 'control characters', hex: '610a22', path: 'a\n"', pathHex: null },
    { what: 'bytes that are no text', hex: '61ff5c2e', path: 'a\\xff\\.', pathHex: '61ff5c2e' },
  ])('shows a path of $what', ({ hex, path, pathHex }) =>
    expect(read({ gen: [{ x: hex, n: 1, h: HASH }] })?.generated).toEqual([{ path, pathHex, sizeBytes: 1, sha256: HASH }]),
  );

  it('lists a file once', () =>
    expect(
      read({
        gen: [
          { p: 'a', n: 1, h: HASH },
          { p: './a', n: 1, h: HASH },
        ],
      })?.generated,
    ).toHaveLength(1));

  it.each([
    { fields: { flags: '2u' }, used: false, generated: true },
    { fields: { flags: 'pug' }, used: false, generated: false },
    { fields: { more: [3, 0] }, used: false, generated: true },
    { fields: { more: [0, 2] }, used: true, generated: false },
    { fields: { gen: [{ p: 'cwl.output.json', n: 1, h: HASH }] }, used: true, generated: false },
  ])('says what is not complete: $fields', ({ fields, used, generated }) =>
    expect(read(fields)).toMatchObject({ usedIsComplete: used, generatedIsComplete: generated }),
  );

  it('keeps the last record of a tool in a folder, and those of other tools and folders', () => {
    const log = [
      line({ exit: 0 }),
      line({ exit: 1, cwd: { p: '/ws/other' } }),
      line({ exit: 2, tool: 'sort.cwl' }),
      line({ exit: 3 }),
    ].join('');
    expect(readStepRecords(log, NONCE).map(({ exitCode }) => exitCode)).toEqual([1, 2, 3]);
  });

  it.each([
    { what: 'another nonce', log: line({}, 'other123') },
    { what: 'a tag that does not begin its line', log: line().replace('\n@@', '\nx @@') },
    { what: 'what is no JSON', log: line().replace('"exit":0', '"exit":') },
    { what: 'half a line', log: line().slice(0, 200) },
    { what: 'a line that is too long', log: line({ host: ['x'.repeat(20_000), '', ''] }) },
    { what: 'no exit code', log: line({ exit: '0' }) },
    { what: 'an exit code that cannot be', log: line({ exit: 256 }) },
    { what: 'a tool that is no text', log: line({ tool: 5 }) },
    { what: 'a tool that cannot be decoded', log: line({ tool: '%E0%A4%A' }) },
    { what: 'files that are no list', log: line({ used: {} }) },
    { what: 'files without a path', log: line({ gen: [{ n: 1 }] }) },
    { what: 'more files than there can be', log: line({ gen: Array.from({ length: 501 }, (_, n) => ({ p: `${n}` })) }) },
    { what: 'the command in the log', log: `$ sh -c 'printf "\\n@@reprov:1:%s" "$1"' reprov ${NONCE}/count.cwl/2 -- wc` },
    { what: 'nothing', log: '' },
  ])('passes over $what', ({ log }) => expect(readStepRecords(log, NONCE)).toEqual([]));

  it('does not take a wrong nonce for a pattern', () => expect(readStepRecords(line(), '.*')).toEqual([]));

  it('never takes odd values over', () => {
    const record = read({
      more: [-1, 1e99],
      used: [{ p: 'a', n: -1, h: 'A'.repeat(64) }],
      at: [5, null],
      mem: -3,
      host: 'x',
      cwd: 'y',
    });
    expect(record).toMatchObject({
      more: { used: 0, generated: 0 },
      used: [{ path: 'a', sizeBytes: null, sha256: null }],
      memoryPeakBytes: null,
      cwd: null,
      host: { system: null },
    });
  });

  it('reads a large log in time that grows with its size', () => {
    const log = `@@reprov:1:${NONCE} {`.repeat(200_000) + line();
    const start = performance.now();
    expect(readStepRecords(log, NONCE)).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
