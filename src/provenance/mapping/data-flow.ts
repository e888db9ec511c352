import type { ObservedExecution, ObservedValue } from '../../execution/execution.reader';
import { ENDED, ExecutionStatus, StepStatus } from '../../execution/execution-status';
import { asList, type Artifact, type Artifacts, type Port } from './artifacts';
import type { Origin, PlanLinks } from './plan-links';
import type { Statements } from './statements';
import type { StepRun, StepRuns } from './step-runs';

export interface FlowParts {
  readonly execution: ObservedExecution;
  readonly statements: Statements;
  readonly artifacts: Artifacts;
  readonly links: PlanLinks;
  readonly runs: StepRuns;
}

/**
 * What went where: the run's inputs and outputs were observed, what passed between steps follows from the links of the plan.
 * A step uses the very occurrence that its source made, and an output of the workflow is the occurrence that its step made.
 */
export class DataFlow {
  private readonly inputs = new Map<string, Artifact>();
  /** By step and port: what its runs made. */
  private readonly made = new Map<string, Artifact>();
  /** The same of scattered steps, by shard, where nobody saw the data. */
  private readonly unseen = new Map<string, Artifact[]>();

  /** Ports whose data is seen when the run has ended: it has no name before, since a record that grows never renames. */
  private readonly toBeSeen: ReadonlySet<string>;

  constructor(private readonly parts: FlowParts) {
    const { execution, links } = parts;
    const outputs = ENDED.includes(execution.status) ? [] : execution.revision.plan.outputs;
    const origins = outputs.flatMap(({ id }) => links.ofOutput(id));
    this.toBeSeen = new Set(origins.map(({ step, port }) => key(step, port)));
  }

  state(): void {
    this.stateInputs();
    this.stateOutputs();
    for (const run of this.parts.runs.all) this.stateUnseen(run);
    for (const run of this.parts.runs.all) this.stateUses(run);
  }

  private stateInputs(): void {
    const { execution, statements, artifacts } = this.parts;
    for (const { port, type, value } of execution.inputs) {
      const role = this.slot([], 'in', port);
      const artifact = artifacts.state(value, { place: { step: [], shard: null, port }, slot: role, cwlType: type });
      if (artifact === null) continue;
      this.inputs.set(port, artifact);
      for (const entity of wholeOf(artifact)) statements.use({ activity: statements.names.run, entity, port, role });
    }
  }

  private stateOutputs(): void {
    const { execution, statements } = this.parts;
    for (const observed of execution.outputs) {
      const origins = this.parts.links.ofOutput(observed.port);
      const [origin] = origins;
      if (origins.length === 1 && origin?.step.length === 0) continue; // an input, passed on: the run did not make it
      const artifact = origins.length === 1 && origin ? this.stateMade(origin, observed) : this.stateOfRun(observed);
      const role = this.slot([], 'out', observed.port);
      const flow = { activity: statements.names.run, port: observed.port, role };
      for (const { entity, time } of occurrencesOf(artifact)) statements.generate({ ...flow, entity }, time);
    }
  }

  /** Made by one of several steps, nobody knows which. */
  private stateOfRun({ port, type, value }: ObservedValue): Artifact | null {
    const place = { step: [], shard: null, port };
    return this.parts.artifacts.state(value, { place, slot: this.slot([], 'out', port), cwlType: type });
  }

  private stateMade({ step, port }: Origin, { type, value }: ObservedValue): Artifact | null {
    const { artifacts, runs, statements } = this.parts;
    const target: Port = { place: { step, shard: null, port }, slot: this.slot(step, 'out', port), cwlType: type };
    const data = asList(value);
    const shards = runs.of(step);
    if (runs.isScattered(step) && data.kind === 'list' && data.directory === null && data.items.length === shards.length) {
      const elements = shards.map((run, index) => {
        const item = data.items[run.step.shard ?? index];
        const place = { step, shard: run.step.shard, port };
        const made = item ? artifacts.state(item, { ...target, place }, [run.step.shard ?? index]) : null;
        this.generate(run.name, made, target);
        return made;
      });
      this.made.set(key(step, port), { whole: null, elements, time: null });
      return artifacts.collect(data, target, elements);
    }
    const artifact = artifacts.state(value, target);
    const maker = runs.isScattered(step) ? statements.names.stepRun(step) : shards[0]?.name;
    if (maker !== undefined) this.generate(maker, artifact, target);
    // A step that gave nothing through this port has said so: nobody may think that its output was not seen.
    this.made.set(key(step, port), artifact ?? { whole: null, elements: null, time: null });
    return artifact;
  }

