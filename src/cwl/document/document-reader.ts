import type { CwlLimits } from '../limits';
import { isObject, type JsonObject, nameList, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { TypeBudget } from '../types/type-budget';
import type { TypeScope } from '../types/type-scope';
import type { LoadedDocument, LoadedDocuments } from './attached-documents';
import { type DocumentIndex, indexDocument, type RawProcess, withoutMain } from './document-index';
import { fragmentOf } from './identifiers';
import type { CwlVersion, Process } from './model';
import { baseName, FAULT_WORDS, resolveReference } from './paths';
import { type ProcessContext, ProcessReader } from './process-reader';

/** Where a process is being read. */
interface Site {
  readonly index: DocumentIndex;
  readonly version: CwlVersion;
  readonly name: string;
  readonly prefix: string;
  readonly outerScope: TypeScope | null;
  /** Workflows around this one. */
  readonly level: number;
}

interface Known {
  readonly process: Process | null;
  /** Levels of workflows from here downwards. */
  readonly height: number;
}

/** Reads the main process of a document and all that it runs, each process once. */
export class DocumentReader {
  private readonly indexes = new Map<LoadedDocument, DocumentIndex | null>();
  private readonly known = new Map<JsonObject, Known | null>();
  private readonly processes: ProcessReader;

  constructor(
    private readonly documents: LoadedDocuments,
    private readonly report: Report,
    private readonly limits: CwlLimits,
  ) {
    this.processes = new ProcessReader(report, limits, new TypeBudget());
  }

  readMain(): Process | null {
    const index = this.indexOf(this.documents.main);
    if (!index) return null;
    if (index.version === null) {
      this.report.add('cwl.missing_field', 'The document needs cwlVersion, for instance cwlVersion: v1.2.', index.root);
      return null;
    }
    if (!index.main) {
      this.report.add('cwl.no_main', withoutMain(index), index.root.at('$graph'));
      return null;
    }
    const prefix = index.main.id ?? '';
    return this.read(index.main, { index, version: index.version, name: 'main', prefix, outerScope: null, level: 0 });
  }

  private read({ raw, place }: RawProcess, site: Site): Process | null {
    const known = this.known.get(raw);
    if (known === null) return this.refuse('cwl.run_cycle', 'This runs itself, directly or through other workflows.', place);
    if (site.level + (known?.height ?? 0) > this.limits.maxNesting)
      return this.refuse('cwl.too_deep', `Workflows may stand inside each other ${this.limits.maxNesting} levels deep.`, place);
    if (known) return known.process;
    this.known.set(raw, null);
    const process = this.processes.read(raw, place, this.contextOf(site, raw));
    this.known.set(raw, { process, height: 1 + this.heightOfSteps(process) });
    return process;
  }

  private heightOfSteps(process: Process | null): number {
    return (process?.steps ?? []).reduce(
      (height, { run }) => Math.max(height, run ? (this.known.get(run.raw)?.height ?? 0) : 0),
      0,
    );
  }

  private contextOf(site: Site, raw: JsonObject): ProcessContext {
    const { index, version, name, prefix, outerScope } = site;
    return {
      ...{ version, file: index.file, name, prefix, namespaces: index.namespaces, outerScope },
      isRoot: site.level === 0,
      findRun: (run, place, around) =>
        typeof run === 'string' ? this.findByName(run, place, site) : this.readInline(run, { place, site, around, owner: raw }),
    };
  }

  private readInline(
    run: unknown,
    at: { place: Place; site: Site; around: { step: string; scope: TypeScope }; owner: JsonObject },
  ): Process | null {
    const { place, site, around } = at;
    if (!isObject(run))
      return this.refuse('cwl.invalid_field', `run is a file, an id or a process, not ${nameOfKind(run)}.`, place);
    const inside = `${around.step}/run`;
    const id = typeof run.id === 'string' && run.id.includes('/') ? fragmentOf(run.id) : null;
    const prefix = id ?? (site.prefix === '' ? inside : `${site.prefix}/${inside}`);
    const next = { ...site, prefix, name: `${around.step}.cwl`, outerScope: around.scope, level: site.level + 1 };
    return this.read({ raw: run, place, id }, next);
  }

  private findByName(run: string, place: Place, site: Site): Process | null {
    const [reference = '', id] = run.split('#', 2);
    if (reference === '') return this.findInFile(site.index, id ?? '', { place, site, name: null });
    const resolved = resolveReference(reference, site.index.file);
    if ('fault' in resolved)
      return this.refuse(
        'cwl.forbidden_run',
        `run ${quote(run)} ${FAULT_WORDS[resolved.fault]}; attach the file and name it by its path.`,
        place,
      );
    const document = this.documents.attached.get(resolved.path);
    if (document === undefined && this.documents.isCut)
      return this.refuse('cwl.too_many_files', `A workflow may run ${this.limits.maxFiles} attached documents at most.`, place);
    if (!document) return this.refuse('cwl.run_not_found', this.notAttached(resolved.path, site), place);
    const index = this.indexOf(document);
    return index && this.findInFile(index, id ?? null, { place, site, name: baseName(resolved.path) });
  }

  private findInFile(
    index: DocumentIndex,
    id: string | null,
    at: { place: Place; site: Site; name: string | null },
  ): Process | null {
    const { place, site, name } = at;
    const found = id === null ? index.main : index.processes.get(id);
    if (!found) {
      const known = [...index.processes.keys()].map((key) => `#${key}`);
      const wanted = id === null ? 'a main process' : quote(`#${id}`);
      return this.refuse('cwl.run_not_found', `${quote(index.file)} has no process ${wanted}; it has ${nameList(known)}.`, place);
    }
    const own = found === index.main && name !== null ? name : (found.id ?? index.file).replaceAll('/', '.');
    const version = index.version ?? site.version;
    return this.read(found, { index, version, name: own, prefix: found.id ?? '', outerScope: null, level: site.level + 1 });
  }

  private indexOf(document: LoadedDocument): DocumentIndex | null {
    const known = this.indexes.get(document);
    if (known !== undefined) return known;
    const index = indexDocument(document, this.report, this.limits);
    this.indexes.set(document, index);
    return index;
  }

  private notAttached(path: string, { index }: Site): string {
    const hint = index.processes.has(path) ? `; a process of this file is run as "#${path}"` : '; attach it under this path';
    return `The file ${quote(path)} is not among the attached files${hint}.`;
  }

  private refuse(code: Parameters<Report['add']>[0], message: string, place: Place): null {
    this.report.add(code, message, place);
    return null;
  }
}
