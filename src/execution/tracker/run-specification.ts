import { createHash } from 'node:crypto';
import type { ReanaSpecification } from '../../reana/reana.gateway';
import { SCRIPT_PATH } from '../../cwl';
import type { Execution } from '../execution.entity';
import { instrumented } from '../step-instrumentation';

type JsonObject = Readonly<Record<string, unknown>>;

/** A hint of our own class: REANA keeps it with the specification, the engine ignores it, and it tells whose run it is. */
const MARKER_CLASS = 'https://reprov.example.org/terms#Execution';
const SPECIFICATION_VERSION = '0.9.0';

/** What is sent to REANA for an execution. */
export function specificationOf(
  execution: Pick<Execution, 'marker' | 'parameters' | 'files' | 'instrumentation' | 'instrumentNonce'>,
  packed: JsonObject,
): ReanaSpecification {
  const files = execution.files.map(({ path }) => path);
  if (execution.instrumentation === 'uploaded') files.push(SCRIPT_PATH);
  return {
    version: SPECIFICATION_VERSION,
    inputs: { files, directories: [], parameters: execution.parameters, options: {} },
    workflow: { type: 'cwl', file: 'workflow.cwl', specification: marked(instrumented(execution, packed), execution.marker) },
    outputs: { files: [], directories: ['outputs'] },
  };
}

/** The marker in a specification as REANA gives it back; null: it is none of ours. */
export function markerIn(specification: unknown): string | null {
  const document = at(at(specification, 'workflow'), 'specification');
  const graph = at(document, '$graph');
  const main: unknown = Array.isArray(graph) ? graph.find(isMain) : document; // packed once more, a graph of one is that one
  const hints = at(main, 'hints');
  const hint: unknown = Array.isArray(hints) ? hints.find((one) => at(one, 'class') === MARKER_CLASS) : at(hints, MARKER_CLASS);
  const marker = at(hint, 'marker');
  return typeof marker === 'string' ? marker : null;
}

/** sha256 of the canonical form: keys sorted, no blanks. */
export function sha256Of(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function marked(packed: JsonObject, marker: string): JsonObject {
  const graph = packed['$graph'];
  if (!Array.isArray(graph)) throw new Error('a packed document has a $graph');
  return { ...packed, $graph: graph.map((process: unknown) => (isMain(process) ? withHint(process, marker) : process)) };
}

function withHint(process: JsonObject, marker: string): JsonObject {
  const hints = process['hints'];
  if (hints !== null && typeof hints === 'object' && !Array.isArray(hints))
    return { ...process, hints: { ...hints, [MARKER_CLASS]: { marker } } };
  return { ...process, hints: [...(Array.isArray(hints) ? (hints as unknown[]) : []), { class: MARKER_CLASS, marker }] };
}

function isMain(process: unknown): process is JsonObject {
  return at(process, 'id') === '#main' || at(process, 'id') === 'main';
}

function at(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? (Reflect.get(value, key) as unknown) : undefined;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
