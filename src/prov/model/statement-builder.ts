import { ProvError } from '../errors';
import { entryOf, type ArgumentEntry, type RecordEntry, type RecordKind } from '../vocabulary';
import type { Argument, Attribute, KeyEntityPair, ProvRecord, Value } from './document';
import { toTime, toValue, type AttributesInput, type TimeInput, type ValueInput } from './input';
import { PROV, type Namespaces } from './namespaces';

/** An identifier, written `prefix:local`. */
export type Name = string;

/** What any relation may carry beside its arguments. */
export interface RelationOptions {
  readonly id?: Name | null | undefined;
  readonly attributes?: AttributesInput | undefined;
}

export interface TimedOptions extends RelationOptions {
  readonly time?: TimeInput;
}

export interface StartOptions extends TimedOptions {
  readonly trigger?: Name | null | undefined;
  readonly starter?: Name | null | undefined;
}

export interface EndOptions extends TimedOptions {
  readonly trigger?: Name | null | undefined;
  readonly ender?: Name | null | undefined;
}

export interface DerivationOptions extends RelationOptions {
  readonly activity?: Name | null | undefined;
  readonly generation?: Name | null | undefined;
  readonly usage?: Name | null | undefined;
}

export interface AssociationOptions extends RelationOptions {
  readonly plan?: Name | null | undefined;
}

export interface DelegationOptions extends RelationOptions {
  readonly activity?: Name | null | undefined;
}

/** A dictionary entry as given: its key and the entity it leads to. */
export type PairInput = readonly [key: ValueInput, entity: Name];

type ArgumentInput = TimeInput | ValueInput | readonly ValueInput[] | readonly PairInput[];

/** Collects statements. Its verbs read like PROV-N: mandatory arguments in their places, the others by name. */
export abstract class StatementBuilder {
  private readonly records: ProvRecord[] = [];
  private readonly kindOfId = new Map<string, string>();

  protected constructor(protected readonly namespaces: Namespaces) {}

  entity(id: Name, attributes: AttributesInput = {}): this {
    return this.add('entity', [], { id, attributes });
  }

  activity(id: Name, start?: TimeInput, end?: TimeInput, attributes: AttributesInput = {}): this {
    return this.add('activity', [start, end], { id, attributes });
  }

  agent(id: Name, attributes: AttributesInput = {}): this {
    return this.add('agent', [], { id, attributes });
  }

  wasGeneratedBy(entity: Name, activity?: Name | null, options: TimedOptions = {}): this {
    return this.add('wasGeneratedBy', [entity, activity, options.time], options);
  }

  used(activity: Name, entity?: Name | null, options: TimedOptions = {}): this {
    return this.add('used', [activity, entity, options.time], options);
  }

  wasInformedBy(informed: Name, informant: Name, options: RelationOptions = {}): this {
    return this.add('wasInformedBy', [informed, informant], options);
  }

  wasStartedBy(activity: Name, options: StartOptions = {}): this {
    return this.add('wasStartedBy', [activity, options.trigger, options.starter, options.time], options);
  }

  wasEndedBy(activity: Name, options: EndOptions = {}): this {
    return this.add('wasEndedBy', [activity, options.trigger, options.ender, options.time], options);
  }

  wasInvalidatedBy(entity: Name, activity?: Name | null, options: TimedOptions = {}): this {
    return this.add('wasInvalidatedBy', [entity, activity, options.time], options);
  }

  wasDerivedFrom(generated: Name, used: Name, options: DerivationOptions = {}): this {
    const { activity, generation, usage } = options;
    return this.add('wasDerivedFrom', [generated, used, activity, generation, usage], options);
  }

  wasAttributedTo(entity: Name, agent: Name, options: RelationOptions = {}): this {
    return this.add('wasAttributedTo', [entity, agent], options);
  }

  wasAssociatedWith(activity: Name, agent?: Name | null, options: AssociationOptions = {}): this {
    return this.add('wasAssociatedWith', [activity, agent, options.plan], options);
  }

  actedOnBehalfOf(delegate: Name, responsible: Name, options: DelegationOptions = {}): this {
    return this.add('actedOnBehalfOf', [delegate, responsible, options.activity], options);
  }

  wasInfluencedBy(influencee: Name, influencer: Name, options: RelationOptions = {}): this {
    return this.add('wasInfluencedBy', [influencee, influencer], options);
  }

