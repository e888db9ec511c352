import { createHash, type Hash } from 'node:crypto';

const ALGORITHMS = ['sha256', 'sha512', 'sha1', 'md5'];

/** What somebody says the bytes hash to. */
export interface PromisedChecksum {
  readonly algorithm: string;
  readonly value: string;
}

/** The bytes are not the promised ones, or nobody can tell; the message says how, as a sentence. */
export class ChecksumFault extends Error {}

/** The checksums that are promised for bytes, computed beside the sha256 that we always want. */
export class Checksum {
  private readonly sha256 = createHash('sha256');
  private readonly hashes: readonly { readonly hash: Hash; readonly expected: string }[];

  /** Fails closed: a checksum of an algorithm that is not known here makes the file untrusted. */
  constructor(promised: readonly PromisedChecksum[]) {
    this.hashes = promised.map(({ algorithm, value }) => {
      const known = algorithm.toLowerCase().replaceAll('-', '');
      if (!ALGORITHMS.includes(known))
        throw new ChecksumFault(`Its checksum has the unknown algorithm ${JSON.stringify(algorithm)}.`);
      return { hash: createHash(known), expected: value.trim().toLowerCase() };
    });
  }

  update(chunk: Buffer): void {
    this.sha256.update(chunk);
    for (const { hash } of this.hashes) hash.update(chunk);
  }

  /** After the last byte. */
  finish(): { readonly sha256: string; readonly verified: boolean } {
    for (const { hash, expected } of this.hashes) {
      const actual = hash.digest('hex');
      if (actual !== expected)
        throw new ChecksumFault(`Its checksum should be ${JSON.stringify(expected)}, the bytes have "${actual}".`);
    }
    return { sha256: this.sha256.digest('hex'), verified: this.hashes.length > 0 };
  }
}
