import type { ExecutionView } from '../factories/executions';
import { buildService, type ServiceProcess } from '../factories/service-process';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { sized } from './campaign';
import { FaultScene } from './fault-scene';
import { InsistentClient } from './insistent-client';
import { REANA_TROUBLES } from './reana-troubles';

const MINUTE = 60_000;
const READERS = 4;
const EXECUTIONS = 20;
const RECOVERY_SECONDS = 90;
const MOST = 1.2;
/** Times are judged where they are measured long enough; the short form looks at the answers alone. */
const { milliseconds, troubles, judges } = sized({
  short: { milliseconds: 1000, troubles: REANA_TROUBLES.slice(1, 2), judges: false },
  long: { milliseconds: 20_000, troubles: REANA_TROUBLES, judges: true },
});
const FIGURE = judges ? ` and their p95 is ≤ ${MOST} × that of quiet times` : '';

describe('while REANA is in trouble', () => {
  let scene: FaultScene;
  let service: ServiceProcess;
  let client: InsistentClient | undefined;

  beforeAll(() => buildService(), 3 * MINUTE);
  afterEach(async () => {
    await client?.giveUp();
    await scene?.stop();
  });

  it(
    `other requests get their answers${FIGURE}`,
    async () => {
      scene = await FaultScene.start({ variables: { REANA_POLL_SECONDS: '1' } });
      service = await scene.spawn();
      const registryId = await scene.register(service);
      client = new InsistentClient(() => scene.clientOf(service));
      for (let count = 0; count < EXECUTIONS; count += 1) client.execute(registryId);
      await client.done();
      await scene.until((all) => all.every(({ status }) => status === ExecutionStatus.Queued));
      await read(milliseconds); // the first requests are slower
      const ratios: [string, number][] = [];
      for (const [what, fault] of troubles) {
        const quiet = await read(milliseconds);
        scene.reana.breakNext(fault);
        const troubled = await read(milliseconds);
        scene.reana.heal();
        expect([what, quiet.refused + troubled.refused]).toEqual([what, 0]);
        ratios.push([what, troubled.p95 / quiet.p95]);
        await scene.until((all) => all.every(({ trouble }) => trouble === null), RECOVERY_SECONDS);
      }
      const sorted = ratios.map(([, ratio]) => ratio).sort((one, other) => one - other);
      const median = sorted[Math.floor(sorted.length / 2)]!;
      if (judges && median > MOST) throw new Error(`p95 × ${median.toFixed(2)}: ${JSON.stringify(ratios)}`);
      if (judges) console.log(`p95 of other requests against quiet times: ${JSON.stringify(ratios)}`);
    },
    troubles.length * (2 * milliseconds + RECOVERY_SECONDS * 1000) + MINUTE,
  );

  /** Lists and single executions, read without a pause. */
  async function read(during: number): Promise<{ p95: number; refused: number }> {
    const asking = scene.clientOf(service);
    const [times, until] = [[] as number[], performance.now() + during];
    let refused = 0;
    const reader = async (_: unknown, index: number): Promise<void> => {
      while (performance.now() < until) {
        const began = performance.now();
        const { status } = await asking.get<ExecutionView>(`/workflow_execution${index % 2 === 0 ? '?size=20' : '/1'}`);
        times.push(performance.now() - began);
        if (status !== 200) refused += 1;
      }
    };
    await Promise.all(Array.from({ length: READERS }, reader));
    times.sort((one, other) => one - other);
    return { p95: times[Math.floor(times.length * 0.95)]!, refused };
  }
});
