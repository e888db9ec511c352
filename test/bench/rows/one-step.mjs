import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../scripts/setup/failure.mjs';
import { smallWorkflow } from '../documents.mjs';
import { summary } from '../summary.mjs';

const LOOK_MILLISECONDS = 25;

/** From the request to the first answer that says `finished`; the client looks every 25 ms. */
export const oneStep = {
  name: 'one-step',
  title: 'one step from POST to finished',
  async measure({ service, environment, slowRepeats }) {
    const name = `bench-one-step-${Date.now().toString(36)}`;
    const registryId = await service.register(name, smallWorkflow(name));
    const [whole, engine] = [[], []];
    for (let index = -1; index < slowRepeats; index += 1) {
      const began = performance.now();
      const execution = await service.ended(await service.execute(registryId), {
        everyMilliseconds: LOOK_MILLISECONDS,
        status: 'finished',
      });
      if (execution.steps.length !== 1) throw new Failure(`The execution has ${execution.steps.length} steps instead of one.`);
      if (index < 0) continue;
      whole.push(performance.now() - began);
      if (environment) engine.push(engineMilliseconds(environment, execution.reana_id));
    }
    const { median, p95, count } = summary(whole);
    const share = environment && summary(engine);
    return [
      {
        what: `1 client, median of ${count}`,
        value: median / 1000,
        unit: 's',
        atMost: 4,
        peer: '1.0 s, a REANA that answers at once',
      },
      { what: '1 client, p95', value: p95 / 1000, unit: 's' },
      ...(share ? [{ what: 'of which cwltool, median', value: share.median / 1000, unit: 's', atMost: 2 }] : []),
    ];
  },
};

/** cwltool's log is made when it is started; the last line is written when it is done, like its output object. */
function engineMilliseconds(environment, reanaId) {
  const [log, outputs] = ['engine.log', 'outputs.json'].map((file) => statSync(join(environment.runFolder(reanaId), file)));
  return Math.max(log.mtimeMs, outputs.mtimeMs) - log.birthtimeMs;
}
