import { asList, isObject } from '../source/json';
import { SCRIPT_PATH, STEP_SCRIPT } from './step-script';
import { listTools, type PlacedTool, surroundingsOf } from './tool-surroundings';
import { namedTypes } from './used-words';
import { wrapTool } from './wrap-tool';
import { isNonce } from './wrapper-words';

/** Sizes in bytes of the document as JSON. */
export interface InstrumentLimits {
  /** Up to here each tool carries the script itself; beyond, it is uploaded once. */
  readonly inlineBytes: number;
  /** What a runner takes at most: REANA hands a document over as one argument of a command. */
  readonly largestBytes: number;
}

export const DEFAULT_INSTRUMENT_LIMITS: InstrumentLimits = { inlineBytes: 60 * 1024, largestBytes: 90 * 1024 };

/** A tool that runs without the wrapper, and why. */
export interface UninstrumentedTool {
  /** The id of the tool, without `#`. */
  readonly tool: string;
  /** A sentence for people. */
  readonly reason: string;
}

/** The copy of a document that is submitted. */
export interface Instrumented {
  readonly packed: Record<string, unknown>;
  /** `uploaded`: every tool takes the script as a file; `off`: too large even so, `packed` is the original. */
  readonly mode: 'inline' | 'uploaded' | 'off';
  /** The file that must lie in the workspace, beside the document, before the run starts. */
  readonly upload: { readonly path: string; readonly text: string } | null;
  /** How many tools are wrapped; a tool that several steps run counts once. */
  readonly tools: number;
  readonly uninstrumented: readonly UninstrumentedTool[];
  /** Size of `packed` as JSON. */
  readonly bytes: number;
}

export interface InstrumentOptions {
  /** Random, 4 to 64 letters and digits; a new one for each run, since it marks the records that are to be believed. */
  readonly nonce: string;
  readonly limits?: Partial<InstrumentLimits>;
}

/**
 * Wraps every CommandLineTool of a packed document (`{cwlVersion, $graph}`) in a script that runs the tool and writes into the
 * log what it did: true exit code, times, resources, files used and made. The tool does not notice: same words, streams,
 * folder, environment and exit code. The original is not changed.
 */
export function instrument(packed: Record<string, unknown>, { nonce, limits }: InstrumentOptions): Instrumented {
  if (!isNonce(nonce)) throw new RangeError('A nonce is 4 to 64 letters and digits.');
  const { inlineBytes, largestBytes } = { ...DEFAULT_INSTRUMENT_LIMITS, ...limits };
  const inline = wrapAll(packed, nonce, false);
  if (inline.bytes <= Math.min(inlineBytes, largestBytes)) return { ...inline, mode: 'inline', upload: null };
  const uploaded = wrapAll(packed, nonce, true);
  const upload = { path: SCRIPT_PATH, text: `${STEP_SCRIPT}\n` };
  if (uploaded.bytes <= largestBytes) return { ...uploaded, mode: 'uploaded', upload };
  const reason = `The document would be ${uploaded.bytes} bytes with measurements, more than the ${largestBytes} that can be submitted.`;
  const uninstrumented = toolsOf(packed).map(({ name }) => ({ tool: name, reason }));
  return { packed, mode: 'off', upload: null, tools: 0, uninstrumented, bytes: sizeOf(packed) };
}

function wrapAll(packed: Record<string, unknown>, nonce: string, isUploaded: boolean): Omit<Instrumented, 'mode' | 'upload'> {
  const copy = structuredClone(packed);
  const graph = asList(copy.$graph).filter(isObject);
  const [types, surroundings] = [namedTypes(graph), surroundingsOf(graph)];
  const uninstrumented: UninstrumentedTool[] = [];
  const tools = toolsOf(copy);
  for (const { tool, name, replace } of tools) {
    const wrapped = wrapTool(tool, { name, nonce, isUploaded, surroundings: surroundings(tool), types });
    if ('tool' in wrapped) replace(wrapped.tool);
    else uninstrumented.push({ tool: name, reason: wrapped.reason });
  }
  return { packed: copy, tools: tools.length - uninstrumented.length, uninstrumented, bytes: sizeOf(copy) };
}

function toolsOf(packed: Record<string, unknown>): PlacedTool[] {
  return Array.isArray(packed.$graph) ? listTools(packed.$graph) : [];
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
