import { constructFromEvents, CORE_SCHEMA, type Event, mergeTag, parseEvents, YAMLException } from 'js-yaml';
import type { CwlFinding } from '../finding';
import { type CwlLimits, DEFAULT_LIMITS } from '../limits';
import { inspectValue } from './inspect-value';
import { type Position, SourceMap, type SourcePath } from './source-map';

const SCHEMA = CORE_SCHEMA.withTags([mergeTag]);
const MAX_ALIASES = 50;
const MAX_MERGE_KEYS = 1_000;

/** A YAML (or JSON) text as a plain value, with the way back from a path to its line. */
export interface ParsedYaml {
  /** Undefined when there are findings. */
  readonly value: unknown;
  readonly findings: CwlFinding[];
  locate(path: SourcePath): Position | null;
}

export interface YamlOptions {
  /** What the codes begin with: a fault in a workflow is `cwl.`, in a job `job.`. */
  readonly room: 'cwl' | 'job';
  readonly limits?: Partial<CwlLimits>;
}

interface Fault {
  readonly word: string;
  readonly message: string;
  readonly at?: Position | null;
}

/** Reads one YAML 1.2 document (core schema and merge keys) under limits; never throws on bad text. */
export function parseYaml(text: string, file: string, options: YamlOptions = { room: 'cwl' }): ParsedYaml {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const refuse = ({ word, message, at }: Fault): ParsedYaml => ({
    value: undefined,
    findings: [
      {
        severity: 'error',
        code: `${options.room}.${word}`,
        message,
        file,
        line: at?.line ?? null,
        column: at?.column ?? null,
        field: null,
      },
    ],
    locate: () => null,
  });
  const early = findEarlyFault(text, limits);
  if (early) return refuse(early);
  try {
    return readDocument(text, limits, refuse);
  } catch (error) {
    return refuse(faultOfError(error, text));
  }
}

function readDocument(text: string, limits: CwlLimits, refuse: (fault: Fault) => ParsedYaml): ParsedYaml {
  const events: Event[] = parseEvents(text, { maxDepth: limits.maxDepth });
  const documents = constructFromEvents(events, {
    source: text,
    schema: SCHEMA,
    maxAliases: MAX_ALIASES,
    maxTotalMergeKeys: MAX_MERGE_KEYS,
  });
  if (documents.length === 0) return refuse({ word: 'yaml_empty', message: 'The file is empty; write a document into it.' });
  if (documents.length > 1) return refuse(severalDocuments);
  const value = documents[0];
  const map = new SourceMap(text, events);
  const fault = inspectValue(value, { maxDepth: limits.maxDepth, maxWeight: 2 * text.length + 65_536 });
  if (fault) return refuse({ ...fault, at: map.locate(fault.path) });
  return { value, findings: [], locate: (path) => map.locate(path) };
}

const severalDocuments: Fault = {
  word: 'yaml_documents',
  message: 'The file holds several YAML documents (separated by ---); keep one of them.',
};

function findEarlyFault(text: string, limits: CwlLimits): Fault | null {
  if (text.length > limits.maxBytes || Buffer.byteLength(text) > limits.maxBytes)
    return { word: 'too_large', message: `The file is larger than ${limits.maxBytes} bytes; keep data in attached files.` };
  const nul = text.indexOf('\u0000');
  if (nul !== -1)
    return { word: 'yaml_character', message: 'The file holds the character U+0000; remove it.', at: positionAt(text, nul) };
  const marker = /^---(?=[ \t\r\n])/gm;
  if (marker.exec(text) && marker.exec(text)) return severalDocuments;
  return null;
}

function faultOfError(error: unknown, text: string): Fault {
  if (!(error instanceof YAMLException)) return { word: 'yaml_syntax', message: 'The file could not be read as YAML.' };
  const at = error.mark ? { line: error.mark.line + 1, column: error.mark.column + 1 } : null;
  if (/maxDepth|maxAliases|maxTotalMergeKeys|alias|merge keys/i.test(error.reason) && /exceed|max/i.test(error.reason))
    return { word: 'yaml_limit', message: `The document is nested too deep or uses too many aliases: ${error.reason}.`, at };
  const braces = /complex keys/.test(error.reason) ? text.search(/[:\-,[{][ \t]*\{\{/) : -1;
  if (braces !== -1)
    return {
      word: 'yaml_syntax',
      message: 'The value in double braces is not valid YAML; put quotes around it: "{{...}}".',
      at: positionAt(text, text.indexOf('{{', braces)),
    };
  return { word: 'yaml_syntax', message: `The file is not valid YAML: ${error.reason.slice(0, 200)}.`, at };
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}
