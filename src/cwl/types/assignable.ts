import { type CwlType, isUnion } from './cwl-type';

/** Whether values of one type can go where another is wanted: always, perhaps (it depends on the value), never. */
export type Fit = 'fits' | 'may_fit' | 'never';

/** How many pairs of types may be compared for one document; a document that needs more is refused. */
export class ComparisonBudget {
  private left = 2_000_000;

  get exhausted(): boolean {
    return this.left < 0;
  }

  spend(): boolean {
    this.left -= 1;
    return this.left >= 0;
  }
}

/** Compares the types of a link as cwltool does when it checks a workflow before it runs. */
export function fitOf(source: CwlType, sink: CwlType, budget: ComparisonBudget): Fit {
  if (accepts(source, sink, { strict: true, budget })) return 'fits';
  return accepts(source, sink, { strict: false, budget }) ? 'may_fit' : 'never';
}

interface Mode {
  readonly strict: boolean;
  readonly budget: ComparisonBudget;
}

function accepts(source: CwlType, sink: CwlType, mode: Mode): boolean {
  if (!mode.budget.spend() || source === 'Any' || sink === 'Any') return true;
  if (isUnion(source)) {
    if (mode.strict) return source.every((member) => accepts(member, sink, mode));
    return source.some((member) => member !== 'null' && accepts(member, sink, mode));
  }
  if (isUnion(sink)) return sink.some((member) => accepts(source, member, mode));
  if (typeof source === 'string' || typeof sink === 'string') return source === sink; // names only: an int is no long
  if (source.type === 'array' && sink.type === 'array') return accepts(source.items, sink.items, mode);
  if (source.type === 'enum' && sink.type === 'enum') return true;
  return source.type === 'record' && sink.type === 'record' && acceptsRecord(source.fields, sink.fields, mode);
}

type Fields = readonly { readonly name: string; readonly type: CwlType }[];

function acceptsRecord(source: Fields, sink: Fields, mode: Mode): boolean {
  const types = new Map(source.map((field) => [field.name, field.type]));
  return sink.every((field) => accepts(types.get(field.name) ?? 'null', field.type, mode));
}
