import type { Prefixes } from '../prov';

/** The record of a run as text: everything that is shown of it is made from this, in another thread. */
export interface RunRecord {
  readonly executionId: number;
  /** The statements in canonical form, UTF-8: what is, or would be, sealed. */
  readonly canonical: Uint8Array;
  /** The statements about the record, in canonical form too. */
  readonly about: string;
  /** They cover the names of both. */
  readonly prefixes: Prefixes;
  /** Equal tags, equal documents. */
  readonly tag: string;
}
