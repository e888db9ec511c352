/** How much a document may ask of the reader; what goes beyond is refused with a finding, never cut. */
export interface CwlLimits {
  /** Bytes (UTF-8) of one document: the main one, each attached one, the job. */
  readonly maxBytes: number;
  /** Levels of lists and maps inside each other, aliases followed. */
  readonly maxDepth: number;
  /** Steps of a workflow, with those of the workflows that it runs. */
  readonly maxSteps: number;
  readonly maxIdLength: number;
  /** Attached documents that `run:` may lead to. */
  readonly maxFiles: number;
  /** Workflows inside workflows. */
  readonly maxNesting: number;
  /** Errors and warnings that are shown, each. */
  readonly maxFindings: number;
}

export const DEFAULT_LIMITS: CwlLimits = {
  maxBytes: 1_048_576,
  maxDepth: 64,
  maxSteps: 500,
  maxIdLength: 128,
  maxFiles: 100,
  maxNesting: 20,
  maxFindings: 100,
};
