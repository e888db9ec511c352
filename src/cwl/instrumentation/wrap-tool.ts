import { asList, isObject, isStrings, type JsonObject } from '../source/json';
import { generatedGlobs, type GeneratedGlobs } from './generated-globs';
import { delimiter, END_OF_WORDS, SCRIPT_NAME, SCRIPT_PATH, STEP_SCRIPT } from './step-script';
import type { ToolSurroundings } from './tool-surroundings';
import { referTo, usedWords } from './used-words';
import { writeHeader, type WrapperHeader } from './wrapper-words';

/** The input by which a tool receives the script when it is uploaded. */
const SCRIPT_INPUT = 'reprov_step';
/** After baseCommand, which is at -1000000, and before all else. */
const FIRST = -999_999;
const LAST = 2_147_483_647;

export interface WrapOptions {
  readonly name: string;
  readonly nonce: string;
  readonly isUploaded: boolean;
  readonly surroundings: ToolSurroundings;
  readonly types: ReadonlyMap<string, JsonObject>;
}

export type Wrapped = { readonly tool: JsonObject } | { readonly reason: string };

/** The tool with the wrapper before its command; or why it has to stay as it is. */
export function wrapTool(tool: JsonObject, options: WrapOptions): Wrapped {
  const reason = reasonToLeave(tool, options);
  if (reason !== null) return { reason };
  const { header, words } = wordsFor(tool, options);
  const isStatic = !options.isUploaded && words.length === 0 && !header.includes('$(');
  if (isStatic && options.surroundings.shell === 'never')
    return { tool: { ...tool, baseCommand: [...inlineScript(), header, END_OF_WORDS, ...asList(tool.baseCommand)] } };
  if (asList(tool.baseCommand).some((word) => isEvaluated(word as string) && word !== (word as string).trim()))
    return { reason: 'A word of its baseCommand holds $( or ${ and begins or ends with white space.' };
  return { tool: withLeadingArguments(tool, [header, ...words], options) };
}

/** The first word of the wrapper, and the expressions that give it paths. */
function wordsFor(tool: JsonObject, options: WrapOptions): { header: string; words: readonly string[] } {
  const generated = generatedGlobs(tool);
  const used = usedWords(asList(tool.inputs).filter(isObject), {
    javascript: options.surroundings.javascript,
    hasStagedWords: options.surroundings.shell === 'never' && !options.surroundings.initialWorkDir,
    types: options.types,
  });
  const header = writeHeader({
    nonce: options.nonce,
    toolId: options.name,
    channel: channelOf(tool, generated, options.surroundings),
    usedIsComplete: used.isComplete,
    generatedIsComplete: generated.isComplete,
    globs: generated.globs,
  });
  return { header, words: used.words };
}

function inlineScript(): string[] {
  return ['sh', '-c', STEP_SCRIPT, SCRIPT_NAME];
}

/** The log of the job receives the line; a stream that the tool captures must not (CWL 1.2 CommandLineTool, 5, `stdout`). */
function channelOf(
  tool: JsonObject,
  { ignoresHiddenFiles }: GeneratedGlobs,
  { initialWorkDir }: ToolSurroundings,
): WrapperHeader['channel'] {
  if (tool.stderr === undefined) return '2';
  if (tool.stdout === undefined) return '1';
  return ignoresHiddenFiles && !initialWorkDir ? 'f' : 'p';
}

/**
 * Expressions are evaluated in arguments only, and what stands in baseCommand comes before those: the words of baseCommand
 * become arguments behind the wrapper's.
 */
