import type { RecordKind } from '../vocabulary';
import type { Literal } from './literal';
import type { Namespace } from './namespaces';
import type { QualifiedName } from './qualified-name';

/** A value of an attribute, or a key of a dictionary. */
export type Value = Literal | QualifiedName;

export interface Attribute {
  readonly name: QualifiedName;
  readonly value: Value;
}

/** One entry of a dictionary (PROV-Dictionary §2). */
export interface KeyEntityPair {
  readonly key: Value;
  readonly entity: QualifiedName;
}

/** What stands in one place of a statement; null where nothing was stated (`-` in PROV-N). */
export type Argument = Value | readonly Value[] | readonly KeyEntityPair[] | null;

/** One statement. `arguments` stand in the places that the vocabulary's entry of `kind` names. */
export interface ProvRecord {
  readonly kind: RecordKind;
  readonly id: QualifiedName | null;
  readonly arguments: readonly Argument[];
  readonly attributes: readonly Attribute[];
}

/** Statements and the prefixes declared beside them: what a document and a bundle have in common. */
export interface Statements {
  readonly namespaces: readonly Namespace[];
  readonly records: readonly ProvRecord[];
}

/** A named set of statements (PROV-DM §5.4.1); prefixes that it does not declare are those of its document. */
export interface Bundle extends Statements {
  readonly id: QualifiedName;
}

/** A PROV document; frozen throughout. */
export interface ProvDocument extends Statements {
  readonly bundles: readonly Bundle[];
}
