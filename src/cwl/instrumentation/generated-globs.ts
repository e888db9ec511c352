import { asList, isObject, type JsonObject } from '../source/json';
import { lastName, referTo } from './used-words';

/** Patterns that find, in the working folder, what a tool makes. */
export interface GeneratedGlobs {
  /** Patterns, some with parameter references. */
  readonly globs: readonly string[];
  readonly isComplete: boolean;
  /** Can a hidden file appear in the working folder without being taken for an output? */
  readonly ignoresHiddenFiles: boolean;
}

/** Takes what outputs, their secondaryFiles, stdout and stderr say, as far as a shell can expand it and it cannot fail. */
export function generatedGlobs(tool: JsonObject): GeneratedGlobs {
  const safe = safeReferences(tool);
  const found = new Set<string>();
  let isComplete = true;
  for (const wanted of wantedGlobs(tool)) {
    const glob = wanted === null ? null : readable(wanted, safe);
    if (glob === null) isComplete = false;
    else found.add(glob);
  }
  const globs = [...found];
  const ignoresHiddenFiles = isComplete && globs.every((glob) => !glob.includes('$(') && !/(^|\/)\./.test(glob));
  return { globs, isComplete, ignoresHiddenFiles };
}

/** Null stands for what cannot be told before the tool has run. */
function wantedGlobs(tool: JsonObject): (string | null)[] {
  const streams = [tool.stdout, tool.stderr].filter((name) => typeof name === 'string');
  return [...streams, ...asList(tool.outputs).filter(isObject).flatMap(ofOutput)];
}

function ofOutput(output: JsonObject): (string | null)[] {
  const { outputBinding } = output;
  const globs = isObject(outputBinding) ? asList(outputBinding.glob) : [];
  if (globs.length > 0)
    return globs.flatMap((glob) => (typeof glob === 'string' ? [glob, ...secondaryOf(glob, output.secondaryFiles)] : [null]));
  return asList(output.type).flatMap((type) => {
    if (isObject(type) && type.type === 'record') return asList(type.fields).filter(isObject).flatMap(ofOutput);
    return mayHoldFiles(type) ? [null] : [];
  });
}

const WITHOUT_FILES = new Set<unknown>(['null', 'boolean', 'int', 'long', 'float', 'double', 'string', 'enum']);

function mayHoldFiles(type: unknown): boolean {
  if (Array.isArray(type)) return (type as unknown[]).some(mayHoldFiles);
  if (!isObject(type)) return !WITHOUT_FILES.has(type);
  return mayHoldFiles(type.type === 'array' ? type.items : type.type);
}

/** `.idx` is added, each `^` takes an extension away first (CWL 1.2 CommandLineTool, 5.1.3). */
function secondaryOf(glob: string, secondaryFiles: unknown): (string | null)[] {
  return asList(secondaryFiles).map((one) => {
    const pattern = isObject(one) ? one.pattern : one;
    if (typeof pattern !== 'string' || pattern.includes('$')) return null;
    const [, carets = '', added = ''] = /^(\^*)(.*?)\??$/s.exec(pattern) ?? [];
    if (carets !== '' && /[*?[$]/.test(glob)) return null;
    return withoutExtensions(glob, carets.length) + added;
  });
}

function withoutExtensions(path: string, times: number): string {
  const dot = path.lastIndexOf('.');
  return times === 0 || dot <= path.lastIndexOf('/') ? path : withoutExtensions(path.slice(0, dot), times - 1);
}

/** A glob that a shell reads as cwltool does, below the working folder. */
function readable(written: string, safe: ReadonlySet<string>): string | null {
  const glob = written.replace(/^\$\(runtime\.outdir\)(\/+|$)/, '') || '.';
  const references = glob.match(/\$\([^()]*\)/g) ?? [];
  const rest = glob.replace(/\$\([^()]*\)/g, '');
  if (!references.every((one) => safe.has(one.slice(2, -1))) || /\$[({]|[\\\n]/.test(rest)) return null;
  return rest.startsWith('/') || glob.split('/').includes('..') ? null : glob;
}

/** References that give a text in every run: to an input that is a plain value, or to the names of a file. */
function safeReferences(tool: JsonObject): ReadonlySet<string> {
  return new Set(
    asList(tool.inputs)
      .filter(isObject)
      .flatMap(({ id, type }) => {
        const reference = referTo('inputs', lastName(id));
        if (['string', 'int', 'long'].includes(type as string) || (isObject(type) && type.type === 'enum')) return [reference];
        return type === 'File' ? ['basename', 'nameroot', 'nameext'].map((name) => `${reference}.${name}`) : [];
      }),
  );
}
