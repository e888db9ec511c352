import type { Process } from '../document/model';
import type { CwlLimits } from '../limits';
import { createScale } from '../source/inspect-value';
import type { Report } from '../source/report';

/**
 * A workflow that runs a workflow many times is small on paper and large when it is written out, step by step. True: the
 * number of steps and the size stay within the limits, and other checks may follow every use of every process.
 */
export function checkSize(main: Process, limits: CwlLimits, report: Report): boolean {
  const weigh = createScale();
  const known = new Map<Process, { steps: number; weight: number }>();
  const measure = (process: Process): { steps: number; weight: number } => {
    const before = known.get(process);
    if (before) return before;
    const sum = { steps: process.steps.length, weight: weigh(process.raw) };
    for (const { run } of process.steps) {
      if (!run) continue;
      const inside = measure(run);
      sum.steps += inside.steps;
      sum.weight += inside.weight;
    }
    known.set(process, sum);
    return sum;
  };
  const { steps, weight } = measure(main);
  if (steps > limits.maxSteps)
    report.add('cwl.too_many_steps', `A workflow may have ${limits.maxSteps} steps at most, those inside included.`, main.place);
  else if (weight > 8 * limits.maxBytes)
    report.add('cwl.too_large', 'The workflow is too large once every step has its own copy of what it runs.', main.place);
  else return true;
  return false;
}
