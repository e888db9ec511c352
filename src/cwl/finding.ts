/** Something that is wrong with a document, or that a person should know of it, with the place where it stands. */
export interface CwlFinding {
  /** An error keeps the document from being registered or run; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Stable, `cwl.` or `job.` and a word: `cwl.unknown_source`. */
  readonly code: string;
  /** One sentence that a person can act on; says what is wrong, not where. */
  readonly message: string;
  /** The file as the client named it: the name of the spec file, of the job file, or the path of an attached file. */
  readonly file: string;
  /** From 1; null when the finding is about the file as a whole. */
  readonly line: number | null;
  readonly column: number | null;
  /** Path inside the document: `steps/count/in/file/source`; for a job: the input's id. */
  readonly field: string | null;
}
