import { posix } from 'node:path';
import { load } from 'js-yaml';
import { unzip } from '../factories/archive';

/** What a bundle brought: the files that fill the workspace, and the specification that was among them. */
export interface Bundle {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly specification: Specification;
}

interface Specification {
  readonly inputs?: { readonly files?: readonly string[] };
  readonly workflow?: { readonly file?: string; readonly files?: readonly string[]; readonly directories?: readonly string[] };
}

/** Why REANA 0.95 does not take a bundle: status and message. */
export class BundleRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reads a multipart create request as REANA 0.95 does. */
export async function readBundle(contentType: string, body: Buffer): Promise<Bundle> {
  if (!contentType.startsWith('multipart/form-data')) throw new BundleRefused(415, 'Content-Type must be multipart/form-data.');
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const bundle = form.get('bundle');
  if (!(bundle instanceof Blob)) throw new BundleRefused(400, 'Missing file field: bundle.');
  const members = Object.entries(await unzip(new Response(bundle)));
  const files = new Map(members.map(([path, text]) => [path, Buffer.from(text)]));
  for (const path of files.keys())
    if (posix.normalize(path) !== path || path.startsWith('..') || path.startsWith('/'))
      throw new BundleRefused(400, `Invalid path in bundle: ${path}.`);
  return { files, specification: readSpecification(files) };
}

/** The specification in a workspace, which REANA 0.95 reads again when the run is started. */
export function readSpecification(files: ReadonlyMap<string, Buffer>): Specification {
  const text = files.get('reana.yaml')?.toString();
  if (text === undefined) throw new BundleRefused(400, 'The bundle has no reana.yaml.');
  const specification = load(text) as Specification;
  for (const path of needed(specification)) if (!files.has(path)) throw new BundleRefused(400, `The bundle has no ${path}.`);
  return specification;
}

/** A specification that names no sources is an old one: all its declared inputs belong to it. */
function needed({ inputs, workflow }: Specification): string[] {
  const { file = '', files = [], directories = [] } = workflow ?? {};
  return [file, ...files, ...(files.length + directories.length === 0 ? (inputs?.files ?? []) : [])];
}
