import { createHash, type Hash } from 'node:crypto';
import { ChecksumMismatchError } from './catalogue.errors';
import type { CatalogueEntry } from './catalogue.reader';

const ALGORITHMS = ['sha256', 'sha512', 'sha1', 'md5'];

/** The checksum that a catalogue promises, computed beside the sha256 that we always want. */
export class Checksum {
  private readonly sha256 = createHash('sha256');
  private readonly promised: Hash | null;

  /** Fails closed: a checksum of an algorithm that is not known here makes the file untrusted. */
  constructor(private readonly entry: CatalogueEntry) {
    const { checksum, checksumAlgorithm } = entry.distribution;
    const algorithm = (checksumAlgorithm ?? '').toLowerCase().replaceAll('-', '');
    if (checksum !== null && !ALGORITHMS.includes(algorithm))
      throw new ChecksumMismatchError(
        entry.url,
        `Its checksum has the unknown algorithm ${JSON.stringify(checksumAlgorithm ?? '')}.`,
      );
    this.promised = checksum === null ? null : createHash(algorithm);
  }

  update(chunk: Buffer): void {
    this.sha256.update(chunk);
    this.promised?.update(chunk);
  }

  /** After the last byte. */
  finish(): { readonly sha256: string; readonly verified: boolean } {
    const sha256 = this.sha256.digest('hex');
    if (this.promised === null) return { sha256, verified: false };
    const expected = (this.entry.distribution.checksum ?? '').trim().toLowerCase();
    const actual = this.promised.digest('hex');
    if (actual !== expected)
      throw new ChecksumMismatchError(
        this.entry.url,
        `The catalogue promises ${JSON.stringify(expected)}, the bytes have "${actual}".`,
      );
    return { sha256, verified: true };
  }
}
