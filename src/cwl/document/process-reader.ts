import type { CwlLimits } from '../limits';
import { asList, isObject, type JsonObject, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import type { TypeBudget } from '../types/type-budget';
import { TypeParser } from '../types/type-parser';
import { TypeScope } from '../types/type-scope';
import { checkFields } from './fields';
import { type CwlVersion, type Process, PROCESS_CLASSES, type ProcessClass, type Step } from './model';
import { checkBinding, ParameterReader, readEntries } from './parameter-reader';
import { readRequirements, schemaDefinitions } from './requirements';
import { StepReader } from './step-reader';

/** What a process is read with: where it stands and how its steps find what they run. */
export interface ProcessContext {
  readonly version: CwlVersion;
  readonly file: string;
  readonly name: string;
  /** Ids in this process may be written with this in front (`main` of `#main/x`). */
  readonly prefix: string;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly outerScope: TypeScope | null;
  readonly isRoot: boolean;
  findRun(run: unknown, place: Place, around: { step: string; scope: TypeScope }): Process | null;
}

/** Turns one written process into the model; everything that is wrong with it alone becomes findings. */
export class ProcessReader {
  constructor(
    private readonly report: Report,
    private readonly limits: CwlLimits,
    private readonly budget: TypeBudget,
  ) {}

  read(raw: JsonObject, place: Place, context: ProcessContext): Process | null {
    const kind = this.readClass(raw, place, context);
    if (kind === null) return null;
    const { version, name, file, namespaces, prefix, isRoot } = context;
    checkFields(raw, kind, { version, place, report: this.report });
    const lists = readRequirements(raw, { version, place, report: this.report });
    const scope = new TypeScope(version, this.budget, context.outerScope);
    for (const { types, place: at } of schemaDefinitions(lists)) scope.define(types, at, this.report);
    this.checkTool(raw, kind, { place, version });
    const owner = { raw, class: kind, version, place, types: new TypeParser(scope, this.report), isRoot, prefix };
    const parameters = new ParameterReader(owner, this.report, this.limits);
    return {
      ...{ class: kind, version, name, file, raw, place, scope, namespaces },
      ...lists,
      inputs: parameters.readInputs(),
      outputs: parameters.readOutputs(),
      steps: kind === 'Workflow' ? this.readSteps(raw, place, { context, scope }) : [],
    };
  }

  private readClass(raw: JsonObject, place: Place, { version }: ProcessContext): ProcessClass | null {
    const kind = PROCESS_CLASSES.find((known) => known === raw.class);
    if (kind && (kind !== 'Operation' || version === 'v1.2')) return kind;
    if (raw.class === undefined) this.report.add('cwl.missing_field', 'A process needs class, for instance Workflow.', place);
    else
      this.report.add(
        'cwl.unknown_class',
        `class ${typeof raw.class === 'string' ? quote(raw.class) : nameOfKind(raw.class)} is not a process of CWL ${version}.`,
        place.at('class'),
      );
    return null;
  }

  private readSteps(raw: JsonObject, place: Place, around: { context: ProcessContext; scope: TypeScope }): Step[] {
    const entries = readEntries('steps', { raw, class: 'Workflow', place }, { report: this.report, limits: this.limits });
    if (entries.length > this.limits.maxSteps) {
      this.report.add('cwl.too_many_steps', `A workflow may have ${this.limits.maxSteps} steps at most.`, place.at('steps'));
      return [];
    }
    const reader = new StepReader(this.report, this.limits, around);
    return entries.map((entry) => reader.read(entry));
  }

  private checkTool(raw: JsonObject, kind: ProcessClass, { place, version }: { place: Place; version: CwlVersion }): void {
    if (kind === 'Operation')
      this.report.add('cwl.operation', 'An Operation says what should be done, not how; it cannot be run.', place);
    if (kind === 'ExpressionTool' && typeof raw.expression !== 'string')
      this.report.add('cwl.missing_field', 'An ExpressionTool needs expression.', place);
    if (kind !== 'CommandLineTool') return;
    if (asList(raw.baseCommand).length === 0 && asList(raw.arguments).length === 0 && !hasBinding(raw.inputs))
      this.report.add('cwl.missing_field', 'A CommandLineTool needs baseCommand, arguments or an inputBinding.', place);
    asList(raw.arguments).forEach((argument, index) => {
      const at = place.at('arguments').at(index);
      if (isObject(argument)) checkBinding(argument, 'inputBinding', { version, place: at, report: this.report });
      else if (typeof argument !== 'string') this.report.add('cwl.invalid_field', 'Each argument is a text or a map.', at);
    });
  }
}

function hasBinding(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasBinding);
  return isObject(value) && Object.entries(value).some(([key, item]) => key === 'inputBinding' || hasBinding(item));
}
