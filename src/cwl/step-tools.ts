import { listTools } from './instrumentation/tool-surroundings';
import { asList, isObject, type JsonObject } from './source/json';

/**
 * Which CommandLineTool each step of a packed document runs: the tool's id without `#`, by the ids of the steps from the
 * outermost workflow inwards, joined by `/`. A tool that is run by several steps has one id.
 */
export function toolsOfSteps(packed: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const graph = asList(packed.$graph);
  const names = new Map(listTools(graph).map(({ tool, name }) => [tool, name]));
  const byId = new Map(graph.filter(isObject).map((process) => [process.id, process]));
  const found = new Map<string, string>();
  const walk = (process: JsonObject, path: readonly string[]): void => {
    for (const step of asList(process.steps).filter(isObject)) {
      const run = isObject(step.run) ? step.run : byId.get(step.run);
      if (run === undefined) continue;
      const here = [...path, String(step.id).replace(/^.*[#/]/, '')];
      const name = names.get(run);
      if (name === undefined) walk(run, here);
      else found.set(here.join('/'), name);
    }
  };
  const main = byId.get('#main') ?? byId.get('main');
  if (main) walk(main, []);
  return found;
}
