import type { CwlPlan, CwlStep } from '../../cwl';
import { jobPlaces, plannedSteps } from './planned-steps';

const step = (id: string, more: Partial<CwlStep> = {}): CwlStep => ({
  ...{ id, label: null, runClass: 'CommandLineTool', inputs: [], outputs: [], scatter: [], scatterMethod: null, image: null },
  workflow: null,
  ...more,
});
const plan = (...steps: CwlStep[]): CwlPlan => ({
  ...{ cwlVersion: 'v1.2', class: 'Workflow', label: null, doc: null, inputs: [], outputs: [] },
  steps,
});
const sub = (id: string, inner: CwlPlan, scatter: string[] = []) => step(id, { runClass: 'Workflow', workflow: inner, scatter });

describe('plannedSteps', () => {
  it('names tools by their path, and leaves out what never becomes a job', () => {
    const steps = plannedSteps(plan(step('a'), step('js', { runClass: 'ExpressionTool' }), sub('b', plan(step('c')), ['x'])));
    expect(steps).toEqual([
      { path: ['a'], scattered: false },
      { path: ['b', 'c'], scattered: true },
    ]);
  });
});

describe('jobPlaces', () => {
  it.each<[string, CwlPlan, string[], string[]]>([
    ['plain steps, in any order', plan(step('a'), step('b')), ['b', 'a'], ['b', 'a']],
    [
      'scattered jobs in the order of their start',
      plan(step('up', { scatter: ['x'] })),
      ['up', 'up_2', 'up_3'],
      ['up#0', 'up#1', 'up#2'],
    ],
    ['a step whose id ends like a numbered job', plan(step('up_2'), step('up')), ['up', 'up_2'], ['up', 'up_2']],
    ['one id in two sub-workflows', plan(sub('x', plan(step('c'))), sub('y', plan(step('c')))), ['c', 'c_2'], ['x/c', 'y/c']],
    ['a tool inside of a scattered sub-workflow', plan(sub('x', plan(step('c')), ['i'])), ['c', 'c_2'], ['x/c#0', 'x/c#1']],
    ['a job of no step', plan(step('a')), ['other', 'a_b'], ['', '']],
    ['a second job of a step that runs once', plan(step('a')), ['a', 'a_2'], ['a', '']],
  ])('finds the step of %s', (_, workflow, names, expected) => {
    const placeOf = jobPlaces(plannedSteps(workflow));
    const placed = names.map((name) => placeOf(name));
    expect(placed.map(({ path, shard }) => path.join('/') + (shard === null ? '' : `#${shard}`))).toEqual(expected);
  });
});
