/** What a name in an argument refers to; `any` is an entity, activity or agent. */
export type Referent = 'entity' | 'activity' | 'agent' | 'bundle' | 'generation' | 'usage' | 'any';

/** What an argument holds: a name, a time, or one of the values of PROV-Dictionary. */
export type ArgumentType = 'name' | 'time' | 'key' | 'keys' | 'pairs';

export interface ArgumentEntry {
  /** As in PROV-JSON and PROV-XML, without `prov:`. */
  readonly name: string;
  readonly type: ArgumentType;
  readonly mandatory: boolean;
  /** For names: the kind of thing that is named. */
  readonly refersTo?: Referent;
}

/** All there is to know of one kind of record; serialisers and pictures are handed this entry and never switch on a name. */
export interface RecordEntry {
  /** Name of the statement in PROV-DM, and its member in PROV-JSON. */
  readonly kind: string;
  /** Name in PROV-N; kinds that are no part of its grammar are extensions with a prefix (PROV-N §3.7.5). */
  readonly n: string;
  /** Start of the names that PROV-JSON needs for records without an identifier: `_:u7`. */
  readonly blank: string;
  /** Elements are the nodes of a graph, the others relate them. */
  readonly element: boolean;
  /** May it have an identifier and attributes (PROV-DM gives none to four relations)? */
  readonly hasId: boolean;
  readonly hasAttributes: boolean;
  /** In the order of PROV-N, after the identifier. */
  readonly arguments: readonly ArgumentEntry[];
}

type Options = Partial<Omit<RecordEntry, 'kind' | 'blank' | 'arguments'>>;

function entry<K extends string>(kind: K, blank: string, argumentList: string, options: Options = {}): RecordEntry & { kind: K } {
  const kindOnly = { kind, n: kind, blank, element: false, hasId: true, hasAttributes: true, ...options };
  return Object.freeze({ ...kindOnly, arguments: Object.freeze(argumentList.split(' ').filter(Boolean).map(toArgument)) });
}

/** `activity!:activity`: name, `!` when mandatory, then what it refers to or its type. */
function toArgument(text: string): ArgumentEntry {
  const [, name = '', mandatory, what = ''] = /^([\w-]+)(!?):(\w+)$/.exec(text) ?? [];
  const type = (['time', 'key', 'keys', 'pairs'] as const).find((one) => one === what);
  const shared = { name, type: type ?? ('name' as const), mandatory: mandatory === '!' };
  return Object.freeze(type ? shared : { ...shared, refersTo: what as Referent });
}

const element: Options = { element: true };
const plain: Options = { hasId: false, hasAttributes: false };

/** Every kind of record of PROV-DM, of PROV-Links (mentionOf) and of PROV-Dictionary, in the order in which PROV-JSON is written. */
export const VOCABULARY = Object.freeze([
  entry('entity', 'e', '', element),
  entry('activity', 'a', 'startTime:time endTime:time', element),
  entry('agent', 'ag', '', element),
  entry('wasGeneratedBy', 'wGB', 'entity!:entity activity:activity time:time'),
  entry('used', 'u', 'activity!:activity entity:entity time:time'),
  entry('wasInformedBy', 'wIB', 'informed!:activity informant!:activity'),
  entry('wasStartedBy', 'wSB', 'activity!:activity trigger:entity starter:activity time:time'),
  entry('wasEndedBy', 'wEB', 'activity!:activity trigger:entity ender:activity time:time'),
  entry('wasInvalidatedBy', 'wVB', 'entity!:entity activity:activity time:time'),
  entry(
    'wasDerivedFrom',
    'wDF',
    'generatedEntity!:entity usedEntity!:entity activity:activity generation:generation usage:usage',
  ),
  entry('wasAttributedTo', 'wAT', 'entity!:entity agent!:agent'),
  entry('wasAssociatedWith', 'wAW', 'activity!:activity agent:agent plan:entity'),
  entry('actedOnBehalfOf', 'aOBO', 'delegate!:agent responsible!:agent activity:activity'),
  entry('wasInfluencedBy', 'wI', 'influencee!:any influencer!:any'),
  entry('specializationOf', 'sO', 'specificEntity!:entity generalEntity!:entity', plain),
  entry('alternateOf', 'aO', 'alternate1!:entity alternate2!:entity', plain),
  entry('hadMember', 'hM', 'collection!:entity entity!:entity', plain),
  entry('mentionOf', 'mO', 'specificEntity!:entity generalEntity!:entity bundle!:bundle', { ...plain, n: 'prov:mentionOf' }),
  entry('derivedByInsertionFrom', 'dBIF', 'after!:entity before!:entity key-entity-set:pairs', {
    n: 'prov:derivedByInsertionFrom',
  }),
  entry('derivedByRemovalFrom', 'dBRF', 'after!:entity before!:entity key-set:keys', { n: 'prov:derivedByRemovalFrom' }),
  entry('hadDictionaryMember', 'hDM', 'dictionary!:entity entity:entity key:key', { ...plain, n: 'prov:hadDictionaryMember' }),
]);

export type RecordKind = (typeof VOCABULARY)[number]['kind'];

const BY_KIND = new Map<RecordKind, RecordEntry>(VOCABULARY.map((one) => [one.kind, one]));

/** The entry of a kind of record. */
export function entryOf(kind: RecordKind): RecordEntry {
  const found = BY_KIND.get(kind);
  if (!found) throw new TypeError(`'${kind}' is no kind of PROV record`);
  return found;
}
