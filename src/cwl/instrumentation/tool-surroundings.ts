import { asList, isObject, type JsonObject } from '../source/json';

/** What holds for a tool, from itself and from the steps and workflows around it; over all the ways that lead to it. */
export interface ToolSurroundings {
  readonly shell: 'always' | 'never' | 'sometimes';
  /** On every way: expressions in JavaScript may be used. */
  readonly javascript: boolean;
  /** On some way: files may be staged in the working folder, where their paths cannot be told from others. */
  readonly initialWorkDir: boolean;
  /** On some way: environment variables that do not pass through a shell as they are. */
  readonly oddVariable: string | null;
  /** On some way: the command is started several times. */
  readonly mpi: boolean;
}

/** A tool where it stands in the document; the wrapped one is put in its place. */
export interface PlacedTool {
  readonly tool: JsonObject;
  readonly name: string;
  readonly replace: (tool: JsonObject) => void;
}

/** All CommandLineTools: those of the graph, and those written inside steps. */
export function listTools(graph: unknown[]): PlacedTool[] {
  return graph.flatMap((process, index) => {
    if (!isObject(process)) return [];
    if (process.class !== 'CommandLineTool') return toolsInside(process);
    return [{ tool: process, name: nameOf(process.id), replace: (tool: JsonObject) => void (graph[index] = tool) }];
  });
}

function toolsInside(process: JsonObject): PlacedTool[] {
  return asList(process.steps)
    .filter(isObject)
    .flatMap((step) => {
      if (!isObject(step.run)) return [];
      if (step.run.class !== 'CommandLineTool') return toolsInside(step.run);
      const name = nameOf(step.run.id ?? `${String(step.id)}/run`);
      return [{ tool: step.run, name, replace: (tool: JsonObject) => void (step.run = tool) }];
    });
}

function nameOf(id: unknown): string {
  return String(id).replace(/^#/, '');
}

/** What one way of requirements, from the main process to the tool, says. */
interface Way {
  readonly classes: readonly string[];
  readonly oddVariable: string | null;
}

type Ways = Map<JsonObject, Map<string, Way>>;

/** Requirements go from a workflow to its steps and from there to what they run; hints do too (CWL 1.2 Workflow, 5). */
export function surroundingsOf(graph: readonly JsonObject[]): (tool: JsonObject) => ToolSurroundings {
  const byId = new Map(graph.map((process) => [process.id, process]));
  const ways: Ways = new Map();
  const walk = (process: JsonObject, outer: Way): void => {
    const way = within(process, outer);
    const known = ways.get(process) ?? new Map<string, Way>();
    const key = JSON.stringify(way);
    if (known.has(key)) return;
    ways.set(process, known.set(key, way));
    for (const step of asList(process.steps).filter(isObject)) {
      const run = isObject(step.run) ? step.run : byId.get(step.run);
      if (run) walk(run, within(step, way));
    }
  };
  const main = byId.get('#main') ?? byId.get('main');
  if (main) walk(main, { classes: [], oddVariable: null });
  return (tool) => sum([...(ways.get(tool)?.values() ?? [within(tool, { classes: [], oddVariable: null })])]);
}

const LOOKED_FOR = ['ShellCommandRequirement', 'InitialWorkDirRequirement', 'MPIRequirement'];

function within(holder: JsonObject, outer: Way): Way {
  const requirements = entries(holder.requirements);
  const all = [...requirements, ...entries(holder.hints)];
  const found = all.map((one) => bareClass(one.class)).filter((name) => LOOKED_FOR.includes(name));
  const javascript = requirements.some((one) => one.class === 'InlineJavascriptRequirement') ? ['javascript'] : [];
  const variables = all.filter((one) => one.class === 'EnvVarRequirement').flatMap(variableNames);
  return {
    classes: [...new Set([...outer.classes, ...found, ...javascript])].sort(),
    oddVariable: outer.oddVariable ?? variables.find(isOddVariable) ?? null,
  };
}

/** As a list, or as a map from the class. */
function entries(value: unknown): JsonObject[] {
  if (!isObject(value)) return asList(value).filter(isObject);
  return Object.entries(value).map(([name, body]) => ({ ...(isObject(body) ? body : {}), class: name }));
}

/** `http://commonwl.org/cwltool#MPIRequirement` is one of cwltool's own. */
function bareClass(name: unknown): string {
  return String(name).replace(/^.*[#:]/, '');
}

function variableNames({ envDef }: JsonObject): string[] {
  if (isObject(envDef)) return Object.keys(envDef);
  return asList(envDef)
    .filter(isObject)
    .map(({ envName }) => String(envName));
}

/** Shells leave out what is no name for them, change variables of their own, and the script has some, too. */
function isOddVariable(name: string): boolean {
  const ofShells =
    /^(_|_[a-z]|PWD|OLDPWD|SHLVL|IFS|E?U?ID|PPID|OPT(IND|ARG|ERR)|LINENO|RANDOM|SECONDS|PS\d|BASH\w*|SHELLOPTS|ENV)$/;
  return !/^[A-Za-z_]\w*$/.test(name) || ofShells.test(name) || name === 'POSIXLY_CORRECT';
}

function sum(ways: readonly Way[]): ToolSurroundings {
  const having = (name: string): number => ways.filter(({ classes }) => classes.includes(name)).length;
  const shell = having('ShellCommandRequirement');
  return {
    shell: shell === 0 ? 'never' : shell === ways.length ? 'always' : 'sometimes',
    javascript: having('javascript') === ways.length,
    initialWorkDir: having('InitialWorkDirRequirement') > 0,
    oddVariable: ways.map(({ oddVariable }) => oddVariable).find((name) => name !== null) ?? null,
    mpi: having('MPIRequirement') > 0,
  };
}
