import { z } from 'zod';
import { BadRequestError } from './embedded.errors';
import { checkDocumentReferences, checkParameterReferences } from './reference.check';
import type { ReanaSpecification } from './run';
import { isRelativePath } from './workspace-path';

const paths = z.array(z.string()).optional();
const record = z.record(z.string(), z.unknown());
const section = { files: paths, directories: paths };

/** The REANA specification; keys that are not of it are refused on every level, as REANA does. */
const SPECIFICATION = z.strictObject({
  version: z.string().optional(),
  inputs: z.strictObject({ ...section, parameters: record.optional(), options: record.optional() }).optional(),
  workflow: z.strictObject({
    type: z.literal('cwl'),
    file: z.string().optional(),
    specification: record,
    resources: z.strictObject({ cvmfs: z.array(z.string()).optional(), kerberos: z.boolean().optional() }).optional(),
  }),
  outputs: z.strictObject(section).optional(),
  tests: z.strictObject({ files: paths }).optional(),
  workspace: z
    .strictObject({ root_path: z.string().optional(), retention_days: z.record(z.string(), z.int().min(0)).optional() })
    .optional(),
});

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is looked at when a run is created: little, as with REANA; the rest is checked at the start. */
export function checkNewSpecification(body: unknown): ReanaSpecification {
  if (!isNode(body)) throw new BadRequestError('The body must be a REANA specification: a JSON object.');
  if (!isNode(body.workflow)) throw new BadRequestError("'workflow'");
  if (body.workflow.type !== 'cwl') throw new BadRequestError('Unknown workflow type. This server runs workflows of type cwl.');
  const inputs = isNode(body.inputs) ? body.inputs : {};
  checkInputPaths([...texts(inputs.files), ...texts(inputs.directories)]);
  for (const option of Object.keys(isNode(inputs.options) ? inputs.options : {}))
    if (option !== 'TARGET') throw new BadRequestError(`Operational option "${option}" not supported for cwl workflows.`);
  return body as unknown as ReanaSpecification;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map((one) => String(one)) : [];
}

function checkInputPaths(all: readonly string[]): void {
  const clean = all.map((path) => path.replace(/\/+$/, ''));
  for (const [index, path] of clean.entries()) {
    if (!isRelativePath(path)) throw new BadRequestError(`Input path "${path}" must be relative and without "..".`);
    if (clean.indexOf(path) !== index) throw new BadRequestError(`Input path "${path}" is listed twice.`);
    const outer = clean.find((other) => path.startsWith(`${other}/`));
    if (outer !== undefined) throw new BadRequestError(`Input path "${path}" lies inside of "${outer}", which is listed too.`);
  }
}

/**
 * What must hold before cwltool may see it: the form of the specification, a process `#main`, and no reference that leads out of the
 * document or out of the workspace (cwltool would read any file of the machine and fetch any URL).
 */
export function checkRunnable(specification: ReanaSpecification, parameters: Readonly<Record<string, unknown>>): Node {
  const checked = SPECIFICATION.safeParse(specification);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new BadRequestError(`The REANA specification is not valid: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const document = checked.data.workflow.specification;
  const processes: unknown[] = Array.isArray(document.$graph) ? document.$graph : [document];
  if (!processes.some((one) => isNode(one) && (one.id === '#main' || one.id === 'main')))
    throw new BadRequestError('The CWL document must hold a process with the id "#main", as cwltool --pack writes it.');
  checkDocumentReferences(document);
  checkParameterReferences(parameters);
  return document;
}
