import type { CwlPlan, CwlStep } from '../../cwl';
import type { RevisionFacts } from '../../registry/workflow.reader';
import { qn } from '../../prov';
import type { Statements } from './statements';

interface Slot {
  readonly id: string;
  readonly type: string;
  readonly default?: unknown;
}

/** What was to be run: the workflow, its revision, steps, slots and links. */
export function statePlan(statements: Statements, facts: RevisionFacts): void {
  const { bundle, names } = statements;
  statements.entity(names.workflow, { 'schema:name': facts.name });
  statements.entity(names.revision, {
    'prov:type': [qn('prov:Plan'), qn('wfdesc:Workflow'), qn('pplan:Plan')],
    'schema:name': facts.name,
    'schema:version': facts.version,
    'own:ordinal': facts.ordinal,
    'own:cwlVersion': facts.plan.cwlVersion,
    'wr:sha256': facts.specSha256,
    'wfdesc:hasSubProcess': facts.plan.steps.map(({ id }) => qn(names.step([id]))),
    ...slotAttributes(statements, [], facts.plan),
  });
  bundle.specializationOf(names.revision, names.workflow);
  bundle.wasGeneratedBy(names.revision, null, { time: facts.registeredAt });
  bundle.wasAttributedTo(names.revision, names.user(facts.registeredByUuid));
  if (facts.ordinal > 1) stateEarlierRevision(statements, facts.ordinal);
  stateSlots(statements, [], facts.plan);
  stateSteps(statements, [], facts.plan);
}

function stateEarlierRevision({ bundle, names }: Statements, ordinal: number): void {
  const earlier = names.revisionOf(ordinal - 1);
  bundle.entity(earlier, { 'prov:type': qn('prov:Plan'), 'own:ordinal': ordinal - 1 });
  bundle.wasDerivedFrom(names.revision, earlier, { attributes: { 'prov:type': qn('prov:Revision') } });
}

function stateSteps(statements: Statements, scope: readonly string[], plan: CwlPlan): void {
  for (const step of plan.steps) {
    const path = [...scope, step.id];
    stateStep(statements, path, step);
    stateSlots(statements, path, step);
    for (const input of step.inputs) stateLinks(statements, scope, statements.names.slot(path, 'in', input.id), input.sources);
    if (step.workflow === null) continue;
    stateSlots(statements, path, step.workflow);
    stateSteps(statements, path, step.workflow);
  }
  for (const { id, sources } of plan.outputs) stateLinks(statements, scope, statements.names.slot(scope, 'out', id), sources);
}

function stateStep(statements: Statements, path: readonly string[], step: CwlStep): void {
  const { names } = statements;
  const scope = path.slice(0, -1);
  statements.entity(names.step(path), {
    'prov:type': [qn('prov:Plan'), qn(step.workflow === null ? 'wfdesc:Process' : 'wfdesc:Workflow'), qn('pplan:Step')],
    'schema:name': step.id,
    'schema:description': step.label,
    'pplan:isStepOfPlan': qn(names.step(scope)),
    'pplan:isPrecededBy': stepsBefore(step).map((id) => qn(names.step([...scope, id]))),
    'wfdesc:hasSubProcess': step.workflow?.steps.map(({ id }) => qn(names.step([...path, id]))),
    'own:runClass': step.runClass,
    'own:declaredImage': step.image,
    'own:scatter': step.scatter,
    'own:scatterMethod': step.scatterMethod,
    ...slotAttributes(statements, path, step),
  });
}

/** The steps whose outputs this one takes. */
function stepsBefore({ inputs }: CwlStep): string[] {
  const sources = inputs.flatMap((input) => input.sources).map((source) => source.split('/'));
  return [...new Set(sources.flatMap(([step, port]) => (step !== undefined && port !== undefined ? [step] : [])))];
}

interface Ports {
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
}

function slotAttributes({ names }: Statements, path: readonly string[], { inputs, outputs }: Ports) {
  return {
    'wfdesc:hasInput': inputs.map(({ id }) => qn(names.slot(path, 'in', id))),
    'wfdesc:hasOutput': outputs.map(({ id }) => qn(names.slot(path, 'out', id))),
  };
}

/** The slots of a workflow inside are those of the step that runs it. */
function stateSlots(statements: Statements, path: readonly string[], { inputs, outputs }: Ports): void {
  const state = (direction: 'in' | 'out', type: string) => (slot: Slot) =>
    statements.entity(statements.names.slot(path, direction, slot.id), {
      'prov:type': [qn(type), qn('pplan:Variable')],
      'schema:name': slot.id,
      'own:cwlType': slot.type,
      'own:default': slot.default === undefined || slot.default === null ? null : JSON.stringify(slot.default),
    });
  inputs.forEach(state('in', 'wfdesc:Input'));
  outputs.forEach(state('out', 'wfdesc:Output'));
}

function stateLinks(statements: Statements, scope: readonly string[], sink: string, sources: readonly string[]): void {
  for (const source of sources) {
    const [step = '', port] = source.split('/');
    const from =
      port === undefined ? statements.names.slot(scope, 'in', step) : statements.names.slot([...scope, step], 'out', port);
    statements.entity(statements.names.link(from, sink), {
      'prov:type': qn('wfdesc:DataLink'),
      'wfdesc:hasSource': qn(from),
      'wfdesc:hasSink': qn(sink),
    });
  }
}
