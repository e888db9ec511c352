import { DocumentBuilder, type ProvDocument } from '../../prov';
import type { ObservedExecution } from '../../execution/execution.reader';
import { Artifacts } from './artifacts';
import { DataFlow } from './data-flow';
import { PlanLinks } from './plan-links';
import { statePlan } from './plan-statements';
import { RecordNames } from './record-names';
import { stateRun, wasSubmitted } from './run-statements';
import { Statements } from './statements';
import { StepRuns } from './step-runs';
import { stateSteps } from './step-statements';
import { recordPrefixes } from './vocabulary';

export interface Installation {
  readonly baseIri: string;
  readonly serviceVersion: string;
}

/** What was observed of a run as PROV: one bundle, made from the evidence alone, equal for equal evidence. */
export function mapExecution(execution: ObservedExecution, installation: Installation): ProvDocument {
  const names = new RecordNames(execution);
  const builder = new DocumentBuilder(recordPrefixes(installation.baseIri));
  const statements = new Statements(builder.bundle(names.record), names);
  const links = new PlanLinks(execution.revision.plan);
  const runs = new StepRuns(execution.steps, links, names);
  const engine = wasSubmitted(execution) ? names.engine(execution.engineVersion) : null;
  stateRun(statements, execution, installation.serviceVersion);
  statePlan(statements, execution.revision);
  stateSteps(statements, { execution, links, runs, engine });
  new DataFlow({ execution, statements, links, runs, artifacts: new Artifacts(statements) }).state();
  statements.close();
  return builder.build();
}
