import type { Step } from '../document/model';
import { nameList, quote } from '../source/json';
import type { Report } from '../source/report';

/** CWL 1.2 Workflow, section 4.1.4: scattered inputs are inputs of the step, and several need a method. */
export function checkScatter(step: Step, report: Report): void {
  const place = step.place.at('scatter');
  const known = new Set(step.inputs.map(({ id }) => id));
  for (const id of step.scatter)
    if (!known.has(id))
      report.add('cwl.unknown_scatter', `${quote(id)} is not in in: of the step; it has ${nameList([...known])}.`, place);
  if (step.raw.scatter !== undefined && step.scatter.length === 0)
    report.add('cwl.unknown_scatter', 'scatter names no input; remove it or name one.', place);
  if (step.scatter.length > 1 && step.scatterMethod === null)
    report.add('cwl.scatter_method', 'Scattering over several inputs needs scatterMethod.', place);
}
