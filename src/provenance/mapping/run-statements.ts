import type { ObservedExecution } from '../../execution/execution.reader';
import { ExecutionStatus } from '../../execution/execution-status';
import { qn } from '../../prov';
import type { Statements } from './statements';

const STATUSES: Readonly<Record<ExecutionStatus, string>> = {
  [ExecutionStatus.Created]: 'schema:PotentialActionStatus',
  [ExecutionStatus.Queued]: 'schema:PotentialActionStatus',
  [ExecutionStatus.Pending]: 'schema:PotentialActionStatus',
  [ExecutionStatus.Running]: 'schema:ActiveActionStatus',
  [ExecutionStatus.Finished]: 'schema:CompletedActionStatus',
  [ExecutionStatus.Failed]: 'schema:FailedActionStatus',
  [ExecutionStatus.Stopped]: 'own:CancelledActionStatus',
  [ExecutionStatus.Deleted]: 'own:CancelledActionStatus',
};

/** The run as a whole: when, how it ended, who and what took part. */
export function stateRun(statements: Statements, execution: ObservedExecution, serviceVersion: string): void {
  const { bundle, names } = statements;
  bundle.activity(names.run, execution.startedAt, execution.endedAt, {
    'prov:type': qn('wfprov:WorkflowRun'),
    'schema:actionStatus': qn(STATUSES[execution.status]),
    'schema:error': execution.failure?.message,
    'own:failureCode': execution.failure?.code,
    'own:reanaId': execution.reanaId,
    'own:reanaName': execution.reanaName,
    'own:reanaRunNumber': execution.reanaRunNumber,
  });
  statePeople(statements, execution);
  stateService(statements, serviceVersion);
  bundle.wasAssociatedWith(names.run, names.user(execution.ownerUuid), { attributes: { 'prov:role': qn('own:submitter') } });
  bundle.actedOnBehalfOf(names.service(serviceVersion), names.user(execution.ownerUuid), { activity: names.run });
  bundle.actedOnBehalfOf(names.user(execution.ownerUuid), names.group(execution.groupName), { activity: names.run });
  if (wasSubmitted(execution)) stateEngine(statements, execution, serviceVersion);
  if (execution.stopRequest) stateStop(statements, execution, execution.stopRequest);
}

/** Did the engine ever hear of it? */
export function wasSubmitted({ reanaId, submittedSha256 }: ObservedExecution): boolean {
  return reanaId !== null || submittedSha256 !== null;
}

/** People go by our own uuid of them: no name of a person stands in what is sealed. */
function statePeople(statements: Statements, execution: ObservedExecution): void {
  const { names } = statements;
  const people = [execution.ownerUuid, execution.revision.registeredByUuid, execution.stopRequest?.byUuid];
  for (const uuid of people) if (uuid !== undefined) statements.agent(names.user(uuid), { 'prov:type': qn('prov:Person') });
  const group = { 'prov:type': qn('prov:Organization'), 'schema:name': execution.groupName };
  statements.agent(names.group(execution.groupName), group);
}

function stateService(statements: Statements, version: string): void {
  const { bundle, names } = statements;
  const service = { 'prov:type': qn('prov:SoftwareAgent'), 'schema:name': 'ReProv', 'schema:softwareVersion': version };
  statements.agent(names.service(version), service);
  bundle.wasAssociatedWith(names.run, names.service(version), { plan: names.revision });
}

function stateEngine(statements: Statements, execution: ObservedExecution, serviceVersion: string): void {
  const { bundle, names } = statements;
  const { engineVersion, submittedSha256 } = execution;
  const engine = names.engine(engineVersion);
  statements.agent(engine, {
    'prov:type': [qn('prov:SoftwareAgent'), qn('wfprov:WorkflowEngine')],
    'schema:name': 'REANA',
    'schema:softwareVersion': engineVersion,
  });
  bundle.actedOnBehalfOf(engine, names.service(serviceVersion), { activity: names.run });
  if (submittedSha256 === null) {
    bundle.wasAssociatedWith(names.run, engine);
    return;
  }
  bundle.entity(names.submitted, { 'prov:type': qn('prov:Plan'), 'wr:sha256': submittedSha256 });
  bundle.wasDerivedFrom(names.submitted, names.revision, { attributes: { 'prov:type': qn('own:Instrumentation') } });
  bundle.wasAssociatedWith(names.run, engine, { plan: names.submitted });
}

/** Somebody asked to stop it; only where the run ended as stopped was that its end. */
function stateStop(
  { bundle, names }: Statements,
  { status, endedAt }: ObservedExecution,
  { byUuid, at }: NonNullable<ObservedExecution['stopRequest']>,
): void {
  bundle.activity(names.cancellation, at, at, { 'prov:type': qn('own:Cancellation') });
  bundle.wasAssociatedWith(names.cancellation, names.user(byUuid), { attributes: { 'prov:role': qn('own:canceller') } });
  bundle.entity(names.stopRequest, { 'prov:type': qn('own:StopRequest') });
  bundle.wasGeneratedBy(names.stopRequest, names.cancellation, { time: at });
  if (status !== ExecutionStatus.Stopped) return;
  bundle.wasEndedBy(names.run, { trigger: names.stopRequest, ender: names.cancellation, time: endedAt });
}
