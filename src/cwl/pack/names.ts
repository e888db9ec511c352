import type { Process } from '../document/model';

/** What each process is called in the packed document, without `#`. Several processes may share a name: they are one. */
export type PackedNames = ReadonlyMap<Process, string>;

/**
 * Names as `cwltool --pack` gives them: `main`, then file names or ids, made unique by `_2`. A tool that stands inside a
 * step is called after the step; tools written alike at several steps become one.
 */
export function nameProcesses(main: Process, mainName: string): PackedNames {
  const names = new Map<Process, string>();
  const taken = new Set<string>(['main']);
  const written = new Map<string, string>();
  const go = (process: Process, name: string): void => {
    names.set(process, name);
    for (const { run } of process.steps) if (run && !names.has(run)) go(run, nameOf(run));
  };
  const nameOf = (process: Process): string => {
    const key = process.scope.outer === null ? null : writtenAs(process);
    const same = key === null ? undefined : written.get(key);
    if (same !== undefined) return same;
    const name = uniqueName(asId(process.name), taken);
    if (key !== null) written.set(key, name);
    return name;
  };
  go(main, mainName === 'main' ? mainName : uniqueName(asId(mainName), taken));
  return names;
}

/** Two processes inside steps mean the same when they are written alike in the same file and see the same type names. */
function writtenAs(process: Process): string {
  return `${process.file}\n${JSON.stringify(process.raw)}`;
}

/** File names may hold more than ids may. */
function asId(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.+-]/gu, '_');
}

export function uniqueName(stem: string, taken: Set<string>): string {
  let name = stem;
  for (let count = 2; taken.has(name); count++) name = `${stem}_${count}`;
  taken.add(name);
  return name;
}
