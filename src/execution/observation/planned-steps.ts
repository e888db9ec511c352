import type { CwlPlan } from '../../cwl';

/** A place in the plan where jobs come from: one run of one CommandLineTool, or several when it is scattered. */
export interface PlannedStep {
  /** CWL ids from the outermost workflow inwards. */
  readonly path: readonly string[];
  /** The step, or a sub-workflow around it, is scattered. */
  readonly scattered: boolean;
}

export interface Placed {
  readonly path: readonly string[];
  readonly shard: number | null;
}

/** The steps that become jobs: an ExpressionTool is computed by the engine itself and is never seen as one. */
export function plannedSteps(plan: CwlPlan, above: PlannedStep = { path: [], scattered: false }): PlannedStep[] {
  return plan.steps.flatMap((step) => {
    const here = { path: [...above.path, step.id], scattered: above.scattered || step.scatter.length > 0 };
    if (step.workflow !== null) return plannedSteps(step.workflow, here);
    return step.runClass === 'CommandLineTool' ? [here] : [];
  });
}

/**
 * Finds the step of each job, to be asked in the order of their creation. cwltool names a job by the id of its step and adds
 * `_2`, `_3` when the name is taken, be it by a scattered sibling or by a step of the same id in another sub-workflow.
 */
export function jobPlaces(planned: readonly PlannedStep[]): (name: string) => Placed {
  const runs = new Map<PlannedStep, number>();
  const open = (id: string) => planned.find((step) => step.path.at(-1) === id && (step.scattered || !runs.has(step)));
  return (name) => {
    const step = open(name) ?? open(name.replace(/_\d+$/, ''));
    if (step === undefined) return { path: [], shard: null };
    const shard = runs.get(step) ?? 0;
    runs.set(step, shard + 1);
    return { path: step.path, shard: step.scattered ? shard : null };
  };
}
