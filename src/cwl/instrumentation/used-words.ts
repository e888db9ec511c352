import { asList, isObject, type JsonObject } from '../source/json';

/** Words of the wrapper's command that give the paths of what the tool uses. */
export interface UsedWords {
  /** Each an expression. */
  readonly words: readonly string[];
  readonly isComplete: boolean;
}

export interface UsedOptions {
  readonly javascript: boolean;
  /** Does the script see the inputs among the words of the command, by the folders in which cwltool stages them? */
  readonly hasStagedWords: boolean;
  readonly types: ReadonlyMap<string, JsonObject>;
}

const MAX_DEPTH = 20;
/** Beyond, the words would make a command too long that was not. */
const MAX_WALKED = 64;

/**
 * Which expressions name the files and folders of the inputs. An input that is a word of the command as it is needs none.
 * For others there are parameter references, but only such as cannot fail: to a File or Directory that may be null, to a field
 * of a record that may not, to secondaryFiles of a File that may not. The rest needs JavaScript; without it, it is left out.
 */
export function usedWords(inputs: readonly JsonObject[], options: UsedOptions): UsedWords {
  const search = new Search(options);
  for (const input of inputs) search.input(input);
  if (search.hard.length > 0 && options.javascript) search.words.push(walker(search.hard));
  return { words: search.words, isComplete: search.hard.length === 0 || options.javascript };
}

/** Walks through the inputs of these names; a script of ECMAScript 5. */
function walker(names: readonly string[]): string {
  const inputs = names.map((name) => `inputs[${JSON.stringify(name)}]`).join(',');
  const isEntity = 'v["class"]=="File"||v["class"]=="Directory"';
  const visit = `if(${isEntity}){if(v.path){r.push(v.path);}f(v.secondaryFiles);}else{for(var k in v){f(v[k]);}}`;
  return `\${var r=[];function f(v){if(v&&typeof v=="object"&&r.length<${MAX_WALKED}){${visit}}}f([${inputs}]);return r;}`;
}

interface Place {
  /** The expression that leads here, as far as it cannot fail. */
  readonly reference: string | null;
  readonly hasStagedWords: boolean;
  readonly depth: number;
}

class Search {
  readonly words: string[] = [];
  /** Names of the inputs that need JavaScript. */
  readonly hard: string[] = [];
  private current = '';

  constructor(private readonly options: UsedOptions) {}

  input(input: JsonObject): void {
    this.current = lastName(input.id);
    this.parameter(input, {
      reference: referTo('inputs', this.current),
      hasStagedWords: this.options.hasStagedWords,
      depth: 0,
    });
  }

  private parameter(parameter: JsonObject, place: Place): void {
    const members = asList(parameter.type).filter((member) => member !== 'null');
    const isOptional = members.length < asList(parameter.type).length;
    if (!members.some((member) => this.hasFiles(member, place.depth))) return;
    const type = this.resolve(members[0]);
    if (members.length > 1) this.addHard();
    else if (type === 'File' || type === 'Directory') this.entity(parameter, isOptional, place);
    else if (isObject(type) && type.type === 'array') this.array(parameter, type, place);
    else if (isObject(type) && type.type === 'record')
      this.record(parameter, type, isOptional ? { ...place, reference: null } : place);
    else this.addHard();
  }

  private entity(parameter: JsonObject, isOptional: boolean, { reference, hasStagedWords }: Place): void {
    const isWord = hasStagedWords && isPlainBinding(parameter.inputBinding);
    const hasSecondary = asList(parameter.secondaryFiles).length > 0;
    if (reference === null || (hasSecondary && isOptional)) {
      if (!isWord || hasSecondary) this.addHard();
      return;
    }
    if (!isWord) this.words.push(`$(${reference})`);
    if (hasSecondary) this.words.push(`$(${reference}.secondaryFiles)`);
  }

  /** How many there are is not known, so that their words must not double the length of the command. */
  private array(parameter: JsonObject, type: JsonObject, { hasStagedWords }: Place): void {
    const bindings = [parameter.inputBinding, type.inputBinding].filter((binding) => binding !== undefined);
    const isWords = hasStagedWords && bindings.length > 0 && bindings.every(isPlainBinding);
    const item = asList(type.items);
    const isFlat = item.every((member) => member === 'File' || member === 'Directory');
    const hasSecondary = asList(parameter.secondaryFiles).length > 0;
    if (!isWords || !isFlat || hasSecondary) this.addHard();
  }

  private record(parameter: JsonObject, type: JsonObject, place: Place): void {
    const isReplaced = isObject(parameter.inputBinding) && parameter.inputBinding.valueFrom !== undefined;
    for (const field of asList(type.fields).filter(isObject))
      this.parameter(field, {
        reference: place.reference === null ? null : referTo(place.reference, lastName(field.name)),
        hasStagedWords: place.hasStagedWords && !isReplaced,
        depth: place.depth + 1,
      });
  }

  private addHard(): void {
    if (!this.hard.includes(this.current)) this.hard.push(this.current);
  }

  private resolve(type: unknown): unknown {
    return typeof type === 'string' ? (this.options.types.get(type) ?? type) : type;
  }

  private hasFiles(type: unknown, depth: number): boolean {
    if (depth > MAX_DEPTH) return true;
    const resolved = this.resolve(type);
    if (Array.isArray(resolved)) return (resolved as unknown[]).some((one) => this.hasFiles(one, depth + 1));
    if (!isObject(resolved)) return ['File', 'Directory', 'Any', 'stdin'].includes(resolved as string);
    if (resolved.type === 'array') return this.hasFiles(resolved.items, depth + 1);
    if (resolved.type !== 'record') return this.hasFiles(resolved.type, depth + 1);
    return asList(resolved.fields).some((field) => isObject(field) && this.hasFiles(field.type, depth + 1));
  }
}

/** Each path becomes a word of its own and stays as it is. */
function isPlainBinding(binding: unknown): boolean {
  if (!isObject(binding) || binding.valueFrom !== undefined || binding.itemSeparator !== undefined) return false;
  return binding.prefix === undefined || binding.separate !== false;
}

/** `inputs.name`, or `inputs['a name']` (CWL 1.2 CommandLineTool, 3.4). */
export function referTo(base: string, name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `${base}.${name}` : `${base}['${name.replace(/'/g, "\\'")}']`;
}

/** `reads` of `#tool.cwl/reads` or of a field `#tool.cwl/pair/reads`. */
export function lastName(id: unknown): string {
  const text = String(id);
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('#')) + 1);
}

/** Named types of the document by the name that references have. */
export function namedTypes(graph: readonly JsonObject[]): Map<string, JsonObject> {
  const types = graph
    .flatMap((process) => asList(process.requirements).filter(isObject))
    .filter((requirement) => requirement.class === 'SchemaDefRequirement')
    .flatMap((requirement) => asList(requirement.types).filter(isObject));
  return new Map(types.map((type) => [String(type.name), type]));
}
