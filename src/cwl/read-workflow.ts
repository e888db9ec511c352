import { checkWorkflow } from './checks/check-workflow';
import { loadDocuments } from './document/attached-documents';
import { DocumentReader } from './document/document-reader';
import type { Process } from './document/model';
import type { CwlFinding } from './finding';
import { type CwlLimits, DEFAULT_LIMITS } from './limits';
import { packDocument } from './pack/pack-document';
import type { CwlPlan } from './plan';
import { buildPlan } from './plan-builder';
import { Report } from './source/report';

export interface CwlDocument {
  readonly plan: CwlPlan;
  /** `cwlVersion` and `$graph` with `#main`: all processes in one document, without the fields of this service. */
  readonly packed: Record<string, unknown>;
}

/** A document to be read, and the way to the files that were attached to it. */
export interface WorkflowSource {
  /** The name of the main file; attached files are named relative to its folder. */
  readonly name: string;
  readonly text: string;
  /** The text of the attached file of that path, or null. */
  readFile(path: string): Promise<string | null>;
  /** Is there an attached file of that path? Where it is given, files that the documents name by default must be there. */
  hasFile?(path: string): boolean;
}

export interface CwlRead {
  /** Null when there is an error among the findings. */
  readonly document: CwlDocument | null;
  readonly findings: CwlFinding[];
  /** Attached documents that were read. */
  readonly files: string[];
  /** Attached data files that the documents name by themselves (defaults). */
  readonly defaultFiles: string[];
}

/** Reads, checks and packs a CWL v1.0 to v1.2 document. What is wrong with it becomes findings; it never throws for that. */
export async function readWorkflow(source: WorkflowSource, limits: Partial<CwlLimits> = {}): Promise<CwlRead> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const report = new Report(all.maxFindings, 'cwl');
  const documents = await loadDocuments({ name: source.name, text: source.text, readFile: (path) => source.readFile(path) }, all);
  const main = new DocumentReader(documents, report, all).readMain();
  const hasFile = source.hasFile ? (path: string): boolean => source.hasFile?.(path) ?? false : null;
  const defaultFiles = main ? checkWorkflow(main, { limits: all, report, hasFile }) : [];
  const files = [...documents.attached].flatMap(([path, document]) => (document ? [path] : [])).sort();
  const document = main && !report.hasErrors ? documentOf(main) : null;
  return { document, findings: report.findings(), files, defaultFiles };
}

function documentOf(main: Process): CwlDocument {
  const packed = packDocument(main);
  return { plan: buildPlan(main, packed.cwlVersion as CwlPlan['cwlVersion']), packed };
}
