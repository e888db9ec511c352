import type { CwlLimits } from '../limits';
import { asList, isObject, type JsonObject, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { TypeParser } from '../types/type-parser';
import { TypeScope } from '../types/type-scope';
import type { TypeBudget } from '../types/type-budget';
import { checkFields, type FieldTable } from './fields';
import { faultOfId } from './identifiers';
import { type Entry, entriesOf } from './id-map';
import { readLink } from './links';
import {
  type CwlVersion,
  type OutputParameter,
  type Parameter,
  type Process,
  PROCESS_CLASSES,
  type ProcessClass,
  type Step,
} from './model';
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

/** Fields of this service on the inputs of a root process, in neither version of CWL. */
export const PLATFORM_FIELDS: ReadonlySet<string> = new Set(['valueFromPlatform', 'valueFromEntity']);

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
    const { version } = context;
    checkFields(raw, kind, { version, place, report: this.report });
    const lists = readRequirements(raw, { version, place, report: this.report });
    const scope = new TypeScope(version, this.budget, context.outerScope);
    for (const { types, place: at } of schemaDefinitions(lists)) scope.define(types, at, this.report);
    const types = new TypeParser(scope, this.report);
    this.checkTool(raw, kind, { place, version });
    return {
      ...{ class: kind, version, name: context.name, file: context.file, raw, place, scope, namespaces: context.namespaces },
      ...lists,
      inputs: this.readInputs(raw, kind, { place, types, context }),
      outputs: this.readOutputs(raw, kind, { place, types, context }),
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

  private readInputs(raw: JsonObject, kind: ProcessClass, at: ParameterPlace): Parameter[] {
    return this.readEntries(raw, 'inputs', at.place).map((entry) => {
      const also = at.context.isRoot ? { also: PLATFORM_FIELDS } : {};
      this.checkParameter(entry, 'input', at, also);
      const table = kind === 'CommandLineTool' || at.context.version === 'v1.0' ? 'inputBinding' : 'contentsBinding';
      this.checkBinding(entry.raw.inputBinding, table, { place: entry.place.at('inputBinding'), version: at.context.version });
      const isStdin = kind === 'CommandLineTool' && entry.raw.type === 'stdin';
      if (isStdin && (raw.stdin !== undefined || entry.raw.inputBinding !== undefined))
        this.report.add('cwl.invalid_field', 'An input of type stdin goes with neither stdin nor inputBinding.', entry.place);
      return { ...this.parameter(entry), type: isStdin ? 'File' : this.readType(entry, at.types) };
    });
  }

  private readOutputs(raw: JsonObject, kind: ProcessClass, at: ParameterPlace): OutputParameter[] {
    const table = kind === 'Workflow' ? 'workflowOutput' : 'output';
    return this.readEntries(raw, 'outputs', at.place).map((entry) => {
      this.checkParameter(entry, table, at, {});
      this.checkBinding(entry.raw.outputBinding, 'outputBinding', {
        place: entry.place.at('outputBinding'),
        version: at.context.version,
      });
      const isStream = kind === 'CommandLineTool' && (entry.raw.type === 'stdout' || entry.raw.type === 'stderr');
      if (isStream && entry.raw.outputBinding !== undefined)
        this.report.add('cwl.invalid_field', `An output of type ${String(entry.raw.type)} has no outputBinding.`, entry.place);
      const type = isStream ? 'File' : this.readType(entry, at.types);
      const link = readLink(entry.raw, 'outputSource', { prefix: at.context.prefix, place: entry.place, report: this.report });
      return { ...this.parameter(entry), type, link };
    });
  }

  private checkParameter(
    entry: Entry,
    table: FieldTable,
    { context }: ParameterPlace,
    also: { also?: ReadonlySet<string> },
  ): void {
    checkFields(entry.raw, table, { version: context.version, place: entry.place, report: this.report, ...also });
  }

  private checkBinding(binding: unknown, table: FieldTable, { place, version }: { place: Place; version: CwlVersion }): void {
    if (!isObject(binding)) return;
    checkFields(binding, table, { version, place, report: this.report });
    if (version === 'v1.0' && typeof binding.position === 'string')
      this.report.add('cwl.invalid_field', 'position is a number in CWL v1.0; an expression needs v1.1.', place.at('position'));
  }

  private parameter({ id, raw, place }: Entry): Omit<Parameter, 'type'> {
    return { id, raw, place };
  }

  private readType(entry: Entry, types: TypeParser): Parameter['type'] {
    if (entry.raw.type !== undefined && entry.raw.type !== null) return types.parse(entry.raw.type, entry.place.at('type'));
    this.report.add('cwl.missing_field', `${quote(entry.id)} needs a type.`, entry.place);
    return 'Any';
  }

  private readSteps(raw: JsonObject, place: Place, around: { context: ProcessContext; scope: TypeScope }): Step[] {
    const entries = this.readEntries(raw, 'steps', place);
    if (entries.length > this.limits.maxSteps) {
      this.report.add('cwl.too_many_steps', `A workflow may have ${this.limits.maxSteps} steps at most.`, place.at('steps'));
      return [];
    }
    const reader = new StepReader(this.report, this.limits, around);
    return entries.map((entry) => reader.read(entry));
  }

  private readEntries(raw: JsonObject, field: 'inputs' | 'outputs' | 'steps', place: Place): Entry[] {
    const value = raw[field];
    if (value === undefined || value === null) {
      this.report.add('cwl.missing_field', `${String(raw.class)} needs ${field}; write ${field}: [] when there are none.`, place);
      return [];
    }
    const predicate = field === 'steps' ? {} : { predicate: 'type' };
    const entries = entriesOf(value, { key: 'id', ...predicate, place: place.at(field), report: this.report });
    for (const { id, place: at } of entries) {
      const fault = faultOfId(id, this.limits.maxIdLength);
      if (fault) this.report.add('cwl.invalid_id', `The id ${quote(id)} ${fault}.`, at);
    }
    return entries;
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
      if (isObject(argument)) this.checkBinding(argument, 'inputBinding', { place: at, version });
      else if (typeof argument !== 'string') this.report.add('cwl.invalid_field', 'Each argument is a text or a map.', at);
    });
  }
}

function hasBinding(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasBinding);
  return isObject(value) && Object.entries(value).some(([key, item]) => key === 'inputBinding' || hasBinding(item));
}

interface ParameterPlace {
  readonly place: Place;
  readonly types: TypeParser;
  readonly context: ProcessContext;
}
