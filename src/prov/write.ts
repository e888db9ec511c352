import { serialiseJson } from './json/serialise';
import type { ProvDocument } from './model/document';
import { serialiseN } from './n/serialise';

const SERIALISERS = { json: serialiseJson, provn: serialiseN } as const;

/** The formats that can be written. */
export type ProvFormat = keyof typeof SERIALISERS;

/** Media types and file name endings, as PROV-N §5 and the PROV-JSON submission register them. */
export const FORMATS: Readonly<Record<ProvFormat, { readonly mediaType: string; readonly extension: string }>> = {
  json: { mediaType: 'application/json', extension: 'json' },
  provn: { mediaType: 'text/provenance-notation', extension: 'provn' },
};

const CHUNK_CHARACTERS = 32_768;

/** Writes the document piece by piece; equal documents give equal text, byte by byte. */
// eslint-disable-next-line @typescript-eslint/require-await -- the pieces are there at once; whoever takes them sets the pace
export async function* write(document: ProvDocument, format: ProvFormat): AsyncIterable<string> {
  let chunk = '';
  for (const piece of SERIALISERS[format](document)) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Writes the whole document into one string. */
export function writeText(document: ProvDocument, format: ProvFormat): string {
  return [...SERIALISERS[format](document)].join('');
}
