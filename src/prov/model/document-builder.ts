import { ProvError } from '../errors';
import type { Bundle, ProvDocument } from './document';
import { Namespaces, type Prefixes } from './namespaces';
import { StatementBuilder, type Name } from './statement-builder';

/** Collects the statements of one bundle; made by `DocumentBuilder.bundle`. */
export class BundleBuilder extends StatementBuilder {
  constructor(
    private readonly id: Name,
    namespaces: Namespaces,
  ) {
    super(namespaces);
  }

  /** Its own prefixes resolve its identifier too. */
  build(): Bundle {
    const id = this.namespaces.resolve(this.id);
    return Object.freeze({ id, namespaces: this.namespaces.list(), records: this.snapshot() });
  }
}

/**
 * Makes a document, statement by statement:
 *
 * ```ts
 * const builder = new DocumentBuilder({ ex: 'http://example.org/' });
 * builder.entity('ex:e1', { 'prov:type': qn('prov:Plan') });
 * builder.used('ex:a1', 'ex:e1', { time: '2026-01-01T00:00:00Z' });
 * const document = builder.build();
 * ```
 */
export class DocumentBuilder extends StatementBuilder {
  private readonly bundles = new Map<string, BundleBuilder>();

  /** The prefixes `prov` and `xsd` are known; the key `''` gives the default namespace. */
  constructor(prefixes: Prefixes = {}) {
    super(new Namespaces(prefixes));
  }

  /** Declares one more prefix, for a namespace that becomes known on the way. */
  prefix(prefix: string, iri: string): this {
    this.namespaces.declare(prefix, iri);
    return this;
  }

  /** Opens a bundle; prefixes it does not declare itself are those of the document (PROV-N §4.2). */
  bundle(id: Name, prefixes: Prefixes = {}): BundleBuilder {
    const scope = new Namespaces(prefixes, this.namespaces);
    const { iri } = scope.resolve(id);
    if (this.bundles.has(iri)) throw new ProvError('prov.duplicate_bundle', `there is a bundle '${id}' already`);
    const bundle = new BundleBuilder(id, scope);
    this.bundles.set(iri, bundle);
    return bundle;
  }

  /** The document as it stands now; statements made later are not in it. */
  build(): ProvDocument {
    const bundles = Object.freeze([...this.bundles.values()].map((bundle) => bundle.build()));
    return Object.freeze({ namespaces: this.namespaces.list(), records: this.snapshot(), bundles });
  }
}
