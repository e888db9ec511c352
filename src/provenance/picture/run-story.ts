import type { ProvRecord } from '../../prov';
import { argumentIri, hasType, isElement, type BundleIndex } from './bundle-index';

/**
 * Chooses what tells the story of a run: who ran it, its steps, and the data that went from one to the next. Plans, slots and
 * contents are left out, and what is said of the run as a whole where the same is said of one of its steps.
 */
export class RunStory {
  private readonly steps: ReadonlySet<string>;
  private readonly runs: ReadonlySet<string>;
  private readonly usedBySteps: ReadonlySet<string>;
  private readonly madeBySteps: ReadonlySet<string>;
  /** Arrays that no step took as one, but whose elements were taken one by one. */
  private readonly takenApart: ReadonlySet<string>;

  constructor(private readonly index: BundleIndex) {
    const activities = index.ofKind('activity');
    this.steps = irisOf(activities.filter((one) => hasType(one, 'pplan:Activity')));
    this.runs = irisOf(activities.filter((one) => hasType(one, 'wfprov:WorkflowRun') && !hasType(one, 'pplan:Activity')));
    this.usedBySteps = this.subjects('used', { activity: 0, entity: 1 });
    this.madeBySteps = this.subjects('wasGeneratedBy', { activity: 1, entity: 0 });
    const arrays = index.ofKind('hadMember').filter((record) => this.usedBySteps.has(argumentIri(record, 1) ?? ''));
    const made = new Set(index.ofKind('wasGeneratedBy').map((record) => argumentIri(record, 0)));
    const isOne = (iri: string): boolean => this.usedBySteps.has(iri) || made.has(iri);
    this.takenApart = new Set(arrays.flatMap((record) => argumentIri(record, 0) ?? []).filter((iri) => !isOne(iri)));
  }

  records(): ProvRecord[] {
    const relations = this.index.records.filter((record) => this.isShown(record)).map(withoutPlan);
    const shown = irisOf(this.index.ofKind('activity'));
    for (const relation of relations) relation.arguments.forEach((_, place) => shown.add(argumentIri(relation, place) ?? ''));
    const elements = this.index.records.filter((record) => isElement(record) && shown.has(record.id?.iri ?? ''));
    return [...elements, ...relations];
  }

  private isShown(record: ProvRecord): boolean {
    const [first, second] = [argumentIri(record, 0) ?? '', argumentIri(record, 1) ?? ''];
    switch (record.kind) {
      case 'used':
        return this.steps.has(first) || !(this.usedBySteps.has(second) || this.takenApart.has(second));
      case 'wasGeneratedBy':
        return second !== '' && (!this.runs.has(second) || !this.madeBySteps.has(first));
      case 'hadMember':
        return !this.takenApart.has(first) && (this.usedBySteps.has(second) || this.madeBySteps.has(second));
      case 'wasAssociatedWith':
        return !this.steps.has(first);
      case 'wasStartedBy':
      case 'wasEndedBy':
        return true;
      default:
        return false;
    }
  }

  private subjects(
    kind: 'used' | 'wasGeneratedBy',
    { activity, entity }: { activity: number; entity: number },
  ): ReadonlySet<string> {
    const ofSteps = this.index.ofKind(kind).filter((record) => this.steps.has(argumentIri(record, activity) ?? ''));
    return new Set(ofSteps.flatMap((record) => argumentIri(record, entity) ?? []));
  }
}

/** Plans are not drawn. */
function withoutPlan(record: ProvRecord): ProvRecord {
  return record.kind === 'wasAssociatedWith' ? { ...record, arguments: record.arguments.slice(0, 2) } : record;
}

function irisOf(records: readonly ProvRecord[]): Set<string> {
  return new Set(records.flatMap(({ id }) => id?.iri ?? []));
}
