import type { Readable } from 'node:stream';
import type { DomainError } from '../common/errors/domain-error';

/** What a catalogue says of the one file of an entry that was chosen. */
export interface Distribution {
  /** From 0, as the catalogue counts. */
  readonly index: number;
  readonly name: string | null;
  readonly contentUrl: string;
  readonly checksum: string | null;
  readonly checksumAlgorithm: string | null;
  readonly encodingFormat: string | null;
  /** A hint only. */
  readonly sizeKb: number | null;
  /** A base name that is safe in every file system, from the name, else from the address; null: neither has one. */
  readonly fileName: string | null;
}

/** A catalogue entry as it was when it was looked up. */
export interface CatalogueEntry {
  /** As the workflow names it. */
  readonly url: string;
  readonly name: string | null;
  /** Its version, else when it was last modified. */
  readonly version: string | null;
  readonly distribution: Distribution;
}

/** What is known of fetched content once its last byte was read. */
export interface ContentFacts {
  readonly size: number;
  /** Always computed here. */
  readonly sha256: string;
  /** False: nobody promised a checksum. One that does not fit is an error. */
  readonly verified: boolean;
}

/** Bytes on their way from elsewhere. */
export interface FetchedContent {
  /** Fails with a DomainError when they are not what was promised, too many, or break off. Read it to the end or destroy it. */
  readonly body: Readable;
  readonly retrievedAt: Date;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** After the end of `body`. */
  facts(): ContentFacts;
}

/** Door of the catalogues for other rooms: inputs that a workflow takes from there. */
export abstract class CatalogueReader {
  /** Why the address can be no catalogue entry, from its text alone: `catalogue.url_not_allowed`; null: it can. */
  abstract faultIn(url: string): DomainError | null;

  /** The entries in the order of the addresses; each may take 3 s. Throws the fault of the first address that has one. */
  abstract lookUp(urls: readonly string[]): Promise<CatalogueEntry[]>;

  /** The bytes of an entry; `catalogue.checksum_mismatch`, `catalogue.too_large`, `catalogue.unavailable` may come with them. */
  abstract openContent(entry: CatalogueEntry): Promise<FetchedContent>;
}
