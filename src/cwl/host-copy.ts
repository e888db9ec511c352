import { asList, isObject, type JsonObject } from './source/json';

/** A copy of a packed document that runs without containers, and what they would have been. */
export interface HostCopy {
  readonly document: Record<string, unknown>;
  /** Path of a step (`sub/train`; `main` for a lone tool) -> the image that its tool would have run in. */
  readonly images: Record<string, string>;
}

/**
 * A runner that was told to use no container refuses a DockerRequirement among `requirements`, and ignores it among
 * `hints`: the copy has it there, everywhere.
 */
export function toHostCopy(packed: Record<string, unknown>): HostCopy {
  const document = structuredClone(packed);
  const graph = asList(document.$graph).filter(isObject);
  const processes = new Map(graph.map((process) => [process.id, process]));
  const images: Record<string, string> = {};
  const main = processes.get('#main');
  if (main) collectImages(main, { processes, images, path: [], chain: [main] });
  for (const process of graph) moveAll(process);
  return { document, images };
}

interface Walk {
  readonly processes: ReadonlyMap<unknown, JsonObject>;
  readonly images: Record<string, string>;
  readonly path: readonly string[];
  /** Process, step, process, ... from the outside in. */
  readonly chain: readonly JsonObject[];
}

function collectImages(process: JsonObject, walk: Walk): void {
  for (const step of asList(process.steps).filter(isObject)) {
    const run = isObject(step.run) ? step.run : walk.processes.get(step.run);
    if (!run || walk.chain.includes(run)) continue;
    const id = String(step.id);
    const path = [...walk.path, id.slice(id.lastIndexOf('/') + 1)];
    const chain = [...walk.chain, step, run];
    if (run.class === 'CommandLineTool') {
      const image = imageIn(chain);
      if (image !== null) walk.images[path.join('/')] = image;
    } else collectImages(run, { ...walk, path, chain });
  }
}

/** The nearest DockerRequirement, requirements before hints. */
function imageIn(chain: readonly JsonObject[]): string | null {
  for (const field of ['requirements', 'hints'])
    for (const holder of chain.toReversed()) {
      const image = dockerOf(holder[field])?.dockerPull;
      if (typeof image === 'string') return image;
    }
  return null;
}

function dockerOf(value: unknown): JsonObject | null {
  if (isObject(value)) return isObject(value.DockerRequirement) ? value.DockerRequirement : null;
  return asList(value).filter(isObject).find(isDocker) ?? null;
}

function isDocker(requirement: unknown): boolean {
  return isObject(requirement) && requirement.class === 'DockerRequirement';
}

function moveAll(process: JsonObject): void {
  move(process);
  for (const step of asList(process.steps).filter(isObject)) {
    move(step);
    if (isObject(step.run)) moveAll(step.run);
  }
}

/** Keeps the form, list or map; what the hints already say stays, since a requirement was stronger it goes before it. */
function move(holder: JsonObject): void {
  const docker = dockerOf(holder.requirements);
  if (!docker) return;
  if (Array.isArray(holder.requirements)) holder.requirements = holder.requirements.filter((one) => !isDocker(one));
  else if (isObject(holder.requirements)) delete holder.requirements.DockerRequirement;
  if (isObject(holder.hints)) holder.hints.DockerRequirement ??= docker;
  else holder.hints = [{ ...docker, class: 'DockerRequirement' }, ...asList(holder.hints)];
}
