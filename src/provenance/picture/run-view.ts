import { Literal, QualifiedName, type Argument, type PictureOptions, type ProvDocument, type ProvRecord } from '../../prov';
import { attributeText, BundleIndex, isElement } from './bundle-index';
import { isFailed, labelOf } from './labels';
import { RunStory } from './run-story';
import { scatterGroups } from './scatter-groups';

/** How much of a record is drawn: what happened, or every statement. */
export enum PictureDetail {
  Steps = 'steps',
  Full = 'full',
}

/** What is given to the drawing: a part of the record's own statements, with labels for people. */
export interface PictureView {
  readonly document: ProvDocument;
  readonly options: PictureOptions;
}

const PROV = 'http://www.w3.org/ns/prov#';
const LABEL = new QualifiedName(PROV, 'prov', 'label');
const STRING = new QualifiedName('http://www.w3.org/2001/XMLSchema#', 'xsd', 'string');
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SHORT_PREFIXES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^run-${UUID}\\.(?=.)`), 'run'],
  [new RegExp(`^workflow-${UUID}\\.r\\d+\\.(?=.)`), 'plan'],
];

/** The record as it is drawn: nothing is added to its statements but labels, and shorter spellings of the same names. */
export function toView(document: ProvDocument, detail: PictureDetail): PictureView {
  const index = new BundleIndex(document.bundles[0]?.records ?? []);
  const people = namesOf(document.records);
  const isFull = detail === PictureDetail.Full;
  const groups = isFull ? new Map<string, string>() : scatterGroups(index);
  const records = (isFull ? index.records : new RunStory(index, groups).records()).map((record) =>
    respelled(labelled(record, labelOf(record, index, people))),
  );
  const failed = new Set(index.ofKind('activity').flatMap((record) => (record.id && isFailed(record) ? [record.id.iri] : [])));
  return {
    document: { namespaces: document.namespaces, records, bundles: [] },
    options: { useLabels: true, naryRelations: isFull, repeatAgents: isFull, failed: (iri) => failed.has(iri), groups },
  };
}

/** The names of people stand outside the bundle. */
function namesOf(records: readonly ProvRecord[]): ReadonlyMap<string, string> {
  const named = records.flatMap((record): [string, string][] => {
    const name = attributeText(record, 'schema:name');
    return record.id && name !== null ? [[record.id.iri, name]] : [];
  });
  return new Map(named);
}

function labelled(record: ProvRecord, label: string | null): ProvRecord {
  if (!isElement(record) || label === null) return record;
  return { ...record, attributes: [{ name: LABEL, value: new Literal(label, STRING) }, ...record.attributes] };
}

function respelled(record: ProvRecord): ProvRecord {
  const id = record.id === null ? null : shortened(record.id);
  return {
    ...record,
    id,
    arguments: record.arguments.map((argument: Argument) => (argument instanceof QualifiedName ? shortened(argument) : argument)),
  };
}

/** `ex:run-<uuid>.step.train` as `run:step.train`: the same IRI, cut in another place. */
function shortened(name: QualifiedName): QualifiedName {
  if (name.prefix !== 'ex') return name;
  for (const [pattern, prefix] of SHORT_PREFIXES) {
    const [start] = pattern.exec(name.local) ?? [];
    if (start !== undefined) return new QualifiedName(name.namespace + start, prefix, name.local.slice(start.length));
  }
  return name;
}
