import { buffer } from 'node:stream/consumers';
import { Blob } from 'node:buffer';
import type { Readable } from 'node:stream';
import { dump, load } from 'js-yaml';
import type { FormData } from 'undici';
import { ZipFile } from 'yazl';
import { z } from 'zod';
import type { ReanaSpecification } from './reana.gateway';

const SPECIFICATION_FILE = 'reana.yaml';
/** The name that REANA's own client gives to the file. */
const BUNDLE_FILE = 'validation-bundle.zip';
const LARGEST_SOURCE = 16 * 1024 * 1024;
/** Members carry no time and no rights of ours: the same specification is the same archive. */
const MEMBER = { compress: false, mtime: new Date(1980, 0, 1), mode: 0o100600, forceDosTimestamp: true } as const;

/**
 * What REANA 0.95 takes to make a run: an archive of `reana.yaml` and the workflow's source, with which it fills the workspace.
 * Data files are not in it. They are uploaded afterwards; `workflow.files` says so, since without it REANA looks for every
 * declared input in the archive.
 */
export async function bundleOf({ workflow, ...specification }: ReanaSpecification): Promise<FormData> {
  const { type, file, specification: document } = workflow;
  const zip = new ZipFile();
  zip.addBuffer(yaml({ ...specification, workflow: { type, file, files: [file] } }), SPECIFICATION_FILE, MEMBER);
  zip.addBuffer(yaml(document), file, MEMBER);
  zip.end();
  const { FormData: Form } = await import('undici');
  const form = new Form();
  form.set('bundle', new Blob([await buffer(zip.outputStream)], { type: 'application/zip' }), BUNDLE_FILE);
  return form;
}

/**
 * A specification as REANA gives it back, the workflow's document in it. A run that was made from a bundle may name the file
 * only; that file is then read from the workspace, where REANA keeps it.
 */
export async function withSource(specification: unknown, readFile: (path: string) => Promise<Readable | null>): Promise<unknown> {
  const found = namedOnly.safeParse(specification);
  if (!found.success) return specification;
  const stream = await readFile(found.data.workflow.file);
  const document = stream === null ? undefined : await documentIn(stream);
  return document === undefined
    ? specification
    : { ...found.data, workflow: { ...found.data.workflow, specification: document } };
}

const namedOnly = z.looseObject({ workflow: z.looseObject({ file: z.string(), specification: z.undefined().optional() }) });

/** Undefined: too large to be one of ours, or no YAML. */
async function documentIn(stream: Readable): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_SOURCE) return undefined;
    chunks.push(chunk);
  }
  try {
    return load(Buffer.concat(chunks).toString('utf8'), { maxAliases: 50 });
  } catch {
    return undefined;
  }
}

/** YAML and not JSON, whose `1e-7` REANA's YAML 1.1 reader takes for a text. */
function yaml(value: unknown): Buffer {
  return Buffer.from(dump(value, { noRefs: true, lineWidth: -1 }));
}
