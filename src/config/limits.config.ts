import { z } from 'zod';

const MIB = 1024 * 1024;
const bytes = z.coerce.number().int().min(1);

/** How large things may be; beyond, 413. */
export class LimitsConfig {
  static readonly schema = z.object({
    MAX_SPEC_BYTES: bytes
      .max(16 * MIB)
      .default(MIB)
      .describe('Largest CWL document and largest job file, in bytes.'),
    MAX_FILE_BYTES: bytes.default(1024 * MIB).describe('Largest attached file, in bytes.'),
    MAX_FILES: z.coerce
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(1000)
      .describe('Most files attached to one workflow or execution.'),
    MAX_KEPT_FILE_BYTES: bytes.default(10 * MIB).describe('Outputs up to this size are kept by us; larger ones stay at REANA.'),
    MAX_KEPT_EXECUTION_BYTES: bytes
      .default(100 * MIB)
      .describe('Outputs of one execution that are kept by us, in bytes altogether.'),
    MAX_HASHED_EXECUTION_BYTES: bytes
      .default(2048 * MIB)
      .describe(
        'Outputs too large to be kept are read for their checksum, where no step told it, up to so many bytes an execution.',
      ),
  });

  readonly specBytes: number;
  readonly fileBytes: number;
  readonly files: number;
  readonly keptFileBytes: number;
  readonly keptExecutionBytes: number;
  readonly hashedExecutionBytes: number;

  constructor(env: z.output<typeof LimitsConfig.schema>) {
    this.specBytes = env.MAX_SPEC_BYTES;
    this.fileBytes = env.MAX_FILE_BYTES;
    this.files = env.MAX_FILES;
    this.keptFileBytes = env.MAX_KEPT_FILE_BYTES;
    this.keptExecutionBytes = env.MAX_KEPT_EXECUTION_BYTES;
    this.hashedExecutionBytes = env.MAX_HASHED_EXECUTION_BYTES;
  }
}
