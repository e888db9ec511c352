import { Failure } from '../../../scripts/setup/failure.mjs';
import { wideWorkflow } from '../documents.mjs';
import { timed } from '../measure.mjs';
import { summary } from '../summary.mjs';

const STEPS = 500;
const WARM_UP = 3;

/** Each execution is stopped before the next is asked for, so that no run is at work while the answer is timed. */
export const submit = {
  name: 'submit',
  title: `POST execute of ${STEPS} steps, respond-async`,
  async measure({ service, slowRepeats }) {
    const name = `bench-wide-${Date.now().toString(36)}`;
    const document = wideWorkflow(name, STEPS);
    let registryId;
    const registered = await timed(async () => (registryId = await service.register(name, document)));
    const samples = [];
    for (let index = -WARM_UP; index < slowRepeats; index += 1) {
      let id;
      const took = await timed(async () => (id = await service.execute(registryId, { prefer: 'respond-async' })));
      if (!Number.isInteger(id)) throw new Failure(`POST execute answered no execution_id but ${id}.`);
      if (index >= 0) samples.push(took);
      await service.data('POST', `/workflow_execution/${id}/stop`);
      await service.ended(id, { everyMilliseconds: 100, status: 'stopped' });
    }
    const { median, p95, count } = summary(samples);
    return [
      { what: `1 client, median of ${count}`, value: median, unit: 'ms', atMost: 150, peer: '169 s' },
      { what: '1 client, p95', value: p95, unit: 'ms' },
      { what: `registering it before (${Math.round(document.length / 1024)} KB), once`, value: registered, unit: 'ms' },
    ];
  },
};
