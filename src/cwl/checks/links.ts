import type { Link, OutputParameter, Process, Step, StepInput } from '../document/model';
import { nameList, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { type ComparisonBudget, type Fit, fitOf } from '../types/assignable';
import { type CwlType, describeType, isOptional } from '../types/cwl-type';
import { arrayOf, linkedType } from '../types/link-type';

/** Checks every link of one workflow: that it leads somewhere, and that what arrives can be taken. */
export class LinkChecker {
  private readonly sources = new Map<string, CwlType>();

  constructor(
    private readonly workflow: Process,
    private readonly report: Report,
    private readonly budget: ComparisonBudget,
  ) {
    for (const { id, type } of workflow.inputs) this.sources.set(id, type);
    for (const step of workflow.steps) this.addOutputs(step);
  }

  check(): void {
    for (const step of this.workflow.steps) this.checkStep(step);
    for (const output of this.workflow.outputs) this.checkOutput(output);
    if (this.budget.exhausted)
      this.report.add('cwl.type_too_large', 'The types of the links are too large to be compared.', this.workflow.place);
  }

  private addOutputs(step: Step): void {
    const types = new Map(step.run?.outputs.map(({ id, type }) => [id, type]));
    const depth = step.scatter.length === 0 ? 0 : step.scatterMethod === 'nested_crossproduct' ? step.scatter.length : 1;
    for (const { id, place } of step.outputs) {
      const type = step.run ? types.get(id) : 'Any';
      if (type === undefined)
        this.report.add(
          'cwl.unknown_output',
          `${quote(id)} is no output of what is run; it has ${nameList([...types.keys()])}.`,
          place,
        );
      const single: CwlType = step.isConditional ? ['null', type ?? 'Any'].flat() : (type ?? 'Any');
      this.sources.set(`${step.id}/${id}`, arrayOf(single, depth));
    }
  }

  private checkStep(step: Step): void {
    const wanted = new Map(step.run?.inputs.map((input) => [input.id, input]));
    const given = new Set<string>();
    for (const input of step.inputs) {
      given.add(input.id);
      const parameter = wanted.get(input.id);
      const type = parameter?.type ?? 'Any';
      const sink = step.scatter.includes(input.id) ? arrayOf(type, 1) : type;
      this.checkSources(input.link, input.place.at('source'));
      if (step.run && !parameter) this.noteUnknown(step, input, [...wanted.keys()]);
      const hasDefault = input.hasDefault || hasValue(parameter?.raw.default);
      if (!input.hasValueFrom)
        this.checkTypes(input.link, { sink, place: input.place, name: `${step.id}/${input.id}`, hasDefault });
      if (input.link.sources.length === 0 && !hasDefault && !input.hasValueFrom && !isOptional(sink) && parameter)
        this.report.add('cwl.missing_step_input', `${quote(input.id)} needs a source, a default or valueFrom.`, input.place);
    }
    for (const parameter of wanted.values())
      if (!given.has(parameter.id) && !isOptional(parameter.type) && !hasValue(parameter.raw.default))
        this.report.add(
          'cwl.missing_step_input',
          `The step ${quote(step.id)} gives no value to the input ${quote(parameter.id)} of what it runs.`,
          step.place.at('in'),
        );
  }

  private noteUnknown(step: Step, input: StepInput, known: readonly string[]): void {
    const expressions = [step.raw.when, ...step.inputs.map(({ raw }) => raw.valueFrom)];
    const isUsed = expressions.some((text) => typeof text === 'string' && text.includes('inputs'));
    if (isUsed) return;
    const message = `${quote(input.id)} is no input of what is run and is ignored; it has ${nameList(known)}.`;
    this.report.add('cwl.unknown_step_input', message, input.place);
  }

  private checkOutput(output: OutputParameter): void {
    const place = output.place.at('outputSource');
    if (output.link.sources.length === 0)
      this.report.add('cwl.missing_field', `The output ${quote(output.id)} needs outputSource.`, output.place);
    this.checkSources(output.link, place);
    this.checkTypes(output.link, { sink: output.type, place: output.place, name: output.id, hasDefault: false });
  }

  private checkSources(link: Link, place: Place): void {
    link.sources.forEach((source, index) => {
      if (!this.sources.has(source))
        this.report.add('cwl.unknown_source', this.unknownSource(source), link.isList ? place.at(index) : place);
    });
  }

  private unknownSource(source: string): string {
    const [stepId = '', port] = source.split('/', 2);
    const step = this.workflow.steps.find(({ id }) => id === stepId);
    if (port !== undefined && step) return `The step ${quote(stepId)} does not list ${quote(port)} in its out.`;
    if (port !== undefined) return `There is no step ${quote(stepId)} for the source ${quote(source)}.`;
    return `${quote(source)} is no input of the workflow; a step's output is written step/output.`;
  }

  private checkTypes(link: Link, at: { sink: CwlType; place: Place; name: string; hasDefault: boolean }): void {
    const sink: CwlType = at.hasDefault ? ['null', at.sink].flat() : at.sink;
    for (const id of link.sources) {
      const source = this.sources.get(id);
      if (source !== undefined) this.tell(fitOf(linkedType(source, link), sink, this.budget), id, at);
    }
  }

  private tell(fit: Fit, id: string, { sink, place, name }: { sink: CwlType; place: Place; name: string }): void {
    if (fit === 'fits') return;
    const source = describeType(this.sources.get(id) ?? 'Any');
    const sides = `${quote(id)} gives ${source} and ${quote(name)} takes ${describeType(sink)}`;
    if (fit === 'never') this.report.add('cwl.incompatible_types', `${sides}; these do not go together.`, place);
    else this.report.add('cwl.doubtful_types', `${sides}; some values will not fit.`, place);
  }
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null;
}
