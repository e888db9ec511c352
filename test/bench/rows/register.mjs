import { rate, rateFigures, times } from '../measure.mjs';
import { smallWorkflow } from '../documents.mjs';
import { registerPath } from '../service.mjs';

const BOUNDARY = 'bench-boundary';

/** Every request carries another name and another document of 1 KB. */
export const register = {
  name: 'register',
  title: 'register 1 KB, distinct contents',
  async measure({ service, repeats }) {
    const name = names();
    const one = await times(repeats, () => {
      const next = name();
      return service.register(next, smallWorkflow(next));
    });
    const ten = await rate(service, {
      median: one.median,
      method: 'POST',
      setupRequest: (request) => withDocument(request, name()),
      isRight: (body) => body.includes('"success":true') && body.includes('"registry_id":'),
    });
    return [
      { what: `1 client, median of ${one.count}`, value: one.median, unit: 'ms', peer: '3.6 ms' },
      { what: '1 client, p95', value: one.p95, unit: 'ms' },
      ...rateFigures(ten, { atLeast: 300, peer: '262 /s' }),
    ];
  },
};

function withDocument(request, name) {
  const disposition = 'Content-Disposition: form-data; name="spec_file"; filename="workflow.cwl"';
  request.path = registerPath(name);
  request.headers = { ...request.headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  request.body = `--${BOUNDARY}\r\n${disposition}\r\nContent-Type: text/plain\r\n\r\n${smallWorkflow(name)}\r\n--${BOUNDARY}--\r\n`;
  return request;
}

/** New in every run of the bench, so that it can be repeated against the same service. */
function names() {
  const run = Date.now().toString(36);
  let count = 0;
  return () => `bench-register-${run}-${(count += 1)}`;
}