  /** One entity for each port of a finished step whose data nobody saw. */
  private stateUnseen({ name, step, path }: StepRun): void {
    if (path.length === 0 || step.status !== StepStatus.Finished) return;
    for (const { id, type } of this.parts.links.find(path)?.outputs ?? []) {
      const elements = this.unseen.get(key(path, id)) ?? [];
      const wasSeen = this.made.has(key(path, id)) && !this.unseen.has(key(path, id));
      if (wasSeen || this.toBeSeen.has(key(path, id))) continue;
      const port: Port = { place: { step: path, shard: step.shard, port: id }, slot: this.slot(path, 'out', id), cwlType: type };
      const artifact = this.parts.artifacts.unseen(port);
      this.generate(name, artifact, port);
      if (step.shard === null) {
        this.made.set(key(path, id), artifact);
        continue;
      }
      elements[step.shard] = artifact;
      this.unseen.set(key(path, id), elements);
      this.made.set(key(path, id), { whole: null, elements, time: null });
    }
  }

  private stateUses({ name, step, path }: StepRun): void {
    const { links, statements } = this.parts;
    for (const { id } of links.find(path)?.inputs ?? []) {
      const role = this.slot(path, 'in', id);
      for (const origin of links.ofInput(path, id)) {
        const artifact = origin.step.length === 0 ? this.inputs.get(origin.port) : this.made.get(key(origin.step, origin.port));
        if (artifact === undefined) continue;
        const taken = origin.isTakenApart && step.shard !== null ? this.elementOf(artifact, path, step.shard) : artifact;
        for (const entity of wholeOf(taken)) statements.use({ activity: name, entity, port: id, role });
      }
    }
  }

  /** The element that a shard took, where there is no doubt: with as many jobs as elements, or fewer in a run that is not finished. */
  private elementOf(artifact: Artifact, path: readonly string[], shard: number): Artifact {
    const { runs, execution } = this.parts;
    const { elements } = artifact;
    if (elements === null) return artifact;
    const jobs = runs.of(path).length;
    const fits = execution.status === ExecutionStatus.Finished ? jobs === elements.length : jobs <= elements.length;
    return (fits ? elements[shard] : null) ?? artifact;
  }

  private generate(activity: string, artifact: Artifact | null, { place, slot }: Port): void {
    for (const { entity, time } of occurrencesOf(artifact))
      this.parts.statements.generate({ activity, entity, port: place.port, role: slot }, time);
  }

  /** Null: the plan has no such slot. */
  private slot(path: readonly string[], direction: 'in' | 'out', port: string): string | null {
    const { execution, links, statements } = this.parts;
    const ports = path.length === 0 ? execution.revision.plan : links.find(path);
    const list: readonly { readonly id: string }[] = (direction === 'in' ? ports?.inputs : ports?.outputs) ?? [];
    return list.some(({ id }) => id === port) ? statements.names.slot(path, direction, port) : null;
  }
}

/** What is used when the data is used as one: the collection of an array, or its elements where nothing holds them together. */
function wholeOf({ whole, elements }: Artifact): string[] {
  if (whole !== null) return [whole];
  return (elements ?? []).flatMap((element) => (element ? wholeOf(element) : []));
}

/** All that came into being with the data: an array and each of its elements. */
function occurrencesOf(artifact: Artifact | null): { entity: string; time: Date | null }[] {
  if (artifact === null) return [];
  const elements = (artifact.elements ?? []).flatMap((element) => occurrencesOf(element ?? null));
  return artifact.whole === null ? elements : [{ entity: artifact.whole, time: artifact.time }, ...elements];
}

function key(step: readonly string[], port: string): string {
  return JSON.stringify([...step, port]);
}
