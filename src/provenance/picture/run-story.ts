import type { ProvRecord } from '../../prov';
import { argumentIri, hasType, isElement, type BundleIndex } from './bundle-index';

/** Where more steps than this have the same starter or the same data, their edges to it would hide everything else. */
const HUB_ABOVE = 50;

/**
 * Chooses what tells the story of a run: who ran it, its steps, and the data that went from one to the next. Plans, slots and
 * contents are left out, and what is said of the run as a whole where the same is said of one of its steps. Where
 * it would be said of very many steps it is said of the run alone.
 */
export class RunStory {
  private readonly steps: ReadonlySet<string>;
  private readonly runs: ReadonlySet<string>;
  private readonly usedBySteps: ReadonlySet<string>;
  private readonly madeBySteps: ReadonlySet<string>;
  /** Arrays that no step took as one, but whose elements were taken one by one. */
  private readonly takenApart: ReadonlySet<string>;

  /** What so many steps used, or what started so many, that their edges are left out. */
  private readonly hubs: ReadonlySet<string>;

  constructor(
    private readonly index: BundleIndex,
    private readonly groups: ReadonlyMap<string, string>,
  ) {
    const activities = index.ofKind('activity');
    this.steps = irisOf(activities.filter((one) => hasType(one, 'pplan:Activity')));
    this.runs = irisOf(activities.filter((one) => hasType(one, 'wfprov:WorkflowRun') && !hasType(one, 'pplan:Activity')));
    const usedByRun = new Set(
      index.ofKind('used').flatMap((one) => (this.runs.has(argumentIri(one, 0) ?? '') ? argumentIri(one, 1) : [])),
    );
    const shared = this.centres('used', 1).filter((iri) => usedByRun.has(iri));
    this.hubs = new Set([...shared, ...this.centres('wasStartedBy', 2)]);
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
        if (this.hubs.has(second)) return this.runs.has(first);
        return this.steps.has(first) || !(this.usedBySteps.has(second) || this.takenApart.has(second));
      case 'wasGeneratedBy':
        return second !== '' && (!this.runs.has(second) || !this.madeBySteps.has(first));
      case 'hadMember':
        return !this.takenApart.has(first) && (this.usedBySteps.has(second) || this.madeBySteps.has(second));
      case 'wasAssociatedWith':
        return !this.steps.has(first);
      case 'wasStartedBy':
        return !this.hubs.has(argumentIri(record, 2) ?? '');
      case 'wasEndedBy':
        return true;
      default:
        return false;
    }
  }

  /** The things to which more nodes of the picture lead than can be told apart. */
  private centres(kind: 'used' | 'wasStartedBy', place: number): string[] {
    const nodes = new Map<string, Set<string>>();
    for (const record of this.index.ofKind(kind)) {
      const [from, to] = [argumentIri(record, 0), argumentIri(record, place)];
      if (from === null || to === null || !this.steps.has(from)) continue;
      nodes.set(to, (nodes.get(to) ?? new Set()).add(this.groups.get(from) ?? from));
    }
    return [...nodes].filter(([, { size }]) => size > HUB_ABOVE).map(([iri]) => iri);
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
