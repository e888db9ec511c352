import type { CwlPlan, CwlStep } from '../../cwl';

/** Where a value comes from: a port of a step that runs a tool, or an input of the workflow. */
export interface Origin {
  /** Empty for an input of the workflow. */
  readonly step: readonly string[];
  readonly port: string;
  /** It is taken element by element on the way: each shard gets its own. */
  readonly isTakenApart: boolean;
}

/** Follows the data links of a plan, down into workflows inside and up out of them. */
export class PlanLinks {
  private readonly steps = new Map<string, CwlStep>();

  constructor(private readonly plan: CwlPlan) {
    this.addSteps([], plan);
  }

  find(path: readonly string[]): CwlStep | null {
    return this.steps.get(path.join('/')) ?? null;
  }

  /** The origins of what a step takes through an input. */
  ofInput(path: readonly string[], input: string): Origin[] {
    const step = this.find(path);
    const sources = step?.inputs.find(({ id }) => id === input)?.sources ?? [];
    const isTakenApart = step !== null && isScatteredAlone(step, input);
    return sources
      .flatMap((source) => this.resolve(path.slice(0, -1), source, isTakenApart))
      .map((origin) => (this.areInOneScatter(path, origin.step) ? { ...origin, isTakenApart: true } : origin));
  }

  /** The origins of an output of the workflow. */
  ofOutput(output: string): Origin[] {
    const sources = this.plan.outputs.find(({ id }) => id === output)?.sources ?? [];
    return sources.flatMap((source) => this.resolve([], source, false));
  }

  private resolve(scope: readonly string[], source: string, isTakenApart: boolean): Origin[] {
    const [first = '', port] = source.split('/');
    if (port !== undefined) return this.resolvePort([...scope, first], port, isTakenApart);
    if (scope.length === 0) return [{ step: [], port: first, isTakenApart }];
    return this.ofInput(scope, first).map((origin) => ({ ...origin, isTakenApart: origin.isTakenApart || isTakenApart }));
  }

  private resolvePort(path: readonly string[], port: string, isTakenApart: boolean): Origin[] {
    const inner = this.find(path)?.workflow ?? null;
    if (inner === null) return [{ step: path, port, isTakenApart }];
    const sources = inner.outputs.find(({ id }) => id === port)?.sources ?? [];
    return sources.flatMap((source) => this.resolve(path, source, isTakenApart));
  }

  /** Two steps of a workflow that is itself scattered: its n-th run has the n-th of each. */
  private areInOneScatter(path: readonly string[], other: readonly string[]): boolean {
    return path.slice(0, -1).some((_, index) => {
      const scope = path.slice(0, index + 1);
      const isShared = other.length > scope.length && scope.every((id, place) => other[place] === id);
      return isShared && (this.find(scope)?.scatter.length ?? 0) > 0;
    });
  }

  private addSteps(scope: readonly string[], { steps }: CwlPlan): void {
    for (const step of steps) {
      const path = [...scope, step.id];
      this.steps.set(path.join('/'), step);
      if (step.workflow !== null) this.addSteps(path, step.workflow);
    }
  }
}

/** The n-th job takes the n-th element: not so where several inputs are combined with each other. */
function isScatteredAlone({ scatter, scatterMethod }: CwlStep, input: string): boolean {
  return scatter.includes(input) && (scatter.length === 1 || scatterMethod === 'dotproduct' || scatterMethod === null);
}
