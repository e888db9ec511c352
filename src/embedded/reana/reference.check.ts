import { BadRequestError } from './embedded.errors';
import { isRelativePath } from './workspace-path';

const MAX_DEPTH = 100;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** Keys by which the reader of documents (schema salad) would load another file, or take another base for what is relative. */
const LOADING = ['$import', '$include', '$mixin', '$base'];

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** No reference of a CWL document may lead out of the document or out of the workspace: cwltool would follow it. */
export function checkDocumentReferences(document: Node): void {
  walk(document, 'workflow.specification', (node, place) => {
    checkLoading(node, place);
    checkIdentifiers(node, place);
    checkPatterns(node, place);
    if (isFile(node)) checkFile(node, place);
  });
}

/** The same for the parameters of a run. */
export function checkParameterReferences(parameters: Node): void {
  if (Object.hasOwn(parameters, 'cwl:tool')) throw new BadRequestError('Parameter "cwl:tool" is not allowed.');
  walk(parameters, 'inputs.parameters', (node, place) => {
    checkLoading(node, place);
    if (isFile(node)) checkFile(node, place);
  });
}

/** The files and folders that a document or a job names, as paths below the workspace. */
export function namedPaths(value: unknown): string[] {
  const found: string[] = [];
  walk(value, '', (node) => {
    if (!isFile(node)) return;
    for (const reference of [node.location, node.path]) if (typeof reference === 'string') found.push(decoded(reference));
  });
  return found;
}

function walk(value: unknown, place: string, visit: (node: Node, place: string) => void, depth = 0): void {
  if (depth > MAX_DEPTH) throw new BadRequestError(`${place}: nested too deeply.`);
  if (Array.isArray(value)) return value.forEach((one, index) => walk(one, `${place}.${index}`, visit, depth + 1));
  if (!isNode(value)) return;
  visit(value, place);
  for (const [key, inner] of Object.entries(value)) walk(inner, `${place}.${key}`, visit, depth + 1);
}

function checkLoading(node: Node, place: string): void {
  for (const key of LOADING)
    if (Object.hasOwn(node, key)) throw new BadRequestError(`${place}: ${key} is not allowed; pack the document first.`);
}

/** An identifier is the base of every relative reference below it (Semantic Annotations for Linked Avro Data, "Identifier resolution"). */
function checkIdentifiers(node: Node, place: string): void {
  if (typeof node.run === 'string' && !node.run.startsWith('#'))
    throw new BadRequestError(`${place}: "run: ${node.run}" leads out of the document; pack it first.`);
  for (const key of ['id', '@id', 'name']) {
    const value = node[key];
    if (typeof value === 'string' && !isLocal(value))
      throw new BadRequestError(`${place}.${key} must be a name of the document itself, such as "#main".`);
  }
}

/** Which files are outputs, and which files belong to a file; what is an expression is known at the run only. */
function checkPatterns(node: Node, place: string): void {
  const patterns = [node.glob, node.secondaryFiles, node.pattern].flat();
  for (const pattern of patterns)
    if (typeof pattern === 'string' && !pattern.includes('$(') && !pattern.includes('${') && pattern.split('/').includes('..'))
      throw new BadRequestError(`${place}: the pattern "${pattern}" must not hold "..".`);
}

function isFile(node: Node): boolean {
  return node.class === 'File' || node.class === 'Directory';
}

function checkFile(file: Node, place: string): void {
  for (const key of ['location', 'path']) {
    const reference = file[key];
    if (reference === undefined) continue;
    if (typeof reference !== 'string' || !isRelativePath(decoded(reference)) || !isLocal(reference) || /[?#]/.test(reference))
      throw new BadRequestError(
        `${place}.${key} must be a path relative to the workspace, without ".."; write # as %23, ? as %3F, and control characters likewise.`,
      );
  }
  if (Object.hasOwn(file, 'dirname')) throw new BadRequestError(`${place}.dirname is not for documents to say.`);
  const { basename } = file;
  if (basename !== undefined && (typeof basename !== 'string' || basename.includes('/') || !isRelativePath(basename)))
    throw new BadRequestError(`${place}.basename must be the name of a file, not a path.`);
}

/** No scheme, nothing absolute, no `..`, and nothing that readers of URIs pass over before they look. */
function isLocal(reference: string): boolean {
  const isPlain = !/\p{Cc}/u.test(reference) && reference === reference.trim();
  return isPlain && !SCHEME.test(reference) && !reference.startsWith('/') && !reference.split(/[/?#]/).includes('..');
}

/** A location is a URI reference. */
function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
