import type { ObservedStep } from '../../execution/execution.reader';
import { StepStatus } from '../../execution/execution-status';
import type { PlanLinks } from './plan-links';
import type { RecordNames } from './record-names';

/** A step that has started, and what it is called in the record. */
export interface StepRun {
  readonly name: string;
  readonly step: ObservedStep;
  /** Empty: it fits no step of the plan. */
  readonly path: readonly string[];
}

/** The steps that have started. Those that never did are in the plan alone. */
export class StepRuns {
  readonly all: readonly StepRun[];
  private readonly byPath = new Map<string, StepRun[]>();

  constructor(steps: readonly ObservedStep[], links: PlanLinks, names: RecordNames) {
    const taken = new Set<string>();
    this.all = steps.filter(hasStarted).map((step) => {
      const planned = links.find(step.path) === null ? null : names.stepRun(step.path, step.shard);
      if (planned === null || taken.has(planned)) return { name: names.job(step.name), step, path: [] };
      taken.add(planned);
      return { name: planned, step, path: step.path };
    });
    for (const run of this.all) this.byPath.set(key(run.path), [...(this.byPath.get(key(run.path)) ?? []), run]);
  }

  of(path: readonly string[]): readonly StepRun[] {
    return path.length === 0 ? [] : (this.byPath.get(key(path)) ?? []);
  }

  isScattered(path: readonly string[]): boolean {
    return this.of(path).some(({ step }) => step.shard !== null);
  }
}

function hasStarted({ status, startedAt }: ObservedStep): boolean {
  return startedAt !== null || [StepStatus.Running, StepStatus.Finished, StepStatus.Failed].includes(status);
}

function key(path: readonly string[]): string {
  return JSON.stringify(path);
}
