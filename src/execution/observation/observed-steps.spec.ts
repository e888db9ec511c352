import { setImmediate } from 'node:timers/promises';
import type { ReanaJob } from '../../reana/reana.gateway';
import { measuredHashes } from './measured-hashes';
import { readRecords } from './measured-job';
import { observedSteps } from './observed-steps';

const JOBS = 1000;
const NONCE = 'abcd';
const RECORD = { tool: 't', flags: '', exit: 0, used: [], gen: [{ p: 'out.txt', n: 5, h: '1'.repeat(64) }], more: [0, 0] };
const plan = {
  steps: [
    { path: ['count'], scattered: true },
    { path: ['join'], scattered: false },
  ],
  successCodes: new Map([['t', [0]]]),
};
const jobs = Array.from({ length: JOBS }, (_, index): ReanaJob => ({
  ...{ id: `job-${index}`, name: index === 0 ? 'count' : `count_${index + 1}`, status: 'finished', backend: null },
  ...{ backendJobId: null, image: 'alpine', command: 'wc -l', startedAt: null, finishedAt: null },
  logs: `@@reprov:1:${NONCE} ${JSON.stringify(RECORD)}\n`,
}));

/** What the work gives, and how many turns others had meanwhile. */
async function turnsDuring<Result>(work: () => Promise<Result>): Promise<{ result: Result; turns: number }> {
  let [turns, isDone] = [0, false];
  const others = (async () => {
    for (; !isDone; turns += 1) await setImmediate();
  })();
  const result = await work();
  isDone = true;
  await others;
  return { result, turns };
}

describe('the steps of a run of many jobs', () => {
  it('are joined with the plan, and others have their turn in between', async () => {
    const measured = await turnsDuring(() => readRecords(jobs, NONCE));
    const { result: steps, turns } = await turnsDuring(() => observedSteps(plan, measured.result, true));

    expect(steps).toHaveLength(JOBS + 1);
    expect(steps[JOBS - 1]).toMatchObject({ name: 'count_1000', path: ['count'], shard: 999, status: 'finished', exitCode: 0 });
    expect(steps[JOBS]).toMatchObject({ name: 'join', status: 'waiting' });
    expect(measured.turns).toBeGreaterThanOrEqual(JOBS / 100);
    expect(turns).toBeGreaterThanOrEqual(JOBS / 100);
  });

  it('tell the hashes of their files, and others have their turn in between', async () => {
    const measured = await readRecords(jobs, NONCE);
    const { result: hashOf, turns } = await turnsDuring(() => measuredHashes(measured));

    expect(hashOf('outputs/out.txt', 5)).toBe('1'.repeat(64));
    expect(turns).toBeGreaterThanOrEqual(JOBS / 100);
  });
});
