import { readFile } from 'node:fs/promises';
import { utf8Text } from '../common/http/attached-files';
import {
  parseYaml,
  readJob,
  readWorkflow,
  type CwlDocument,
  type CwlFinding,
  type CwlPlan,
  type JobRead,
  type RemoteFile,
} from '../cwl';

/** A document as the client named it. */
export interface Document {
  readonly name: string;
  readonly text: string;
}

/** A file that documents may refer to, and where its bytes lie at this moment. */
export interface ReadableFile {
  readonly path: string;
  readonly size: number;
  readonly location: string;
}

export interface WorkflowTask {
  readonly kind: 'workflow';
  readonly spec: Document;
  readonly job: Document | null;
  readonly files: readonly ReadableFile[];
  readonly maxBytes: number;
}

export interface JobTask {
  readonly kind: 'job';
  readonly job: { readonly name: string; readonly text: string | null };
  readonly plan: CwlPlan;
  readonly paths: readonly string[];
}

export interface WorkflowResult {
  /** Null: it cannot run; the findings say why. */
  readonly document: CwlDocument | null;
  /** The documents as parsed, where they can be. */
  readonly spec: unknown;
  readonly job: unknown;
  /** What the job wants to be fetched. */
  readonly remoteFiles: readonly RemoteFile[];
  readonly findings: readonly CwlFinding[];
}

/** Reads a workflow with its job. Needs nothing of the service, so that a worker can do it as well. */
export async function readWorkflowTask({ spec, job, files, maxBytes }: WorkflowTask): Promise<WorkflowResult> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const read = await readWorkflow(
    {
      ...spec,
      readFile: (path) => textOf(byPath.get(path), maxBytes),
      hasFile: (path) => byPath.has(path) || files.some((file) => file.path.startsWith(`${path}/`)),
    },
    { maxBytes },
  );
  const findings = [...read.findings];
  // without a job the values may come with the execution: what is missing is told then
  const jobRead = read.document !== null && job !== null ? readJob(job, read.document.plan, [...byPath.keys()]) : null;
  findings.push(...(jobRead?.findings ?? []));
  const remoteFiles = jobRead?.remoteFiles ?? [];
  const isRefused = findings.some(({ severity }) => severity === 'error');
  if (isRefused) return { document: null, spec: null, job: null, remoteFiles, findings };
  const parsedJob = job === null ? null : parseYaml(job.text, job.name).value;
  return { document: read.document, spec: parseYaml(spec.text, spec.name).value, job: parsedJob, remoteFiles, findings };
}

export function readJobTask({ job, plan, paths }: JobTask): JobRead {
  return readJob(job, plan, paths);
}

/** Null also for what is too large or no text: then it is no CWL document. */
async function textOf(file: ReadableFile | undefined, maxBytes: number): Promise<string | null> {
  if (file === undefined || file.size > maxBytes) return null;
  return utf8Text(await readFile(file.location));
}
