import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ExecutionConfig } from '../config/execution.config';
import { instrument } from '../cwl';
import type { Execution } from './execution.entity';
import { SpecificationTooLargeError } from './execution.errors';

type JsonObject = Readonly<Record<string, unknown>>;

/** How the steps of an execution are measured. */
export type Instrumentation = Pick<Execution, 'instrumentation' | 'instrumentNonce' | 'uninstrumented'>;

/** The marker and the frame that a document gets on its way. */
const FRAME_BYTES = 512;

/** Decides how the steps of a new execution are measured: the wrapper must leave the document small enough for REANA. */
@Injectable()
export class StepInstrumentation {
  constructor(private readonly config: ExecutionConfig) {}

  /** Throws `execution.spec_too_large` when REANA could not even take the document as it is. */
  decide(packed: JsonObject): Instrumentation {
    const largestBytes = this.config.specificationBytes - FRAME_BYTES;
    const plainBytes = Buffer.byteLength(JSON.stringify(packed));
    if (plainBytes > largestBytes) throw new SpecificationTooLargeError(plainBytes, largestBytes);
    if (!this.config.instrument) return { instrumentation: 'off', instrumentNonce: null, uninstrumented: null };
    const instrumentNonce = randomBytes(12).toString('hex');
    const { mode, uninstrumented } = instrument(packed, { nonce: instrumentNonce, limits: { largestBytes } });
    if (mode === 'off') return { instrumentation: 'too_large', instrumentNonce: null, uninstrumented: null };
    return { instrumentation: mode, instrumentNonce, uninstrumented };
  }
}

/** The document that is submitted; the same for the same execution, however often it is made. */
export function instrumented(
  { instrumentation, instrumentNonce: nonce }: Omit<Instrumentation, 'uninstrumented'>,
  packed: JsonObject,
): JsonObject {
  if (nonce === null) return packed;
  const inlineBytes = instrumentation === 'inline' ? Number.MAX_SAFE_INTEGER : 0;
  return instrument(packed, { nonce, limits: { inlineBytes, largestBytes: Number.MAX_SAFE_INTEGER } }).packed;
}
