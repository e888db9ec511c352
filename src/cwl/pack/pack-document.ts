import type { Process } from '../document/model';
import { baseName } from '../document/paths';
import { asList, type JsonObject } from '../source/json';
import { wrapLoneTool } from './lone-tool';
import { nameProcesses } from './names';
import { packProcess } from './pack-process';
import { SharedTypes } from './shared-types';
import { newestVersion, upgradeProcess } from './upgrade';

/**
 * Writes a workflow and all that it runs as one document that needs no other: `cwlVersion` and `$graph`, the main
 * process `#main`. The same source gives the same bytes.
 */
export function packDocument(main: Process): JsonObject {
  const isLone = main.class !== 'Workflow';
  const names = nameProcesses(main, isLone ? baseName(main.file) : 'main');
  const processes = withoutCopies([...names.keys()], (process) => names.get(process));
  const version = newestVersion(processes.map((process) => process.version));
  const context = { names, shared: new SharedTypes() };
  const packed = processes.map((process) => upgradeProcess(packProcess(process, context), process.version, version));
  const graph = isLone ? [upgradeProcess(wrapLoneTool(main, context), main.version, version), ...packed] : packed;
  return { cwlVersion: version, $graph: withTypes(graph, context.shared) };
}

/** What the main process requires holds for all that it runs: the named types stand there. */
function withTypes([main, ...others]: JsonObject[], shared: SharedTypes): JsonObject[] {
  const types = shared.requirement();
  if (!main) return others;
  return [types ? { ...main, requirements: [types, ...asList(main.requirements)] } : main, ...others];
}

function withoutCopies(processes: Process[], nameOf: (process: Process) => string | undefined): Process[] {
  const seen = new Set<string | undefined>();
  return processes.filter((process) => !seen.has(nameOf(process)) && seen.add(nameOf(process)));
}
