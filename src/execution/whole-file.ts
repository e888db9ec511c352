import { createHash } from 'node:crypto';
import { pipeline, Transform, type Readable, type TransformCallback } from 'node:stream';

/** What a file is known to be. */
export interface KnownFile {
  readonly path: string;
  readonly size: number;
  /** Null: not known. */
  readonly sha256: string | null;
  /** The run goes on: the file may have grown since it was listed. */
  readonly mayGrow: boolean;
}

/** The file is another than the one that was listed: cut off, grown, or changed. */
class ChangedFileError extends Error {}

/** The bytes of a file, failing before the last of them when they are not the file that is known, so that nobody takes them for it. */
export function wholeFile(body: Readable, known: KnownFile): Readable {
  return pipeline(body, new FileCheck(known), () => undefined); // what fails is told by the stream that is read
}

class FileCheck extends Transform {
  private readonly hash = createHash('sha256');
  private size = 0;
  private held: Buffer | undefined;

  constructor(private readonly known: KnownFile) {
    super();
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.size += bytes.length;
    if (!this.known.mayGrow && this.size > this.known.size) return done(this.changed('is longer than it was'));
    if (this.known.sha256 !== null) this.hash.update(bytes);
    const earlier = this.held;
    this.held = bytes;
    done(null, earlier);
  }

  override _flush(done: TransformCallback): void {
    const { sha256, size } = this.known;
    if (this.size < size) return done(this.changed(`ends after ${this.size} of ${size} bytes`));
    if (sha256 !== null && this.hash.digest('hex') !== sha256) return done(this.changed('has other bytes than it had'));
    done(null, this.held);
  }

  private changed(how: string): ChangedFileError {
    return new ChangedFileError(`The file ${JSON.stringify(this.known.path)} ${how}.`);
  }
}
