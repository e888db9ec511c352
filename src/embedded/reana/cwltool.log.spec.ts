import { CwltoolLog } from './cwltool.log';

const at = (second: number): string => `[2026-01-15 09:10:${`${second}`.padStart(2, '0')}]`;

function read(text: string, pieceLength = text.length): CwltoolLog {
  const log = new CwltoolLog();
  for (let from = 0; from < text.length; from += pieceLength) log.push(text.slice(from, from + pieceLength));
  log.end();
  return log;
}

const TWO_JOBS = `${at(1)} INFO cwltool 3.3
${at(1)} INFO [workflow ] start
${at(2)} INFO [workflow ] starting step say
${at(2)} INFO [step say] start
${at(2)} INFO [job say] /ws/cwl/outdir/a1$ sh \\
    -c \\
    'echo $0; sleep 1' \\
    'x y' > /ws/cwl/outdir/a1/say-x y.txt
hello
${at(4)} INFO [job say] Max memory used: 3MiB
${at(4)} INFO [job say] completed success
${at(4)} INFO [step say] start
${at(4)} INFO [job say_2] /ws/cwl/outdir/a2$ sh \\
    -c \\
    'exit 3'
no line end${at(5)} WARNING [job say_2] exited with status: 3
${at(5)} WARNING [job say_2] completed permanentFail
${at(6)} ERROR Workflow cannot make any more progress.
${at(6)} WARNING Final process status is permanentFail
`;

describe('the reader of the log of cwltool', () => {
  it.each([TWO_JOBS.length, 1, 7])('finds the jobs with times, outcome and text, in pieces of %i characters', (pieceLength) => {
    const { jobs, finalStatus } = read(TWO_JOBS, pieceLength);

    expect(jobs).toEqual([
      {
        name: 'say',
        stepPath: 'say',
        folder: '/ws/cwl/outdir/a1',
        command: `sh -c 'echo $0; sleep 1' 'x y' > /ws/cwl/outdir/a1/say-x y.txt`,
        startedAt: '2026-01-15T09:10:02',
        finishedAt: '2026-01-15T09:10:04',
        outcome: 'success',
        text: 'hello\n[job say] Max memory used: 3MiB\n[job say] completed success\n',
      },
      {
        name: 'say_2',
        stepPath: 'say',
        folder: '/ws/cwl/outdir/a2',
        command: `sh -c 'exit 3'`,
        startedAt: '2026-01-15T09:10:04',
        finishedAt: '2026-01-15T09:10:05',
        outcome: 'permanentFail',
        text: 'no line end\n[job say_2] exited with status: 3\n[job say_2] completed permanentFail\n',
      },
    ]);
    expect(finalStatus).toBe('permanentFail');
  });

  it('keeps what tools print out of the text of the engine', () => {
    const { engineText } = read(TWO_JOBS);

    expect(engineText).not.toMatch(/hello|no line end/);
    expect(engineText).toContain(`${at(5)} WARNING [job say_2] exited with status: 3\n`);
  });

  it('takes a command whose argument holds line breaks and continuation marks as one', () => {
    const { jobs } = read(`${at(1)} INFO [job main] /ws/cwl/outdir/a1$ sh \\
    -c \\
    'first \\
    second
it'"'"'s the third' \\
    last
printed
${at(2)} INFO [job main] completed success
`);

    expect(jobs).toMatchObject([
      {
        command: `sh -c 'first \\\n    second\nit'"'"'s the third' last`,
        text: 'printed\n[job main] completed success\n',
      },
    ]);
  });

  it('knows where a step of a sub-workflow stands, although cwltool numbers it through', () => {
    const { jobs } = read(`${at(1)} INFO [workflow ] start
${at(1)} INFO [workflow ] starting step up
${at(1)} INFO [step up] start
${at(1)} INFO [job up] /ws/cwl/outdir/a1$ true
${at(1)} INFO [job up] completed success
${at(1)} INFO [workflow ] starting step sub
${at(1)} INFO [step sub] start
${at(1)} INFO [workflow sub] start
${at(1)} INFO [workflow sub] starting step up_2
${at(1)} INFO [step up_2] start
${at(1)} INFO [job up_2] /ws/cwl/outdir/a2$ true
${at(1)} INFO [job up_2] completed success
`);

    expect(jobs.map(({ name, stepPath }) => ({ name, stepPath }))).toEqual([
      { name: 'up', stepPath: 'up' },
      { name: 'up_2', stepPath: 'sub/up_2' },
    ]);
  });

  it('names a lone tool by its job', () => {
    expect(read(`${at(1)} INFO [job main] /ws/cwl/outdir/a1$ true\n`).jobs).toMatchObject([{ stepPath: 'main', outcome: null }]);
  });

  it('takes a line about another job, printed by a tool, as that tool’s text', () => {
    const { jobs } = read(`${at(1)} INFO [job a] /ws/cwl/outdir/a1$ true
[job a] completed permanentFail
${at(2)} INFO [job b] completed permanentFail
${at(3)} INFO [job a] completed success
`);

    expect(jobs).toMatchObject([{ outcome: 'success', finishedAt: '2026-01-15T09:10:03' }]);
    expect(jobs[0]!.text).toContain('[job a] completed permanentFail\n');
  });

  it('shows an error of the engine in the middle of a job in both texts', () => {
    const { jobs, engineText } = read(`${at(1)} INFO [job a] /ws/cwl/outdir/a1$ prog
${at(1)} ERROR 'prog' not found: [Errno 2]
${at(1)} WARNING [job a] completed permanentFail
`);

    expect(jobs[0]!.text).toBe(`'prog' not found: [Errno 2]\n[job a] completed permanentFail\n`);
    expect(engineText).toContain(`ERROR 'prog' not found`);
  });

  it.each([
    ['as text', `{"p":"/ws/cwl/outdir/a1"}`],
    ['in hex', `{"x":"${Buffer.from('/ws/cwl/outdir/a1').toString('hex')}"}`],
  ])('gives the record of a measured tool to the job of its folder, %s, even when it comes late', (_form, cwd) => {
    const record = `@@reprov:1:5f3a {"tool":"a","exit":0,"cwd":${cwd},"used":[]}`;
    const log = new CwltoolLog();
    log.push(`${at(1)} INFO [job a] /ws/cwl/outdir/a1$ true
${at(1)} INFO [job a] completed success
${at(1)} INFO [job b] /ws/cwl/outdir/a2$ true
out of b
`);
    log.push(`\n${record}\n${at(3)} INFO [job b] completed success\n`);
    log.push(`${record}\n`);

    const [a, b] = log.jobs;
    expect(a!.text).toBe(`[job a] completed success\n${record}\n${record}\n`);
    expect(b!.text).toBe('out of b\n\n[job b] completed success\n');
    expect(log.engineText).not.toContain('@@reprov');
  });

  it('leaves a record of a folder that it does not know with the job at work', () => {
    const record = '@@reprov:1:5f3a {"tool":"a","exit":0,"cwd":{"p":"/elsewhere"}}';

    expect(read(`${at(1)} INFO [job a] /ws/cwl/outdir/a1$ true\n${record}\n`).jobs[0]!.text).toBe(`${record}\n`);
  });

  it('leaves a job without end open', () => {
    expect(read(`${at(1)} INFO [job a] /ws/cwl/outdir/a1$ sh \\\n    -c \\\n    'sleep`).jobs).toMatchObject([
      { outcome: null, finishedAt: null, command: `sh -c 'sleep\n` },
    ]);
  });
});
