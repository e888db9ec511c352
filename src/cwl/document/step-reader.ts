import type { CwlLimits } from '../limits';
import { asList, isObject, isStrings, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import type { TypeScope } from '../types/type-scope';
import { checkFields } from './fields';
import { faultOfId, shortName } from './identifiers';
import { type Entry, entriesOf } from './id-map';
import { readLink } from './links';
import type { Step, StepInput } from './model';
import type { ProcessContext } from './process-reader';
import { readRequirements } from './requirements';

const METHODS = ['dotproduct', 'nested_crossproduct', 'flat_crossproduct'];

/** Reads the steps of one workflow. */
export class StepReader {
  constructor(
    private readonly report: Report,
    private readonly limits: CwlLimits,
    private readonly around: { context: ProcessContext; scope: TypeScope },
  ) {}

  read({ id, raw, place }: Entry): Step {
    const { context, scope } = this.around;
    const { version } = context;
    checkFields(raw, 'step', { version, place, report: this.report });
    for (const field of ['run', 'in', 'out'])
      if (raw[field] === undefined || raw[field] === null)
        this.report.add('cwl.missing_field', `The step ${quote(id)} needs ${field}.`, place);
    const method = raw.scatterMethod ?? null;
    if (method !== null && (typeof method !== 'string' || !METHODS.includes(method)))
      this.report.add('cwl.scatter_method', `scatterMethod is one of ${METHODS.join(', ')}.`, place.at('scatterMethod'));
    const hasRun = raw.run !== undefined && raw.run !== null;
    return {
      ...{ id, raw, place },
      ...readRequirements(raw, { version, place, report: this.report }),
      run: hasRun ? context.findRun(raw.run, place.at('run'), { step: id, scope }) : null,
      inputs: this.readInputs(raw.in ?? [], place.at('in'), id),
      outputs: this.readOutputs(raw.out, place.at('out')),
      scatter: asList(raw.scatter).flatMap((item) => (typeof item === 'string' ? [shortName(item)] : [])),
      scatterMethod: typeof method === 'string' ? method : null,
      isConditional: typeof raw.when === 'string',
    };
  }

  private readInputs(value: unknown, place: Place, step: string): StepInput[] {
    const { version, prefix } = this.around.context;
    return entriesOf(value, { key: 'id', predicate: 'source', place, report: this.report }).map((entry) => {
      const { id, raw, place: at } = entry;
      const fault = faultOfId(id, this.limits.maxIdLength);
      if (fault) this.report.add('cwl.invalid_id', `The id ${quote(id)} ${fault}.`, at);
      checkFields(raw, 'stepInput', { version, place: at, report: this.report });
      const source = raw.source ?? null;
      if (source !== null && typeof source !== 'string' && !isStrings(source))
        this.report.add(
          'cwl.invalid_field',
          `source of ${quote(`${step}/${id}`)} must be a text or a list of texts.`,
          at.at('source'),
        );
      return {
        ...{ id, raw, place: at },
        link: readLink(raw, 'source', { prefix, place: at, report: this.report }),
        hasDefault: raw.default !== undefined && raw.default !== null,
        hasValueFrom: raw.valueFrom !== undefined && raw.valueFrom !== null,
      };
    });
  }

  private readOutputs(value: unknown, place: Place): Step['outputs'] {
    const seen = new Set<string>();
    return asList(value).flatMap((item, index) => {
      const at = place.at(index);
      const written = isObject(item) ? item.id : item;
      if (typeof written !== 'string') {
        this.report.add('cwl.invalid_field', `out lists ids, not ${nameOfKind(item)}.`, at);
        return [];
      }
      const id = shortName(written);
      if (seen.has(id)) this.report.add('cwl.duplicate_id', `out names ${quote(id)} twice.`, at);
      seen.add(id);
      return [{ id, place: place.at(index, id) }];
    });
  }
}
