import { setPriority } from 'node:os';
import { canonicalText, measure, parseCanonical, toDot, writeText, type ProvDocument, type ProvFormat } from '../../prov';
import type { ObservedExecution } from '../../execution/execution.reader';
import { drawGraph, type Drawing } from '../drawing/draw-graph';
import { mapExecution, type Installation } from '../mapping/record';
import type { PictureWish } from '../picture/picture-format';
import { toView } from '../picture/run-view';
import type { RunRecord } from '../run-record';
import { sha256 } from '../sha256';

export interface MapTask {
  readonly execution: ObservedExecution;
  readonly installation: Installation;
}

/** The statements that the evidence makes, in canonical form, and their hash. */
export interface MappedRecord {
  readonly canonical: Uint8Array;
  readonly sha256: string;
}

export interface WriteTask {
  readonly record: RunRecord;
  readonly format: ProvFormat;
}

export interface DrawTask {
  readonly record: RunRecord;
  readonly wish: PictureWish;
  readonly maxNodes: number;
}

// Whoever answers requests goes first. On Linux this is the thread's own priority, elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(10);

export function map({ execution, installation }: MapTask): MappedRecord {
  const canonical = new TextEncoder().encode(canonicalText(mapExecution(execution, installation)));
  return { canonical, sha256: sha256(canonical) };
}

export function write({ record, format }: WriteTask): Uint8Array {
  return new TextEncoder().encode(writeText(documentOf(record), format));
}

/** The picture, or why there is none; a layout that takes too long is ended from outside. */
export async function draw({ record, wish, maxNodes }: DrawTask): Promise<Drawing | { readonly nodes: number }> {
  const { document, options } = toView(documentOf(record), wish.detail);
  // no more nodes than statements: where these are few there is nothing to count
  const nodes = document.records.length <= maxNodes ? 0 : measure(document, options).nodes;
  return nodes > maxNodes ? { nodes } : drawGraph(toDot(document, options), wish.format);
}

/** The statements as one bundle, with those about them outside. */
function documentOf({ canonical, about, prefixes }: RunRecord): ProvDocument {
  return parseCanonical(new TextDecoder().decode(canonical) + about, prefixes);
}
