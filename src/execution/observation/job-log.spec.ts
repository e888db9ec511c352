import { readJobLog } from './job-log';

describe('readJobLog', () => {
  it.each<[string, string, Partial<ReturnType<typeof readJobLog>>]>([
    ['success', 'hi\n[job up] completed success\n', { exitCode: null, succeeded: true, fault: null }],
    [
      'an exit code',
      '[2026-01-15 10:00:00] WARNING [job up] exited with status: 7\n[2026-01-15 10:00:00] WARNING [job up] completed permanentFail\n',
      { exitCode: 7, succeeded: false, fault: 'ended with exit code 7' },
    ],
    [
      'an exit code that counts as success',
      '[job up] exited with status: 4\n[job up] completed success\n',
      { exitCode: 4, succeeded: true },
    ],
    ['the last of several', '[job up] exited with status: 1\n[job up] exited with status: 3\n', { exitCode: 3 }],
    ['a signal', 'WARNING [job up] was terminated by signal: SIGKILL\n', { exitCode: null, fault: 'was terminated by SIGKILL' }],
    [
      'a missing output',
      "[job up] Job error:\nError collecting output for parameter 'x': Did not find output file with glob pattern: ['x.txt'].\n[job up] completed permanentFail\n",
      { fault: "failed: Error collecting output for parameter 'x': Did not find output file with glob pattern: ['x.txt']" },
    ],
    [
      'a missing program',
      "'prog' not found: [Errno 2]\n[job up] completed permanentFail\n",
      { fault: "failed: 'prog' not found" },
    ],
    ['too much memory', 'up: :\n text\n\nOOMKilled\n', { fault: 'was killed because it used too much memory' }],
    [
      'a time limit of Kubernetes',
      'DeadlineExceeded\nThe job was killed due to exceeding timeout of 60 seconds.',
      { fault: 'was killed because it took more than 60 seconds' },
    ],
    ['the words of another job', '[job up_2] exited with status: 7\n', { exitCode: null, fault: null }],
    ['the words in the middle of a line', 'he said [job up] exited with status: 7\n', { exitCode: null }],
    ['nothing', '', { exitCode: null, succeeded: false, fault: null }],
  ])('understands %s', (_, text, expected) => {
    expect(readJobLog('up', text)).toMatchObject(expected);
  });
});
