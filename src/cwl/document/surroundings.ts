import type { Process, Requirement, Step } from './model';
import type { RequirementLists } from './requirements';

/** The requirements and hints that hold at a place: its own, then those of the step and the workflow around it, outwards. */
export interface Surroundings {
  readonly lists: RequirementLists;
  readonly outer: Surroundings | null;
}

/** The requirement of a class that is in force: the nearest, and any requirement before any hint (CWL 1.2, 5.2). */
export function nearest(name: string, around: Surroundings | null): Requirement | null {
  for (const field of ['requirements', 'hints'] as const)
    for (let at = around; at; at = at.outer) {
      const found = at.lists[field].find((one) => one.class === name);
      if (found) return found;
    }
  return null;
}

/** The image that a tool runs in; null: none is named. */
export function imageOf(around: Surroundings | null): string | null {
  const image = nearest('DockerRequirement', around)?.raw.dockerPull;
  return typeof image === 'string' && image !== '' ? image : null;
}

/** One process as it is used: the same tool in two steps is visited twice. */
export interface Use {
  readonly process: Process;
  /** Ids of the steps that lead here; empty for the main process. */
  readonly path: readonly string[];
  readonly step: Step | null;
  /** With the process's own lists innermost. */
  readonly around: Surroundings;
}

/** Visits the main process and everything that its steps run, outer before inner. */
export function forEachUse(main: Process, visit: (use: Use) => void): void {
  const go = (use: Use): void => {
    visit(use);
    for (const step of use.process.steps) {
      if (!step.run) continue;
      const around = { lists: step.run, outer: { lists: step, outer: use.around } };
      go({ process: step.run, path: [...use.path, step.id], step, around });
    }
  };
  go({ process: main, path: [], step: null, around: { lists: main, outer: null } });
}

/** Every process once, however often it is used. */
export function distinctProcesses(main: Process): Process[] {
  const found = new Set<Process>();
  const go = (process: Process): void => {
    if (found.has(process)) return;
    found.add(process);
    for (const step of process.steps) if (step.run) go(step.run);
  };
  go(main);
  return [...found];
}
