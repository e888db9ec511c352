import type { CwlLimits } from '../limits';
import { isObject, type JsonObject, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import type { TypeParser } from '../types/type-parser';
import { checkFields, type FieldTable, PLATFORM_FIELDS } from './fields';
import { type Entry, entriesOf } from './id-map';
import { faultOfId } from './identifiers';
import { readLink } from './links';
import type { CwlVersion, OutputParameter, Parameter, ProcessClass } from './model';

/** The process whose parameters are read. */
export interface ParameterOwner {
  readonly raw: JsonObject;
  readonly class: ProcessClass;
  readonly version: CwlVersion;
  readonly place: Place;
  readonly types: TypeParser;
  readonly isRoot: boolean;
  /** Sources may be written with this in front. */
  readonly prefix: string;
}

/** Reads inputs and outputs of one process, in list or map form. */
export class ParameterReader {
  constructor(
    private readonly owner: ParameterOwner,
    private readonly report: Report,
    private readonly limits: CwlLimits,
  ) {}

  readInputs(): Parameter[] {
    const { class: kind, version, isRoot } = this.owner;
    const bindings = kind === 'CommandLineTool' || version === 'v1.0' ? 'inputBinding' : 'contentsBinding';
    return readEntries('inputs', this.owner, { report: this.report, limits: this.limits }).map((entry) => {
      const { id, raw, place } = entry;
      checkFields(raw, 'input', { version, place, report: this.report, ...(isRoot && { also: PLATFORM_FIELDS }) });
      checkBinding(raw.inputBinding, bindings, { version, place: place.at('inputBinding'), report: this.report });
      return { id, raw, place, type: this.isStdin(entry) ? 'File' : this.readType(entry) };
    });
  }

  readOutputs(): OutputParameter[] {
    const { class: kind, version, prefix } = this.owner;
    const table = kind === 'Workflow' ? 'workflowOutput' : 'output';
    return readEntries('outputs', this.owner, { report: this.report, limits: this.limits }).map((entry) => {
      const { id, raw, place } = entry;
      checkFields(raw, table, { version, place, report: this.report });
      checkBinding(raw.outputBinding, 'outputBinding', { version, place: place.at('outputBinding'), report: this.report });
      const type = this.isStream(entry) ? 'File' : this.readType(entry);
      return { id, raw, place, type, link: readLink(raw, 'outputSource', { prefix, place, report: this.report }) };
    });
  }

  private isStdin({ raw, place }: Entry): boolean {
    if (this.owner.class !== 'CommandLineTool' || raw.type !== 'stdin') return false;
    if (this.owner.raw.stdin !== undefined || raw.inputBinding !== undefined)
      this.report.add('cwl.invalid_field', 'An input of type stdin goes with neither stdin nor inputBinding.', place);
    return true;
  }

  private isStream({ raw, place }: Entry): boolean {
    if (this.owner.class !== 'CommandLineTool' || (raw.type !== 'stdout' && raw.type !== 'stderr')) return false;
    if (raw.outputBinding !== undefined)
      this.report.add('cwl.invalid_field', `An output of type ${raw.type} has no outputBinding.`, place);
    return true;
  }

  private readType({ id, raw, place }: Entry): Parameter['type'] {
    if (raw.type !== undefined && raw.type !== null) return this.owner.types.parse(raw.type, place.at('type'));
    this.report.add('cwl.missing_field', `${quote(id)} needs a type.`, place);
    return 'Any';
  }
}

/** The entries of a collection that a process must have, their ids checked. */
export function readEntries(
  field: 'inputs' | 'outputs' | 'steps',
  { raw, class: kind, place }: Pick<ParameterOwner, 'raw' | 'class' | 'place'>,
  { report, limits }: { report: Report; limits: CwlLimits },
): Entry[] {
  const value = raw[field];
  if (value === undefined || value === null) {
    report.add('cwl.missing_field', `${kind} needs ${field}; write ${field}: [] when there are none.`, place);
    return [];
  }
  const predicate = field === 'steps' ? {} : { predicate: 'type' };
  const entries = entriesOf(value, { key: 'id', ...predicate, place: place.at(field), report });
  for (const { id, place: at } of entries) {
    const fault = faultOfId(id, limits.maxIdLength);
    if (fault) report.add('cwl.invalid_id', `The id ${quote(id)} ${fault}.`, at);
  }
  return entries;
}

/** Checks how a value meets the command line. */
export function checkBinding(
  binding: unknown,
  table: FieldTable,
  { version, place, report }: { version: CwlVersion; place: Place; report: Report },
): void {
  if (!isObject(binding)) return;
  checkFields(binding, table, { version, place, report });
  if (version === 'v1.0' && typeof binding.position === 'string')
    report.add('cwl.invalid_field', 'position is a number in CWL v1.0; an expression needs v1.1.', place.at('position'));
}
