import { rate, rateFigures, times } from '../measure.mjs';
import { smallWorkflow } from '../documents.mjs';
import { Failure } from '../../../scripts/setup/failure.mjs';

/** One entry with its documents, by its number. */
export const get = {
  name: 'get',
  title: 'get one workflow',
  async measure({ service, repeats }) {
    const name = `bench-get-${Date.now().toString(36)}`;
    const path = `/workflow_registry/${await service.register(name, smallWorkflow(name))}`;
    const { name: found, spec_file_content: document } = await service.data('GET', path);
    if (found !== name || document.label !== name) throw new Failure(`GET ${path} answered another entry: ${found}`);
    const one = await times(repeats, () => service.send('GET', path));
    const ten = await rate(service, { median: one.median, path, isRight: (body) => body.includes(`"name":"${name}"`) });
    return [
      { what: `1 client, median of ${one.count}`, value: one.median, unit: 'ms', peer: '10 ms' },
      { what: '1 client, p95', value: one.p95, unit: 'ms' },
      ...rateFigures(ten, { atLeast: 1200, peer: '124 /s' }),
    ];
  },
};