function withLeadingArguments(tool: JsonObject, words: readonly string[], options: WrapOptions): JsonObject {
  const command = (asList(tool.baseCommand) as string[]).map((word) => literal(word));
  const at = (valueFrom: string): JsonObject => ({ position: FIRST, valueFrom });
  const isShell = options.surroundings.shell === 'always';
  const script = options.isUploaded ? [`$(${referTo('inputs', SCRIPT_INPUT)})`] : [];
  const wrapped = {
    ...tool,
    baseCommand: options.isUploaded ? ['sh'] : inlineScript(),
    arguments: [
      ...[...script, ...words].map(at),
      ...(isShell ? [openText(options.nonce)] : [at(END_OF_WORDS)]),
      ...command.map(at),
      ...asList(tool.arguments),
      ...(isShell ? [closeText(options.nonce)] : []),
    ],
  };
  return options.isUploaded ? { ...wrapped, inputs: [...asList(tool.inputs), scriptInput(tool)] } : wrapped;
}

/** A text of the document that must not be evaluated: `\$(` is `$(` in an expression (CWL 1.2 CommandLineTool, 3.4). */
function literal(text: string): string {
  return isEvaluated(text) ? text.replace(/\\/g, '\\\\').replace(/\$(?=[({])/g, '\\$') : text;
}

function isEvaluated(text: string): boolean {
  return text.includes('$(') || text.includes('${');
}

/**
 * With ShellCommandRequirement the words are one text for a shell, of which a wrapper in front would see the first command only.
 * A here-document takes it up to the closing words, whatever it holds, and makes it one word of the wrapper's command. What is
 * evaluated loses white space at its end: therefore the command that does nothing.
 */
function openText(nonce: string): JsonObject {
  const text = literal(`${END_OF_WORDS} sh -c "$(cat <<'${delimiter(nonce)}'\n:;`);
  return { position: FIRST, shellQuote: false, valueFrom: text };
}

/** The name is what such a text sees as `$0` without the wrapper. */
function closeText(nonce: string): JsonObject {
  return { position: LAST, shellQuote: false, valueFrom: `\n${delimiter(nonce)}\n)" /bin/sh` };
}

function scriptInput(tool: JsonObject): JsonObject {
  const id = typeof tool.id === 'string' ? `${tool.id}/${SCRIPT_INPUT}` : SCRIPT_INPUT;
  return { id, type: 'File', default: { class: 'File', location: SCRIPT_PATH } };
}

/** A wrapper must not change what a tool does, nor make it fail: where it might, there is none. */
function reasonToLeave(tool: JsonObject, { surroundings, isUploaded }: WrapOptions): string | null {
  const { shell, oddVariable, mpi } = surroundings;
  if (!isPacked(tool)) return 'Its baseCommand, arguments or inputs are not written as lists.';
  if (shell === 'sometimes') return 'It is run with ShellCommandRequirement in one step and without in another.';
  if (mpi) return 'MPIRequirement starts its command several times.';
  if (oddVariable !== null) return `A shell would not pass on the environment variable '${oddVariable}' as it is.`;
  if (positionsIn([tool.inputs, tool.arguments]).some((position) => position <= FIRST || position >= LAST))
    return 'It has command line bindings before its baseCommand, or at the last position there is.';
  if (isUploaded && mentionsAllInputs(tool))
    return 'An expression of it uses all of its inputs, so that it cannot be given one more.';
  return null;
}

function isPacked(tool: JsonObject): boolean {
  const { baseCommand, inputs } = tool;
  const isCommand = baseCommand === undefined || typeof baseCommand === 'string' || isStrings(baseCommand);
  return isCommand && Array.isArray(inputs) && (tool.arguments === undefined || Array.isArray(tool.arguments));
}

function positionsIn(value: unknown): number[] {
  if (Array.isArray(value)) return (value as unknown[]).flatMap(positionsIn);
  if (!isObject(value)) return [];
  const own = typeof value.position === 'number' ? [value.position] : [];
  return [...own, ...Object.values(value).flatMap(positionsIn)];
}

/** `inputs` other than `inputs.name`, in any text of the tool that may be an expression. */
function mentionsAllInputs(value: unknown): boolean {
  if (typeof value === 'string') return /\binputs\b(?!\s*[.[])/.test(value) || value.includes(SCRIPT_INPUT);
  if (Array.isArray(value)) return (value as unknown[]).some(mentionsAllInputs);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, item]) => !['doc', 'label', 'intent'].includes(key) && mentionsAllInputs(item));
}
