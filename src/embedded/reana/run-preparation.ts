import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { toHostCopy } from '../../cwl';
import type { ReanaSpecification, StartOptions } from './run';
import { namedPaths } from './reference.check';
import { checkRunnable } from './specification.check';

/** A run as cwltool receives it. */
export interface PreparedRun {
  readonly document: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** CommandLineTools in the document. */
  readonly tools: number;
  /** Does a tool ask for the network (CWL NetworkAccess)? */
  readonly network: boolean;
  /** Files and folders that document and inputs name, below the workspace. */
  readonly paths: readonly string[];
  /** The image in which a step would run on REANA. */
  readonly imageOf: (stepPath: string) => string;
}

/** Checks a run and makes what the engine needs; the specification itself stays as it was posted. */
export function prepareRun(specification: ReanaSpecification, options: StartOptions): PreparedRun {
  const inputs = { ...specification.inputs?.parameters, ...options.parameters };
  const document = checkRunnable(specification, inputs);
  const copy = toHostCopy(document);
  return {
    document: copy.document,
    inputs,
    tools: count(document, (one) => one.class === 'CommandLineTool'),
    network: count(document, asksForNetwork) > 0,
    paths: [...namedPaths(document), ...namedPaths(inputs)],
    imageOf: (stepPath) => imageOf(copy.images, stepPath),
  };
}

/** Tools can leave links in the workspace: none of the named files may be reached through one that leads out of it. */
export async function checkWaysIn(workspace: string, paths: readonly string[]): Promise<void> {
  const root = await realpath(workspace);
  for (const path of paths) {
    const place = await realpath(join(workspace, path)).catch(() => root);
    if (place !== root && !place.startsWith(root + sep)) throw new Error(`"${path}" is a link that leads out of the workspace.`);
  }
}

/** cwltool numbers steps that run again (`train_2`): the image is that of the step as the document names it. */
function imageOf(images: Readonly<Record<string, string>>, stepPath: string): string {
  const named = stepPath
    .split('/')
    .map((part) => part.replace(/_\d+$/, ''))
    .join('/');
  return images[stepPath] ?? images[named] ?? '';
}

type Node = Readonly<Record<string, unknown>>;

function count(value: unknown, matches: (node: Node) => boolean): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, one) => sum + count(one, matches), 0);
  return inner + (!Array.isArray(value) && matches(value as Node) ? 1 : 0);
}

/** As an entry of a list, or in the map form of requirements. */
function asksForNetwork(node: Node): boolean {
  const entry = node.class === 'NetworkAccess' ? node : (node.NetworkAccess as Node | undefined);
  return entry?.networkAccess !== undefined && entry.networkAccess !== false;
}
