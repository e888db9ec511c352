import { ProvError } from '../errors';
import { isPrefix, isWritableLocalName } from './local-name';
import { QualifiedName } from './qualified-name';

export const PROV = 'http://www.w3.org/ns/prov#';
export const XSD = 'http://www.w3.org/2001/XMLSchema#';

/** A prefix and what it stands for; the empty prefix is the default namespace. */
export interface Namespace {
  readonly prefix: string;
  readonly iri: string;
}

/** Prefixes as given by a caller: `{ ex: 'http://example.org/' }`, with the key `''` for the default namespace. */
export type Prefixes = Readonly<Record<string, string>>;

/** The prefixes every document knows without declaring them (PROV-N §3.7.1). */
export const PREDECLARED: readonly Namespace[] = [
  { prefix: 'prov', iri: PROV },
  { prefix: 'xsd', iri: XSD },
];
const IRI_REFERENCE = /^[^\p{Cc} <>"{}|^`\\]+$/u;

/** The prefixes of a document or bundle while it is being built; a bundle falls back on those of its document. */
export class Namespaces {
  private readonly declared = new Map<string, string>();
  private readonly names = new Map<string, QualifiedName>();

  constructor(
    prefixes: Prefixes = {},
    private readonly outer?: Namespaces,
  ) {
    for (const [prefix, iri] of Object.entries(prefixes)) this.declare(prefix, iri);
  }

  declare(prefix: string, iri: string): void {
    // PROV-JSON writes the default namespace as the prefix `default`.
    if (prefix === 'default' || (prefix !== '' && !isPrefix(prefix))) {
      throw new ProvError('prov.bad_prefix', `'${prefix}' cannot be a prefix`);
    }
    if (!IRI_REFERENCE.test(iri)) throw new ProvError('prov.bad_prefix', `the namespace <${iri}> of '${prefix}' is not an IRI`);
    const known = PREDECLARED.find((one) => one.prefix === prefix)?.iri;
    // The XML Schema namespace is often written without its hash; it never means another namespace.
    if (known !== undefined && (iri === known || `${iri}#` === known)) return;
    const before = known ?? this.declared.get(prefix);
    if (before !== undefined && before !== iri) {
      throw new ProvError(
        'prov.prefix_conflict',
        `the prefix '${prefix}' stands for <${before}> and cannot stand for <${iri}> too`,
      );
    }
    this.declared.set(prefix, iri);
  }

  /** The name that `prefix:local` (or `local`, in the default namespace) stands for here. */
  resolve(text: string): QualifiedName {
    const known = this.names.get(text);
    if (known) return known;
    const colon = text.indexOf(':');
    const [prefix, local] = colon < 0 ? ['', text] : [text.slice(0, colon), text.slice(colon + 1)];
    if (!isWritableLocalName(local) || (prefix === '' && local === '')) {
      throw new ProvError('prov.bad_name', `'${text}' holds a character that no qualified name can have; percent-encode it`);
    }
    const name = new QualifiedName(this.namespaceOf(prefix, text), prefix, local);
    this.names.set(text, name);
    return name;
  }

  /** The prefixes declared here, in the order of declaration, without those of the document around. */
  list(): readonly Namespace[] {
    return Object.freeze([...this.declared].map(([prefix, iri]) => Object.freeze({ prefix, iri })));
  }

  private namespaceOf(prefix: string, text: string): string {
    const iri = this.find(prefix);
    if (iri !== undefined) return iri;
    const what = prefix === '' ? 'there is no default namespace' : `the prefix '${prefix}' is not declared`;
    throw new ProvError('prov.unknown_prefix', `${what}, but '${text}' uses it`);
  }

  private find(prefix: string): string | undefined {
    return this.declared.get(prefix) ?? this.outer?.find(prefix) ?? PREDECLARED.find((one) => one.prefix === prefix)?.iri;
  }
}
