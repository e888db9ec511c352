import { reanaNameOf } from './workflow.service';

describe('the name of the runs at REANA', () => {
  it.each([
    [{ id: 17, name: 'Weather in Seattle', version: '1.0' }, 'weather-in-seattle-v1-0-17'],
    [{ id: 1, name: '日本', version: '1' }, 'workflow-v1-1'],
    [{ id: 123456, name: 'x'.repeat(128), version: 'v'.repeat(32) }, `${'x'.repeat(19)}-v${'v'.repeat(32)}-123456`],
  ])('%j', (workflow, expected) => {
    expect(reanaNameOf(workflow)).toBe(expected);
    expect(reanaNameOf(workflow)).toMatch(/^[a-z0-9-]{1,60}$/);
  });
});
