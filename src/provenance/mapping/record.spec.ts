import { attributesOf, documentOf, named, of, recordsOf, RUN } from '../../../test/factories/mapped-records';
import {
  at,
  chain,
  COLLEAGUE,
  failing,
  nested,
  OWNER,
  penguins,
  ran,
  running,
  stopped,
  weather,
} from '../../../test/factories/observed-executions';
import { hostile, scatteredInside } from '../../../test/factories/odd-executions';
import { ExecutionStatus, StepStatus } from '../../execution/execution-status';
import type { ObservedExecution } from '../../execution/execution.reader';
import { canonicalText, writeText, type ProvRecord } from '../../prov';
import { slug } from './record-names';
import { OWN_TERMS } from './vocabulary';

const EVERY: [string, ObservedExecution][] = [
  ['finished', penguins()],
  ['scattered', weather()],
  ['failed', failing()],
  ['stopped', stopped()],
  ['running', running()],
  [
    'never submitted',
    penguins({ status: ExecutionStatus.Failed, reanaId: null, submittedSha256: null, startedAt: null, steps: [] }),
  ],
  ['nested', nested()],
  ['scattered workflow inside', scatteredInside()],
  ['hostile', hostile()],
];

describe('every record', () => {
  it.each(EVERY)('of a %s run has names that each format can write without escapes', (_, run) => {
    const names = recordsOf(run).flatMap(({ id, arguments: given, attributes }) =>
      [id, ...given, ...attributes.flatMap(({ name, value: one }) => [name, one])].flatMap((one) =>
        one !== null && 'local' in one ? [one.local] : [],
      ),
    );
    expect(names.filter((local) => !/^[A-Za-z]([A-Za-z0-9.-]*[A-Za-z0-9-])?$/.test(local))).toEqual([]);
  });

  it.each(EVERY)('of a %s run is the same, byte by byte, each time', (_, run) => {
    expect(writeText(documentOf(structuredClone(run)), 'provn')).toBe(writeText(documentOf(run), 'provn'));
  });

  it.each(EVERY)('of a %s run says the same whatever the order of the evidence', (_, run) => {
    const turned = {
      ...run,
      steps: [...run.steps].reverse(),
      inputs: [...run.inputs].reverse(),
      outputs: [...run.outputs].reverse(),
    };
    expect(canonicalText(documentOf(turned))).toBe(canonicalText(documentOf(run)));
  });

  it.each(EVERY)(
    'of a %s run gives each relation a name of its own, and each element one statement (constraints 22 to 24)',
    (_, run) => {
      const records = recordsOf(run);
      const ids = records.flatMap(({ id }) => id?.text ?? []);
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
      const pairs = of(records, 'wasGeneratedBy').map(([entity, activity]) => `${entity} ${activity}`);
      expect(new Set(pairs).size).toBe(pairs.length);
    },
  );

  it.each(EVERY)('of a %s run starts and ends activities at the times that they state (constraints 26 to 29)', (_, run) => {
    const records = recordsOf(run);
    const times = new Map(
      records.filter(({ kind }) => kind === 'activity').map((one) => [one.id!.text.replace(`${RUN}.`, ''), one.arguments]),
    );
    const text = (time: ProvRecord['arguments'][number] | undefined): string | null =>
      time && 'lexical' in time ? time.lexical : null;
    for (const [activity, , , time] of of(records, 'wasStartedBy')) expect(time).toBe(text(times.get(activity!)?.[0]));
    for (const [activity, , , time] of of(records, 'wasEndedBy')) expect(time).toBe(text(times.get(activity!)?.[1]));
    const starts = of(records, 'wasStartedBy').map(([activity, , starter]) => `${activity} ${starter}`);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it.each(EVERY)('of a %s run declares all that it names', (_, run) => {
    const records = recordsOf(run);
    const declared = new Set(
      records.flatMap(({ kind, id }) => (['entity', 'activity', 'agent'].includes(kind) && id ? [id.iri] : [])),
    );
    const missing = records.flatMap(({ arguments: given }) =>
      given.flatMap((one) => (one !== null && 'iri' in one && !declared.has(one.iri) ? [one.text] : [])),
    );
    expect(missing).toEqual([]);
  });

  it.each(EVERY)('of a %s run uses own terms that are explained, and names nobody', (_, run) => {
    const document = writeText(documentOf(run), 'provn');
    const terms = new Set([...document.matchAll(/own:([A-Za-z0-9]+)/g)].map(([, term]) => term));
    expect([...terms].filter((term) => !Object.hasOwn(OWN_TERMS, term!))).toEqual([]);
    expect(document).not.toContain('user_1');
  });
});

describe('steps', () => {
  it('are started by the run, and associated with the engine and their definition', () => {
    const records = recordsOf(penguins());
    expect(of(records, 'wasStartedBy')).toContainEqual(['step.train', null, RUN, '2026-01-05T10:00:12.000Z']);
    expect(of(records, 'wasAssociatedWith')).toContainEqual([
      'step.train',
      'ex:engine-reana.0.9.4',
      'ex:workflow-12ab34cd-0000-4000-8000-00000000f00d.r1.step.train',
    ]);
  });

  it('that failed have an exit code, an error and what they made, and those after them are absent', () => {
    const records = recordsOf(failing());
    expect(attributesOf(records, `${RUN}.step.check`)).toMatchObject({
      'schema:actionStatus': ['schema:FailedActionStatus'],
      'own:exitCode': ['3'],
      'schema:error': ['Step check ended with exit code 3.'],
    });
    expect(of(records, 'wasGeneratedBy')).toContainEqual([
      named(records, 'check-report.json'),
      'step.check',
      '2026-01-05T10:00:17.000Z',
    ]);
    expect(records.some(({ id }) => id?.text === `${RUN}.step.summarise`)).toBe(false);
  });

  it('that run have no end, and made nothing yet', () => {
    const records = recordsOf(running());
    const step = records.find(({ id }) => id?.text === `${RUN}.step.train`)!;
    expect(step.arguments[1]).toBeNull();
    expect(named(records, 'train/model')).toBe('no entity train/model');
  });

  it('of a scatter belong to one activity and each has its index', () => {
    const records = recordsOf(weather());
    expect(of(records, 'wasStartedBy')).toContainEqual(['step.yearly', null, RUN, null]);
    expect(of(records, 'wasStartedBy')).toContainEqual(['step.yearly.2', null, 'step.yearly', '2026-01-05T10:00:09.200Z']);
    expect(attributesOf(records, `${RUN}.step.yearly.2`)).toMatchObject({
      'own:scatterIndex': ['2'],
      'schema:name': ['yearly[2]'],
    });
  });

  it('inside a workflow inside are started by its run', () => {
    expect(of(recordsOf(nested()), 'wasStartedBy').map((one) => one.slice(0, 3))).toEqual([
      ['step.sub', null, RUN],
      ['step.sub.step.pack', null, 'step.sub'],
      ['step.sub.step.sum', null, 'step.sub'],
      ['step.report', null, RUN],
    ]);
  });

  it('that fit no step of the plan are jobs without one', () => {
    const records = recordsOf(hostile());
    expect(of(records, 'wasAssociatedWith')).toContainEqual([
      `job.${slug('z_ü')}`,
      expect.stringContaining('ex:engine-reana.0.95'),
      null,
    ]);
  });

  it('seen twice under one address do not melt into one', () => {
    const twice = penguins({ steps: [ran('train', 1, 2), ran('train', 3, 4, { name: 'train_2' })] });
    const names = recordsOf(twice)
      .filter(({ kind }) => kind === 'activity')
      .map(({ id }) => id!.text.replace(`${RUN}.`, ''));
    expect(names).toEqual(expect.arrayContaining(['step.train', `job.${slug('train_2')}`]));
  });
});

describe('a run that was stopped', () => {
  it('was ended by the wish of whoever asked, at its observed end', () => {
    const records = recordsOf(stopped());
    expect(of(records, 'wasEndedBy')).toEqual([[RUN, 'stop', 'cancel', '2026-01-05T10:00:17.000Z']]);
    expect(of(records, 'wasAssociatedWith')).toContainEqual(['cancel', `ex:user-${COLLEAGUE}`, null]);
    expect(attributesOf(records, RUN)).toMatchObject({ 'schema:actionStatus': ['own:CancelledActionStatus'] });
  });

  it('was not ended by a wish that came too late', () => {
    const records = recordsOf(penguins({ stopRequest: { byUuid: OWNER, at: at(59) } }));
    expect(of(records, 'wasEndedBy')).toEqual([]);
    expect(of(records, 'wasGeneratedBy')).toContainEqual(['stop', 'cancel', '2026-01-05T10:00:59.000Z']);
  });
});

it.each([
  ['the second step runs', running()],
  ['only the last step is missing', { ...running(), steps: penguins().steps.slice(0, 3) }],
])('grows only: what is said when %s is still said at the end, but for states and times of activities', (_, before) => {
  const said = (run: ObservedExecution): Set<string> =>
    new Set(
      recordsOf(run)
        .filter(({ kind }) => kind !== 'activity')
        .map((record) => JSON.stringify(record)),
    );
  const later = said(penguins());
  expect([...said(before)].filter((statement) => !later.has(statement))).toEqual([]);
});

it('maps 500 steps', () => {
  const records = recordsOf(chain(500));
  expect(records.filter(({ kind }) => kind === 'activity')).toHaveLength(501);
  expect(of(records, 'used')).toHaveLength(2 + 2 * 500);
});

it('leaves out a step that was stopped before it started', () => {
  const step = { status: StepStatus.Stopped, startedAt: null, endedAt: null, exitCode: null };
  const records = recordsOf(penguins({ steps: [ran('train', 0, 0, step)] }));
  expect(records.filter(({ kind }) => kind === 'activity')).toHaveLength(1);
});
