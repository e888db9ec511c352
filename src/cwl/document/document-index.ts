import type { CwlLimits } from '../limits';
import { isObject, type JsonObject, nameList, quote } from '../source/json';
import { Place } from '../source/place';
import type { Report } from '../source/report';
import type { LoadedDocument } from './attached-documents';
import { checkDirectives } from './directives';
import { isExtension } from './fields';
import { faultOfId, fragmentOf } from './identifiers';
import { CWL_VERSIONS, type CwlVersion } from './model';

/** A process as it stands in a file, not yet read. */
export interface RawProcess {
  readonly raw: JsonObject;
  readonly place: Place;
  /** Its own id, short; null: the document is this process. */
  readonly id: string | null;
}

/** One file: its version, its name spaces and the processes in it. */
export interface DocumentIndex {
  readonly file: string;
  readonly root: Place;
  /** Null: the file does not say; the main file must. */
  readonly version: CwlVersion | null;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly processes: ReadonlyMap<string, RawProcess>;
  /** What the file means when no id is given: its only process or `#main`. */
  readonly main: RawProcess | null;
}

/** Reads the top of a file. Null: it is not a CWL document; a finding says why. */
export function indexDocument(document: LoadedDocument, report: Report, limits: CwlLimits): DocumentIndex | null {
  report.addAll(document.findings);
  if (document.value === undefined) return null;
  const root = Place.root(document);
  if (!isObject(document.value)) {
    report.add('cwl.not_an_object', 'A CWL document is a map with cwlVersion and class.', root);
    return null;
  }
  const value = document.value;
  if (!checkDirectives(value, { root, report, code: 'cwl.forbidden_directive' })) return null;
  const version = readVersion(value, root, report);
  if (version === undefined) return null;
  const processes = '$graph' in value ? readGraph(value, { root, report, limits }) : new Map<string, RawProcess>();
  const single: RawProcess = { raw: value, place: root, id: typeof value.id === 'string' ? fragmentOf(value.id) : null };
  if (!('$graph' in value) && single.id !== null) processes.set(single.id, single);
  return {
    file: document.name,
    root,
    version,
    namespaces: readNamespaces(value, root, report),
    processes,
    main: '$graph' in value ? (processes.get('main') ?? onlyOne(processes)) : single,
  };
}

function readVersion(value: JsonObject, root: Place, report: Report): CwlVersion | null | undefined {
  const written = value.cwlVersion ?? null;
  if (written === null) return null;
  const version = CWL_VERSIONS.find((known) => known === written);
  if (version) return version;
  const shown = typeof written === 'string' ? quote(written) : 'this';
  report.add('cwl.unknown_version', `cwlVersion ${shown} is not one of v1.0, v1.1, v1.2.`, root.at('cwlVersion'));
  return undefined;
}

function readGraph(
  value: JsonObject,
  { root, report, limits }: { root: Place; report: Report; limits: CwlLimits },
): Map<string, RawProcess> {
  const processes = new Map<string, RawProcess>();
  const at = root.at('$graph');
  for (const key of Object.keys(value))
    if (!['$graph', 'cwlVersion', '$namespaces'].includes(key) && !isExtension(key))
      report.add(
        'cwl.unknown_field',
        `${quote(key)} does not stand beside $graph; put it into one of its processes.`,
        root.at(key),
      );
  if (!Array.isArray(value.$graph)) {
    report.add('cwl.invalid_field', '$graph must be a list of processes.', at);
    return processes;
  }
  (value.$graph as unknown[]).forEach((raw, index) => {
    const place = at.at(index);
    if (!isObject(raw) || typeof raw.id !== 'string')
      return report.add('cwl.missing_field', 'Each process of $graph needs an id.', place);
    const id = fragmentOf(raw.id);
    const fault = faultOfId(id.replaceAll('/', '.'), limits.maxIdLength);
    if (fault) return report.add('cwl.invalid_id', `The id ${quote(id)} ${fault}.`, place.at('id'));
    if (processes.has(id)) return report.add('cwl.duplicate_id', `The id ${quote(id)} is used twice.`, place.at('id'));
    processes.set(id, { raw, place, id });
  });
  return processes;
}

function readNamespaces(value: JsonObject, root: Place, report: Report): Map<string, string> {
  const namespaces = new Map<string, string>();
  if (!isObject(value.$namespaces)) return namespaces;
  for (const [prefix, iri] of Object.entries(value.$namespaces))
    if (typeof iri === 'string') namespaces.set(prefix, iri);
    else report.add('cwl.invalid_field', `The name space ${quote(prefix)} must be an IRI.`, root.at('$namespaces').at(prefix));
  return namespaces;
}

function onlyOne(processes: ReadonlyMap<string, RawProcess>): RawProcess | null {
  const [first, second] = processes.values();
  return first && !second ? first : null;
}

export function withoutMain(index: DocumentIndex): string {
  return `The $graph has no process #main; it has ${nameList([...index.processes.keys()])}.`;
}
