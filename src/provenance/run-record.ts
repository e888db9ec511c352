import { createHash } from 'node:crypto';
import { canonicalText, parseCanonicalSteps, type Prefixes, type ProvDocument } from '../prov';
import type { ObservedExecution } from '../execution/execution.reader';
import type { ProvenanceRecord } from './provenance-record.entity';
import { inSlices } from './time-slices';

export interface RunRecordParts {
  readonly execution: ObservedExecution;
  /** Null: not captured. */
  readonly seal: ProvenanceRecord | null;
  /** The statements in canonical form: what is, or would be, sealed. */
  readonly canonical: string;
  readonly sha256: string;
  /** The statements about the record. */
  readonly about: ProvDocument;
  readonly prefixes: Prefixes;
}

/** The record of a run: everything that is shown of it is made from its canonical text. */
export class RunRecord {
  /** Equal tags, equal documents. */
  readonly tag: string;
  private parsed: Promise<ProvDocument> | undefined;

  constructor(readonly parts: RunRecordParts) {
    this.tag = createHash('sha256').update(parts.sha256).update(canonicalText(parts.about)).digest('hex');
  }

  /** The statements as one bundle, with those about them outside. */
  document(): Promise<ProvDocument> {
    this.parsed ??= this.read();
    return this.parsed;
  }

  private async read(): Promise<ProvDocument> {
    const { canonical, prefixes, about } = this.parts;
    const { bundles } = await inSlices(parseCanonicalSteps(canonical, prefixes));
    return { ...about, bundles };
  }
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
