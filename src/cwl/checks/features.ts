import type { Link, Process } from '../document/model';
import { imageOf, nearest, type Use } from '../document/surroundings';
import { quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { findJavascript } from './expressions';

/** Checks that what a process uses was asked for, by itself or by what it stands in. */
export class FeatureChecker {
  private readonly javascript = new Map<Process, Place | null>();

  constructor(private readonly report: Report) {}

  check(use: Use): void {
    if (use.process.class === 'Workflow') this.checkWorkflow(use);
    if (use.process.class === 'CommandLineTool') this.checkImage(use);
    this.checkJavascript(use);
  }

  private checkWorkflow(use: Use): void {
    for (const step of use.process.steps) {
      const own: Use = { ...use, around: { lists: step, outer: use.around } };
      if (step.run?.class === 'Workflow') this.need('SubworkflowFeatureRequirement', own, step.place.at('run'));
      if (step.scatter.length > 0) this.need('ScatterFeatureRequirement', own, step.place.at('scatter'));
      for (const input of step.inputs) {
        if (isSeveral(input.link)) this.need('MultipleInputFeatureRequirement', own, input.place.at('source'));
        if (input.hasValueFrom) this.need('StepInputExpressionRequirement', own, input.place.at('valueFrom'));
      }
    }
    for (const output of use.process.outputs)
      if (isSeveral(output.link)) this.need('MultipleInputFeatureRequirement', use, output.place.at('outputSource'));
  }

  private checkImage({ process, path, around }: Use): void {
    if (imageOf(around) !== null || nearest('DockerRequirement', around)) return; // without dockerPull: told where it stands
    const name = path.at(-1) ?? process.name;
    const message = `The tool of ${quote(name)} has no image; add DockerRequirement with dockerPull to it, its step or the workflow.`;
    this.report.add('cwl.docker_required', message, process.place);
  }

  private checkJavascript(use: Use): void {
    let place = this.javascript.get(use.process);
    if (place === undefined) this.javascript.set(use.process, (place = findJavascript(use.process)));
    if (place) this.need('InlineJavascriptRequirement', use, place);
  }

  private need(feature: string, { around }: Use, place: Place): void {
    if (!nearest(feature, around))
      this.report.add('cwl.feature_required', `This needs ${feature}; add it to requirements.`, place);
  }
}

function isSeveral(link: Link): boolean {
  return link.isList && link.sources.length > 1;
}
