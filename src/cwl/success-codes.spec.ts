import { successCodes } from './success-codes';

const tool = (id: string, more: object = {}) => ({ id: `#${id}`, class: 'CommandLineTool', ...more });

describe('successCodes', () => {
  it.each<[string, object, number[]]>([
    ['nothing', {}, [0]],
    ['other codes', { successCodes: [1, 3] }, [1, 3, 0]],
    ['0 as well', { successCodes: [0, 2] }, [0, 2]],
    ['0 as a failure', { successCodes: [7], permanentFailCodes: [0] }, [7]],
    ['0 as a passing failure', { temporaryFailCodes: [0, 5] }, []],
  ])('of a tool that names %s', (_, fields, expected) => {
    const packed = { cwlVersion: 'v1.2', $graph: [tool('t', fields), { id: '#main', class: 'Workflow', steps: [] }] };
    expect([...successCodes(packed)]).toEqual([['t', expected]]);
  });
});
