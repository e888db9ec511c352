/** A name as PROV has it: a namespace IRI and a local part; the prefix is how the document spells the namespace (PROV-DM §5.7.1). */
export class QualifiedName {
  /** The whole IRI; two names are the same thing exactly when their IRIs are equal. */
  readonly iri: string;
  /** `prefix:local`, or the bare local part in the default namespace; without the escapes of PROV-N. */
  readonly text: string;

  constructor(
    readonly namespace: string,
    readonly prefix: string,
    readonly local: string,
  ) {
    this.iri = namespace + local;
    this.text = prefix === '' ? local : `${prefix}:${local}`;
    Object.freeze(this);
  }

  toString(): string {
    return this.text;
  }
}
