import type { CwlFinding } from '../finding';
import type { CwlLimits } from '../limits';
import { asList, isObject, type JsonObject } from '../source/json';
import type { SourceFile } from '../source/place';
import { parseYaml } from '../source/yaml';
import { resolveReference } from './paths';

/** A document that was read; undefined `value`: it is no YAML. */
export interface LoadedDocument extends SourceFile {
  readonly value: unknown;
  readonly findings: readonly CwlFinding[];
}

/** All documents that a main document needs, by path; null: no such file is attached. */
export interface LoadedDocuments {
  readonly main: LoadedDocument;
  readonly attached: ReadonlyMap<string, LoadedDocument | null>;
  /** There were more documents than may be read. */
  readonly isCut: boolean;
}

export interface DocumentSource {
  readonly name: string;
  readonly text: string;
  readonly readFile: (path: string) => Promise<string | null>;
}

/** Reads the main document and, wave by wave, every attached one that a `run:` leads to. */
export async function loadDocuments(source: DocumentSource, limits: CwlLimits): Promise<LoadedDocuments> {
  const main = loadDocument(source.name, source.text, limits);
  const attached = new Map<string, LoadedDocument | null>();
  let wave = runPaths(main.value, source.name);
  while (wave.size > 0) {
    const next = new Set<string>();
    for (const path of wave) {
      if (attached.has(path)) continue;
      if (attached.size >= limits.maxFiles) return { main, attached, isCut: true };
      const text = await source.readFile(path);
      const document = text === null ? null : loadDocument(path, text, limits);
      attached.set(path, document);
      for (const found of runPaths(document?.value, path)) next.add(found);
    }
    wave = next;
  }
  return { main, attached, isCut: false };
}

function loadDocument(name: string, text: string, limits: CwlLimits): LoadedDocument {
  const parsed = parseYaml(text, name, { room: 'cwl', limits });
  return { name, value: parsed.value, findings: parsed.findings, locate: (path) => parsed.locate(path) };
}

/** The paths that the steps of a document name; faults in them are told later, where the steps are read. */
function runPaths(value: unknown, file: string): Set<string> {
  const paths = new Set<string>();
  const visited = new Set<unknown>();
  const visit = (process: unknown): void => {
    if (!isObject(process) || visited.has(process)) return;
    visited.add(process);
    for (const member of asList(process.$graph)) visit(member);
    for (const step of stepsOf(process)) {
      if (!isObject(step)) continue;
      if (typeof step.run !== 'string') visit(step.run);
      else if (!step.run.startsWith('#')) addPath(paths, step.run, file);
    }
  };
  visit(value);
  return paths;
}

function stepsOf(process: JsonObject): unknown[] {
  return isObject(process.steps) ? Object.values(process.steps) : asList(process.steps);
}

function addPath(paths: Set<string>, run: string, file: string): void {
  const resolved = resolveReference(run.split('#', 1)[0] ?? '', file);
  if ('path' in resolved) paths.add(resolved.path);
}
