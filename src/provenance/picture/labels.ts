import type { ProvRecord } from '../../prov';
import { argumentIri, attributeText, hasType, type BundleIndex } from './bundle-index';

const LONGEST_VALUE = 24;

/** What a person calls a thing of a record; null: it has no other name than its identifier. */
export function labelOf(record: ProvRecord, index: BundleIndex, people: ReadonlyMap<string, string>): string | null {
  if (record.kind === 'agent') return agentLabel(record, people);
  if (record.kind === 'activity') return hasType(record, 'own:Cancellation') ? 'cancel' : activityLabel(record, index);
  if (record.kind !== 'entity') return null;
  return hasType(record, 'own:StopRequest') ? 'stop request' : entityLabel(record, index);
}

export function isFailed(record: ProvRecord): boolean {
  return attributeText(record, 'schema:actionStatus') === 'schema:FailedActionStatus';
}

function agentLabel(record: ProvRecord, people: ReadonlyMap<string, string>): string | null {
  const name = people.get(record.id?.iri ?? '') ?? attributeText(record, 'schema:name') ?? unknownPerson(record);
  const version = attributeText(record, 'schema:softwareVersion');
  return name !== null && version !== null ? `${name} ${version}` : name;
}

/** Somebody whose name is not known here goes by the first digits of his uuid. */
function unknownPerson({ id }: ProvRecord): string | null {
  const [, digits] = /^user-([0-9a-f]{8})-/.exec(id?.local ?? '') ?? [];
  return digits === undefined ? null : `user ${digits}`;
}

function activityLabel(record: ProvRecord, index: BundleIndex): string | null {
  const name = attributeText(record, 'schema:name') ?? runName(record, index);
  const state = stateOf(record);
  return name !== null && state !== null ? `${name} (${state})` : name;
}

/** Only what is out of the ordinary is told. */
function stateOf(record: ProvRecord): string | null {
  const exitCode = attributeText(record, 'own:exitCode');
  if (isFailed(record)) return exitCode === null || exitCode === '0' ? 'failed' : `exit code ${exitCode}`;
  const status = attributeText(record, 'schema:actionStatus');
  if (status === 'schema:ActiveActionStatus') return 'running';
  return status === 'own:CancelledActionStatus' ? 'stopped' : null;
}

/** The run goes by the name of its workflow and by its number. */
function runName(run: ProvRecord, index: BundleIndex): string | null {
  const plans = index.ofKind('wasAssociatedWith').filter((one) => argumentIri(one, 0) === run.id?.iri);
  const revision = plans
    .map((one) => index.element(argumentIri(one, 2) ?? ''))
    .find((plan) => plan !== null && hasType(plan, 'wfdesc:Workflow'));
  const name = attributeText(revision ?? null, 'schema:name');
  if (name === null) return null;
  const version = attributeText(revision ?? null, 'schema:version');
  const number = attributeText(run, 'own:reanaRunNumber');
  return [name, version, number === null ? '' : `run ${number}`].filter(Boolean).join(' ');
}

function entityLabel(record: ProvRecord, index: BundleIndex): string | null {
  const name = attributeText(record, 'schema:name') ?? attributeText(record, 'schema:url');
  if (name !== null && (hasType(record, 'prov:Collection') || hasType(record, 'prov:EmptyCollection')))
    return `${name} (${index.countMembers(record)})`;
  const value = attributeText(record, 'prov:value');
  if (name === null || value === null) return name;
  const position = attributeText(record, 'own:position');
  return `${name}${position === null ? '' : `[${position}]`} = ${cut(value)}`;
}

function cut(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  return line.length <= LONGEST_VALUE ? line : `${[...line].slice(0, LONGEST_VALUE - 1).join('')}…`;
}
