// Runs that are made of what is rare: scattered workflows inside, ids that no format likes.
import type { ObservedExecution } from '../../src/execution/execution.reader';
import { execution, file, input, listOf, literalOf, plan, planStep, ran, value } from './observed-executions';

/** A workflow inside that is scattered, with two steps in it. */
export function scatteredInside(): ObservedExecution {
  const inner = plan([input('x')], [planStep('a', { x: 'x' }, ['y']), planStep('b', { y: 'a/y' }, ['z'])], { z: 'b/z' });
  const outer = plan([input('xs', 'File[]')], [planStep('sub', { x: 'xs' }, ['z'], { workflow: inner, scatter: ['x'] })], {
    zs: 'sub/z',
  });
  return execution('inside', outer, {
    inputs: [value('xs', 'File[]', listOf([file('data/0'), file('data/1')]))],
    outputs: [value('zs', 'File[]', listOf([file('outputs/0'), file('outputs/1')]))],
    steps: [0, 1].flatMap((shard) => [ran('sub/a', 1, 2, { shard }), ran('sub/b', 3, 4, { shard })]),
  });
}

/** Ids that no format likes, two of which differ only in such characters. */
export function hostile(): ObservedExecution {
  const cwl = plan(
    [input('a_b.c'), input('a-b-c'), input('ü%20"')],
    [
      planStep('1 st_ep.', { 'in_put.': ['a_b.c', 'ü%20"'] }, ['_:out']),
      planStep('0', { 'a-b': '1 st_ep./_:out' }, ['x-x123456']),
    ],
    { 'o:ut': '0/x-x123456' },
  );
  return execution('hostile', cwl, {
    engineVersion: '0.95.0a4+local_1',
    groupName: 'group_1/ü',
    inputs: [
      value('a_b.c', 'File', file('data/ü "x".csv')),
      value('a-b-c', 'File', file('data/<&>.csv')),
      value('ü%20"', 'string', literalOf('"quoted"\nand broken')),
    ],
    outputs: [value('o:ut', 'File', file('outputs/..'))],
    steps: [
      ran('x', 1, 2, { name: '1 st_ep.', path: ['1 st_ep.'] }),
      ran('y', 2, 3, { name: 'y', path: ['0'] }),
      ran('z', 2, 3, { name: 'z_ü', path: [] }),
    ],
  });
}
