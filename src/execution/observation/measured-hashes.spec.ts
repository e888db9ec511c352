import type { ReanaJob } from '../../reana/reana.gateway';
import { measuredHashes } from './measured-hashes';
import { readRecords } from './measured-job';

const [ONE, TWO] = ['1', '2'].map((digit) => digit.repeat(64)) as [string, string];

/** A log as the wrapper leaves it. */
function job(nonce: string, files: readonly { p: string; n: number; h: string }[]): ReanaJob {
  const record = { tool: 't', flags: '', exit: 0, used: [], gen: files, more: [0, 0] };
  return { logs: `hello\n@@reprov:1:${nonce} ${JSON.stringify(record)}\n` } as ReanaJob;
}

describe('measuredHashes', () => {
  const made = { p: 'out/big.bin', n: 5, h: ONE };

  it.each<[string, ReanaJob[], string | null]>([
    ['one file of that name and size', [job('abcd', [made])], ONE],
    ['the same file twice', [job('abcd', [made]), job('abcd', [{ ...made, p: 'big.bin' }])], ONE],
    ['two contents of one name and size', [job('abcd', [made]), job('abcd', [{ ...made, h: TWO }])], null],
    ['another size', [job('abcd', [{ ...made, n: 6 }])], null],
    ['another name', [job('abcd', [{ ...made, p: 'small.bin' }])], null],
    ['the record of another run', [job('efgh', [made])], null],
    ['nothing', [], null],
  ])('knows an output by what the steps tell: %s', async (_, jobs, expected) => {
    const hashOf = await measuredHashes(await readRecords(jobs, 'abcd'));
    expect(hashOf('outputs/deep/big.bin', 5)).toBe(expected);
  });

  it('knows nothing of a run that was not measured', async () => {
    const hashOf = await measuredHashes(await readRecords([job('abcd', [made])], null));
    expect(hashOf('outputs/big.bin', 5)).toBeNull();
  });
});
