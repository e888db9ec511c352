import { z } from 'zod';
import { BadRequestError } from './embedded.errors';
import type { ReanaSpecification } from './run';
import { isRelativePath } from './workspace-path';

const MAX_DEPTH = 100;
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
  checkReferences(document, 'workflow.specification', 0);
  if (Object.hasOwn(parameters, 'cwl:tool')) throw new BadRequestError('Parameter "cwl:tool" is not allowed.');
  checkReferences(parameters, 'inputs.parameters', 0);
  return document;
}

function checkReferences(value: unknown, place: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new BadRequestError(`${place}: nested too deeply.`);
  if (Array.isArray(value)) return value.forEach((one, index) => checkReferences(one, `${place}.${index}`, depth + 1));
  if (!isNode(value)) return;
  for (const key of ['$import', '$include', '$mixin'])
    if (Object.hasOwn(value, key)) throw new BadRequestError(`${place}: ${key} is not allowed; pack the document first.`);
  if (typeof value.run === 'string' && !value.run.startsWith('#'))
    throw new BadRequestError(`${place}: "run: ${value.run}" leads out of the document; pack it first.`);
  if (value.class === 'File' || value.class === 'Directory') checkLocation(value, place);
  for (const [key, inner] of Object.entries(value)) checkReferences(inner, `${place}.${key}`, depth + 1);
}

function checkLocation(file: Node, place: string): void {
  for (const key of ['location', 'path']) {
    const reference = file[key];
    if (reference === undefined) continue;
    if (typeof reference !== 'string' || /^[a-z][a-z0-9+.-]*:/i.test(reference) || !isRelativePath(decoded(reference)))
      throw new BadRequestError(`${place}.${key} must be a path relative to the workspace, without "..".`);
  }
}

/** A location is a URI reference. */
function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
