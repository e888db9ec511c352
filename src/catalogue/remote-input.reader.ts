import type { DomainError } from '../common/errors/domain-error';
import type { FetchedContent } from './catalogue.reader';

/** An output of an earlier execution of this service, as an address names it. */
export interface OutputReference {
  readonly executionId: number;
  /** In the workspace of that execution: `outputs/chart.svg`. */
  readonly path: string;
}

/** A file that a job names by its address, and what the job says of its bytes. */
export interface RemoteInput {
  readonly location: string;
  /** As CWL writes them: `sha1$` or `sha256$` and hexadecimal digits. All must hold. */
  readonly checksums: readonly string[];
  readonly sizes: readonly number[];
}

/** Door of the files that jobs name by address, for other rooms. */
export abstract class RemoteInputReader {
  /** The output that the address names, by `reprov:execution/7/outputs/a.csv` or by this service's own URL of it; null: something else. */
  abstract outputNamed(location: string): OutputReference | null;

  /** Why nothing may be fetched from there, from the text alone: `input.url_not_allowed`; null: it may. */
  abstract faultIn(location: string): DomainError | null;

  /**
   * The bytes, checked while they are read. Only `input.unavailable` can pass by itself; `input.url_not_allowed`,
   * `input.not_found`, `input.refused`, `input.too_large`, `input.checksum_mismatch`, `input.size_mismatch` stay.
   */
  abstract open(input: RemoteInput): Promise<FetchedContent>;

  /** As open, for bytes that somebody else found: `input.checksum_mismatch`, `input.size_mismatch` may come with them. */
  abstract check(input: RemoteInput, bytes: AsyncIterable<Buffer>): FetchedContent;
}