  specializationOf(specific: Name, general: Name): this {
    return this.add('specializationOf', [specific, general]);
  }

  alternateOf(one: Name, other: Name): this {
    return this.add('alternateOf', [one, other]);
  }

  hadMember(collection: Name, entity: Name): this {
    return this.add('hadMember', [collection, entity]);
  }

  mentionOf(specific: Name, general: Name, bundle: Name): this {
    return this.add('mentionOf', [specific, general, bundle]);
  }

  derivedByInsertionFrom(after: Name, before: Name, pairs: readonly PairInput[], options: RelationOptions = {}): this {
    return this.add('derivedByInsertionFrom', [after, before, pairs], options);
  }

  derivedByRemovalFrom(after: Name, before: Name, keys: readonly ValueInput[], options: RelationOptions = {}): this {
    return this.add('derivedByRemovalFrom', [after, before, keys], options);
  }

  hadDictionaryMember(dictionary: Name, entity: Name, key: ValueInput): this {
    return this.add('hadDictionaryMember', [dictionary, entity, key]);
  }

  protected snapshot(): readonly ProvRecord[] {
    return Object.freeze([...this.records]);
  }

  private add(kind: RecordKind, given: readonly ArgumentInput[], options: RelationOptions = {}): this {
    const entry = entryOf(kind);
    const id = options.id === null || options.id === undefined ? null : this.namespaces.resolve(options.id);
    const record: ProvRecord = Object.freeze({
      kind,
      id,
      arguments: Object.freeze(entry.arguments.map((argument, place) => this.toArgument(entry, argument, given[place]))),
      attributes: Object.freeze(this.toAttributes(entry, options.attributes ?? {})),
    });
    if (id !== null) this.claim(id.iri, id.text, entry);
    this.records.push(record);
    return this;
  }

  private toArgument(entry: RecordEntry, argument: ArgumentEntry, input: ArgumentInput): Argument {
    if (input === null || input === undefined) {
      if (!argument.mandatory) return null;
      throw new ProvError('prov.missing_argument', `${entry.kind} needs its argument '${argument.name}'`);
    }
    switch (argument.type) {
      case 'name':
        return this.namespaces.resolve(input as Name);
      case 'time':
        return toTime(input as TimeInput, this.namespaces);
      case 'key':
        return toValue(input as ValueInput, this.namespaces);
      case 'keys':
        return Object.freeze((input as readonly ValueInput[]).map((key) => toValue(key, this.namespaces)));
      case 'pairs':
        return Object.freeze((input as readonly PairInput[]).map((pair) => this.toPair(pair)));
    }
  }

  private toPair([key, entity]: PairInput): KeyEntityPair {
    return Object.freeze({ key: toValue(key, this.namespaces), entity: this.namespaces.resolve(entity) });
  }

  private toAttributes(entry: RecordEntry, given: AttributesInput): Attribute[] {
    const attributes: Attribute[] = [];
    let values = 0;
    for (const [text, input] of Object.entries(given)) {
      if (input === null || input === undefined) continue;
      const name = this.namespaces.resolve(text);
      if (name.namespace === PROV && entry.arguments.some((argument) => argument.name === name.local)) {
        throw new ProvError('prov.reserved_attribute', `'${text}' is an argument of ${entry.kind}, not an attribute`);
      }
      for (const one of Array.isArray(input) ? (input as readonly ValueInput[]) : [input as ValueInput]) {
        const value: Value = toValue(one, this.namespaces);
        if (name.iri === `${PROV}value`) values += 1;
        attributes.push(Object.freeze({ name, value }));
      }
    }
    if (values > 1) throw new ProvError('prov.duplicate_value', `prov:value is stated ${values} times on one ${entry.kind}`);
    return attributes;
  }

  /** One identifier names elements or relations of one kind (PROV-CONSTRAINTS 53 and 54). */
  private claim(iri: string, text: string, entry: RecordEntry): void {
    const what = entry.element ? 'element' : entry.kind;
    const before = this.kindOfId.get(iri) ?? what;
    if (before !== what) throw new ProvError('prov.duplicate_id', `'${text}' names a ${before} and cannot name a ${what} too`);
    this.kindOfId.set(iri, what);
  }
}
