export { parseCanonical } from './canonical/parse';
export { canonicalText } from './canonical/serialise';
export { ProvError, type ProvErrorCode } from './errors';
export type { Argument, Attribute, Bundle, KeyEntityPair, ProvDocument, ProvRecord, Statements, Value } from './model/document';
export { BundleBuilder, DocumentBuilder } from './model/document-builder';
export { literal, LiteralInput, NameInput, qn, text, type AttributesInput, type TimeInput, type ValueInput } from './model/input';
export { Literal } from './model/literal';
export type { Namespace, Prefixes } from './model/namespaces';
export { QualifiedName } from './model/qualified-name';
export {
  StatementBuilder,
  type AssociationOptions,
  type DelegationOptions,
  type DerivationOptions,
  type EndOptions,
  type Name,
  type PairInput,
  type RelationOptions,
  type StartOptions,
  type TimedOptions,
} from './model/statement-builder';
export { entryOf, VOCABULARY, type ArgumentEntry, type RecordEntry, type RecordKind, type Referent } from './vocabulary';
export { FORMATS, write, writeText, type ProvFormat } from './write';
export { measure, toDot } from './graph/to-dot';
export type { Direction, PictureOptions } from './graph/picture';
