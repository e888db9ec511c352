// Runs as the execution room observes them: what provenance is made of.
import { createHash } from 'node:crypto';
import type { CwlInput, CwlPlan, CwlStep } from '../../src/cwl';
import type {
  ObservedData,
  ObservedExecution,
  ObservedFile,
  ObservedStep,
  ObservedValue,
} from '../../src/execution/execution.reader';
import { ExecutionStatus, StepStatus } from '../../src/execution/execution-status';

export const OWNER = '0a6a2c52-7f0c-4f0e-9d0b-3f7a5f6b1c01';
export const COLLEAGUE = '0a6a2c52-7f0c-4f0e-9d0b-3f7a5f6b1c02';

const START = Date.UTC(2026, 0, 5, 10, 0, 0);

export function at(seconds: number): Date {
  return new Date(START + Math.round(seconds * 1000));
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function file(path: string, changes: Partial<ObservedFile> = {}): ObservedFile {
  return { kind: 'file', path, size: path.length, sha256: hashOf(path), modifiedAt: null, source: null, ...changes };
}

export function literalOf(value: unknown): ObservedData {
  return { kind: 'literal', value };
}

export function listOf(items: readonly ObservedData[], directory: string | null = null): ObservedData {
  return { kind: 'list', directory, items };
}

export function value(port: string, type: string, data: ObservedData): ObservedValue {
  return { port, type, value: data };
}

export function input(id: string, type = 'File'): CwlInput {
  const takesFiles = /File|Directory/.test(type);
  return {
    id,
    type,
    optional: type.endsWith('?'),
    hasDefault: false,
    default: null,
    doc: null,
    takesFiles,
    valueFromPlatform: null,
  };
}

/** `inputs`: id of the input -> its source, or its sources; `outputs`: ids. */
export function planStep(
  id: string,
  inputs: Readonly<Record<string, string | readonly string[]>>,
  outputs: readonly string[],
  more: Partial<CwlStep> = {},
): CwlStep {
  return {
    id,
    label: null,
    runClass: 'CommandLineTool',
    inputs: Object.entries(inputs).map(([name, sources]) => ({
      id: name,
      type: 'File',
      sources: typeof sources === 'string' ? [sources] : sources,
      hasDefault: false,
    })),
    outputs: outputs.map((output) => ({ id: output, type: 'File' })),
    scatter: [],
    scatterMethod: null,
    image: 'docker.io/library/python:3.11-slim',
    workflow: null,
    ...more,
  };
}

/** `outputs`: id of the output -> its source, or its sources. */
export function plan(
  inputs: readonly CwlInput[],
  steps: readonly CwlStep[],
  outputs: Readonly<Record<string, string | readonly string[]>>,
): CwlPlan {
  return {
    cwlVersion: 'v1.2',
    class: 'Workflow',
    label: null,
    doc: null,
    inputs,
    steps,
    outputs: Object.entries(outputs).map(([id, sources]) => ({
      id,
      type: 'File',
      sources: typeof sources === 'string' ? [sources] : sources,
    })),
  };
}

/** A finished step from one second to another; its last path element names the job, from the second shard on with a number. */
export function ran(path: string, from: number, to: number, changes: Partial<ObservedStep> = {}): ObservedStep {
  const ids = path.split('/');
  const shard = changes.shard ?? null;
  return {
    name: shard !== null && shard > 0 ? `${ids.at(-1)}_${shard + 1}` : (ids.at(-1) ?? path),
    path: ids,
    shard,
    status: StepStatus.Finished,
    startedAt: at(from),
    endedAt: at(to),
    exitCode: 0,
    command: `python3 ${ids.at(-1)}.py`,
    image: 'docker.io/library/python:3.11-slim',
    backendJobId: `job-${ids.join('-')}-${shard ?? 0}`,
    ...changes,
  };
}

/** A finished run of a workflow of the name `name` with the given plan. */
export function execution(name: string, cwl: CwlPlan, changes: Partial<ObservedExecution> = {}): ObservedExecution {
  return {
    id: 7,
    uuid: '7f3a9c1e-5b1d-4c55-8f0e-2d1f3b4a5c6d',
    groupName: 'group_1',
    ownerUuid: OWNER,
    ownerUsername: 'user_1',
    status: ExecutionStatus.Finished,
    failure: null,
    createdAt: at(-2),
    startedAt: at(0),
    endedAt: at(60),
    reanaId: '3b1f7d0e-96cf-4a39-a45c-5a5a2f0b3f11',
    reanaName: `${name}-1`,
    reanaRunNumber: '3',
    engineVersion: '0.9.4',
    stopRequest: null,
    revision: {
      registryId: 1,
      workflowUuid: '12ab34cd-0000-4000-8000-00000000f00d',
      name,
      version: '1.0',
      ordinal: 1,
      specSha256: hashOf(name),
      registeredAt: at(-600),
      registeredByUuid: OWNER,
      plan: cwl,
    },
    submittedSha256: hashOf(`${name} as submitted`),
    inputs: [],
    outputs: [],
    steps: [],
    ...changes,
  };
}

const WEATHER_PLAN = plan(
  [
    input('observations'),
    input('years', 'int[]'),
    ...['clean', 'yearly', 'combine', 'draw'].map((step) => input(`${step}_script`)),
  ],
  [
    planStep('clean', { script: 'clean_script', observations: 'observations' }, ['days']),
    planStep('yearly', { script: 'yearly_script', days: 'clean/days', year: 'years' }, ['summary'], {
      scatter: ['year'],
      scatterMethod: 'dotproduct',
    }),
    planStep('combine', { script: 'combine_script', summaries: 'yearly/summary' }, ['table', 'months']),
    planStep('draw', { script: 'draw_script', months: 'combine/months' }, ['chart']),
  ],
  { chart: 'draw/chart', table: 'combine/table' },
);

/** Four steps, one of them scattered over years. */
export function weather(
  years: readonly number[] = [2012, 2013, 2014, 2015],
  changes: Partial<ObservedExecution> = {},
): ObservedExecution {
  return execution('weather', WEATHER_PLAN, {
    inputs: [
      value('observations', 'File', file('data/seattle-weather.csv')),
      value('years', 'int[]', literalOf(years)),
      ...['clean', 'yearly', 'combine', 'draw'].map((step) => value(`${step}_script`, 'File', file(`scripts/${step}.py`))),
    ],
    outputs: [
      value('chart', 'File', file('outputs/chart.svg', { modifiedAt: at(41) })),
      value('table', 'File', file('outputs/table.csv', { modifiedAt: at(30) })),
    ],
    steps: [
      ran('clean', 2, 8),
      ...years.map((_, shard) => ran('yearly', 9 + shard / 10, 20 + shard, { shard })),
      ran('combine', 26, 31),
      ran('draw', 33, 42),
    ],
    ...changes,
  });
}

/** Trains and judges a classifier. */
export function penguins(changes: Partial<ObservedExecution> = {}): ObservedExecution {
  const scripts = ['prepare', 'train', 'predict', 'evaluate'];
  const steps = [
    planStep('prepare', { script: 'prepare_script', penguins: 'penguins', seed: 'seed' }, ['training', 'test']),
    planStep('train', { script: 'train_script', training: 'prepare/training', k: 'k' }, ['model']),
    planStep('predict', { script: 'predict_script', model: 'train/model', penguins: 'prepare/test' }, ['predictions']),
    planStep('evaluate', { script: 'evaluate_script', predictions: 'predict/predictions', k: 'k', seed: 'seed' }, ['metrics']),
  ];
  const inputs = [input('penguins'), input('k', 'int'), input('seed', 'int'), ...scripts.map((one) => input(`${one}_script`))];
  const cwl = plan(inputs, steps, { metrics: 'evaluate/metrics', predictions: 'predict/predictions' });
  return execution('penguins', cwl, {
    inputs: [
      value('penguins', 'File', file('data/penguins.json')),
      value('k', 'int', literalOf(5)),
      value('seed', 'int', literalOf(42)),
      ...scripts.map((one) => value(`${one}_script`, 'File', file(`scripts/${one}.py`))),
    ],
    outputs: [
      value('metrics', 'File', file('outputs/metrics.json', { modifiedAt: at(40) })),
      value('predictions', 'File', file('outputs/predictions.csv', { modifiedAt: at(30) })),
    ],
    steps: scripts.map((one, index) => ran(one, 2 + index * 10, 10 + index * 10)),
    ...changes,
  });
}

/** The second of three steps writes its report and exits 3; the third never starts. */
export function failing(changes: Partial<ObservedExecution> = {}): ObservedExecution {
  const steps = [
    planStep('select', { script: 'select_script', observations: 'observations', month: 'month' }, ['days']),
    planStep('check', { script: 'check_script', days: 'select/days', limit: 'limit' }, ['report']),
    planStep('summarise', { script: 'summarise_script', days: 'select/days', checked: 'check/report' }, ['summary']),
  ];
  const scripts = ['select', 'check', 'summarise'];
  const inputs = [
    input('observations'),
    input('month', 'string'),
    input('limit', 'double'),
    ...scripts.map((one) => input(`${one}_script`)),
  ];
  return execution(
    'failing',
    plan(inputs, steps, { days: 'select/days', report: 'check/report', summary: 'summarise/summary' }),
    {
      status: ExecutionStatus.Failed,
      failure: { code: 'execution.step_failed', message: 'Step check ended with exit code 3.', step: 'check' },
      endedAt: at(20),
      inputs: [
        value('observations', 'File', file('data/seattle-weather.csv')),
        value('month', 'string', literalOf('2015-12')),
        value('limit', 'double', literalOf(50)),
        ...scripts.map((one) => value(`${one}_script`, 'File', file(`scripts/${one}.py`))),
      ],
      outputs: [
        value('days', 'File', file('outputs/selected-days.csv', { modifiedAt: at(9) })),
        value('report', 'File', file('outputs/check-report.json', { modifiedAt: at(17) })),
        value('summary', 'File', literalOf(null)),
      ],
      steps: [
        ran('select', 2, 10),
        ran('check', 11, 18, { status: StepStatus.Failed, exitCode: 3 }),
        ran('summarise', 0, 0, {
          status: StepStatus.Waiting,
          startedAt: null,
          endedAt: null,
          exitCode: null,
          backendJobId: null,
        }),
      ],
      ...changes,
    },
  );
}

/** A colleague stopped it while its second step ran. */
export function stopped(): ObservedExecution {
  return penguins({
    status: ExecutionStatus.Stopped,
    stopRequest: { byUuid: COLLEAGUE, at: at(15) },
    endedAt: at(17),
    outputs: [],
    steps: [ran('prepare', 2, 10), ran('train', 12, 17, { status: StepStatus.Stopped, exitCode: null })],
  });
}

/** Its second step is running. */
export function running(): ObservedExecution {
  return penguins({
    status: ExecutionStatus.Running,
    endedAt: null,
    outputs: [],
    steps: [ran('prepare', 2, 10), ran('train', 12, 12, { status: StepStatus.Running, endedAt: null, exitCode: null })],
  });
}

/** A workflow inside a workflow, and a directory that goes through it. */
export function nested(): ObservedExecution {
  const inner = plan(
    [input('folder', 'Directory')],
    [planStep('pack', { folder: 'folder' }, ['archive']), planStep('sum', { archive: 'pack/archive' }, ['digest'])],
    { result: 'sum/digest' },
  );
  const outer = plan(
    [input('samples', 'Directory')],
    [
      planStep('sub', { folder: 'samples' }, ['result'], { runClass: 'Workflow', workflow: inner, image: null }),
      planStep('report', { digest: 'sub/result' }, ['pages']),
    ],
    { pages: 'report/pages', digest: 'sub/result' },
  );
  const samples = ['a', 'b', 'c'].map((name) => file(`data/samples/${name}.txt`));
  return execution('nested', outer, {
    inputs: [value('samples', 'Directory', listOf(samples, 'data/samples'))],
    outputs: [
      value('pages', 'File[]', listOf([file('outputs/page-1.html'), file('outputs/page-2.html')])),
      value('digest', 'File', file('outputs/digest.txt')),
    ],
    steps: [ran('sub/pack', 2, 5), ran('sub/sum', 6, 8), ran('report', 9, 12)],
  });
}

/** `count` steps in a row, each with a side input: the size of a large workflow. */
export function chain(count: number): ObservedExecution {
  const ids = Array.from({ length: count }, (_, index) => `step_${index}`);
  const steps = ids.map((id, index) => planStep(id, { data: index === 0 ? 'data' : `step_${index - 1}/out`, k: 'k' }, ['out']));
  return execution('chain', plan([input('data'), input('k', 'int')], steps, { out: `step_${count - 1}/out` }), {
    inputs: [value('data', 'File', file('data/in.csv')), value('k', 'int', literalOf(3))],
    outputs: [value('out', 'File', file('outputs/out.csv'))],
    steps: ids.map((id, index) => ran(id, index, index + 0.9)),
  });
}
