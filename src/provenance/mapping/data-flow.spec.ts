import { attributesOf, named, of, recordsOf, RUN } from '../../../test/factories/mapped-records';
import {
  execution,
  file,
  hashOf,
  input,
  listOf,
  nested,
  penguins,
  plan,
  planStep,
  ran,
  value,
  weather,
} from '../../../test/factories/observed-executions';
import { scatteredInside } from '../../../test/factories/odd-executions';
import type { ObservedExecution } from '../../execution/execution.reader';

describe('data', () => {
  it('of an input is one occurrence, used by the run and by the steps, and a special case of its content', () => {
    const records = recordsOf(penguins());
    const occurrence = named(records, 'penguins.json');
    expect(
      of(records, 'used')
        .filter(([, entity]) => entity === occurrence)
        .map(([activity]) => activity),
    ).toEqual([RUN, 'step.prepare']);
    expect(of(records, 'specializationOf')).toContainEqual([occurrence, `cont:sha256-${hashOf('data/penguins.json')}`]);
  });

  it('that passed unseen from step to step is one occurrence without content', () => {
    const records = recordsOf(penguins());
    const model = named(records, 'train/model');
    expect(of(records, 'wasGeneratedBy')).toContainEqual([model, 'step.train', null]);
    expect(of(records, 'used')).toContainEqual(['step.predict', model, null]);
    expect(of(records, 'specializationOf').some(([occurrence]) => occurrence === model)).toBe(false);
  });

  it('of an output is the very occurrence that its step made', () => {
    const records = recordsOf(penguins());
    const predictions = named(records, 'predictions.csv');
    expect(of(records, 'wasGeneratedBy').filter(([entity]) => entity === predictions)).toEqual([
      [predictions, 'step.predict', '2026-01-05T10:00:30.000Z'],
      [predictions, RUN, '2026-01-05T10:00:30.000Z'],
    ]);
    expect(of(records, 'used')).toContainEqual(['step.evaluate', predictions, null]);
  });

  it('of a scattered input goes element by element to its jobs, and the results together to the next step', () => {
    const records = recordsOf(weather());
    expect(of(records, 'used')).toContainEqual(['step.yearly.3', 'param.years.3', null]);
    expect(of(records, 'used')).not.toContainEqual(['step.yearly.3', 'param.years.2', null]);
    for (const shard of [0, 1, 2, 3]) {
      const summary = named(records, `yearly/summary[${shard}]`);
      expect(of(records, 'wasGeneratedBy')).toContainEqual([summary, `step.yearly.${shard}`, null]);
      expect(of(records, 'used')).toContainEqual(['step.combine', summary, null]);
    }
  });

  it('of a scattered workflow inside stays with its job', () => {
    const records = recordsOf(scatteredInside());
    expect(of(records, 'used')).toContainEqual(['step.sub.step.b.1', named(records, 'sub/a/y[1]'), null]);
    expect(of(records, 'used')).not.toContainEqual(['step.sub.step.b.1', named(records, 'sub/a/y[0]'), null]);
    expect(of(records, 'used')).toContainEqual(['step.sub.step.a.0', named(records, '0'), null]);
  });

  it('that fills two outputs is generated once by the run, in both roles', () => {
    const cwl = plan([input('x')], [planStep('s', { x: 'x' }, ['y'])], { one: 's/y', two: 's/y' });
    const outputs = ['one', 'two'].map((port) => value(port, 'File', file('outputs/y')));
    const records = recordsOf(execution('twice', cwl, { outputs, steps: [ran('s', 1, 2)] }));
    const generation = records.find(
      ({ kind, arguments: [, by] }) => kind === 'wasGeneratedBy' && by && 'text' in by && by.text === RUN,
    )!;
    expect(generation.attributes.map(({ value: role }) => 'text' in role && role.text.split('.').at(-1))).toEqual(['one', 'two']);
  });

  it('that is an input passed on was not made by the run', () => {
    const cwl = plan([input('x')], [], { same: 'x' });
    const run = execution('passed', cwl, {
      inputs: [value('x', 'File', file('data/x'))],
      outputs: [value('same', 'File', file('data/x'))],
    });
    expect(of(recordsOf(run), 'wasGeneratedBy').filter(([, activity]) => activity === RUN)).toEqual([]);
  });

  it('from a catalogue has its entry as primary source', () => {
    const url = 'https://catalogue.example.org/datasets/1?x=y';
    const run = penguins({ inputs: [value('penguins', 'File', file('data/penguins.json', { source: url }))] });
    const records = recordsOf(run);
    const [derivation] = of(records, 'wasDerivedFrom').filter(([entity]) => entity === named(records, 'penguins.json'));
    expect(attributesOf(records, `${RUN}.${derivation![1]}`)).toEqual({ 'schema:url': [url] });
  });

  it('without an observed hash has no content', () => {
    const records = recordsOf(penguins({ inputs: [value('penguins', 'File', file('data/penguins.json', { sha256: null }))] }));
    expect(of(records, 'specializationOf').some(([occurrence]) => occurrence === named(records, 'penguins.json'))).toBe(false);
  });
});

describe('collections', () => {
  const directory = (items: string[]) =>
    value(
      'samples',
      'Directory',
      listOf(
        items.map((path) => file(path)),
        'data/samples',
      ),
    );

  it('hold the files of a directory, and equal directories have one content', () => {
    const records = recordsOf(nested());
    const samples = named(records, 'samples');
    expect(of(records, 'hadMember').filter(([collection]) => collection === samples)).toHaveLength(3);
    const contentOf = (run: ObservedExecution): string | null =>
      of(recordsOf(run), 'specializationOf').find(([, content]) => content?.startsWith('cont:folder-'))?.[1] ?? null;
    const files = ['data/samples/a.txt', 'data/samples/b.txt', 'data/samples/c.txt'];
    expect(contentOf({ ...nested(), inputs: [directory([...files].reverse())] })).toBe(contentOf(nested()));
    expect(contentOf({ ...nested(), inputs: [directory(files.slice(1))] })).not.toBe(contentOf(nested()));
  });

  it('that are empty say so and have no members', () => {
    const records = recordsOf({ ...nested(), inputs: [directory([])] });
    expect(attributesOf(records, `${RUN}.${named(records, 'samples')}`)['prov:type']).toContain('prov:EmptyCollection');
  });

  it('of a gathered output hold what each job made', () => {
    const records = recordsOf(scatteredInside());
    const all = records.filter(({ kind, arguments: given }) => kind === 'hadMember' && given[0] && 'text' in given[0]);
    expect(all).toHaveLength(4);
    const made = of(records, 'wasGeneratedBy').filter(([, activity]) => activity?.startsWith('step.sub.step.b.'));
    expect(made.map(([, activity]) => activity)).toEqual(['step.sub.step.b.0', 'step.sub.step.b.1']);
  });
});
