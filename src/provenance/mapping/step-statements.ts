import type { ObservedExecution } from '../../execution/execution.reader';
import { StepStatus } from '../../execution/execution-status';
import { qn } from '../../prov';
import type { PlanLinks } from './plan-links';
import type { Statements } from './statements';
import type { StepRun, StepRuns } from './step-runs';

const STATUSES: Readonly<Record<StepStatus, string>> = {
  [StepStatus.Waiting]: 'schema:PotentialActionStatus',
  [StepStatus.Queued]: 'schema:PotentialActionStatus',
  [StepStatus.Running]: 'schema:ActiveActionStatus',
  [StepStatus.Finished]: 'schema:CompletedActionStatus',
  [StepStatus.Failed]: 'schema:FailedActionStatus',
  [StepStatus.Stopped]: 'own:CancelledActionStatus',
};

interface Parts {
  readonly execution: ObservedExecution;
  readonly links: PlanLinks;
  readonly runs: StepRuns;
  /** Null: no engine heard of the run. */
  readonly engine: string | null;
}

/** One activity for each step that has started, and for the scatters and workflows that hold them together. */
export function stateSteps(statements: Statements, parts: Parts): void {
  for (const run of parts.runs.all) stateStep(statements, parts, run);
}

function stateStep(statements: Statements, { execution, links, engine }: Parts, { name, step, path }: StepRun): void {
  const { bundle, names } = statements;
  const isPlanned = path.length > 0;
  const label = isPlanned ? (path.at(-1) ?? step.name) : step.name;
  const hasShard = isPlanned && step.shard !== null;
  bundle.activity(name, step.startedAt, step.endedAt, {
    'prov:type': [qn('wfprov:ProcessRun'), qn('pplan:Activity')],
    'schema:name': hasShard ? `${label}[${step.shard}]` : label,
    'schema:actionStatus': qn(STATUSES[step.status]),
    'schema:error': errorOf(execution, { name, step, path }),
    'wfprov:wasPartOfWorkflowRun': qn(names.run),
    'pplan:correspondsToStep': isPlanned ? qn(names.step(path)) : null,
    'own:jobName': step.name,
    'own:scatterIndex': step.shard,
    'own:command': step.command,
    'own:exitCode': step.exitCode,
    'own:reportedImage': step.image,
    'own:backendJobId': step.backendJobId,
  });
  const starter = hasShard ? stateHolder(statements, path, { links, engine }) : parentOf(statements, path, { links, engine });
  bundle.wasStartedBy(name, { starter, time: step.startedAt });
  if (engine !== null) bundle.wasAssociatedWith(name, engine, { plan: isPlanned ? names.step(path) : null });
}

type HolderParts = Pick<Parts, 'links' | 'engine'>;

/** What started a step: the run of the workflow around it. */
function parentOf(statements: Statements, path: readonly string[], parts: HolderParts): string {
  return path.length < 2 ? statements.names.run : stateHolder(statements, path.slice(0, -1), parts);
}

/** A scatter as a whole, or a workflow inside. Nobody observed its times: they are those of its steps. */
function stateHolder(statements: Statements, path: readonly string[], parts: HolderParts): string {
  const { bundle, names } = statements;
  const holder = names.stepRun(path);
  if (!statements.isNew(holder)) return holder;
  const isWorkflow = (parts.links.find(path)?.workflow ?? null) !== null;
  bundle.activity(holder, null, null, {
    'prov:type': [qn(isWorkflow ? 'wfprov:WorkflowRun' : 'wfprov:ProcessRun'), qn('pplan:Activity')],
    'schema:name': path.at(-1),
    'wfprov:wasPartOfWorkflowRun': qn(names.run),
    'pplan:correspondsToStep': qn(names.step(path)),
  });
  bundle.wasStartedBy(holder, { starter: parentOf(statements, path, parts) });
  if (parts.engine !== null) bundle.wasAssociatedWith(holder, parts.engine, { plan: names.step(path) });
  return holder;
}

function errorOf({ failure }: ObservedExecution, { step, path }: StepRun): string | null {
  if (step.status !== StepStatus.Failed) return null;
  const isBlamed = failure !== null && [step.name, path.join('/')].includes(failure.step ?? '');
  if (isBlamed) return failure.message;
  return step.exitCode === null ? 'The step failed.' : `The step ended with exit code ${step.exitCode}.`;
}
