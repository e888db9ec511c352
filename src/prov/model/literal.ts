import type { QualifiedName } from './qualified-name';

/** A value that is no name: its lexical form as given, never a converted number, with a datatype or a language (PROV-DM §5.7.3). */
export class Literal {
  constructor(
    readonly lexical: string,
    /** `xsd:string` for plain text, null when there is a language. */
    readonly datatype: QualifiedName | null,
    readonly language: string | null = null,
  ) {
    Object.freeze(this);
  }
}
