import type { Argument, Bundle, ProvRecord } from './document';
import { Literal } from './literal';
import { PREDECLARED, type Namespace } from './namespaces';
import { QualifiedName } from './qualified-name';

/** The prefixes that a bundle must declare to be read alone: its own, and those of its document that it uses; `prov` and `xsd` left out. */
export function bundleNamespaces(bundle: Bundle): readonly Namespace[] {
  const found = new Map(bundle.namespaces.map(({ prefix, iri }) => [prefix, iri]));
  visitNames(bundle.id, (name) => found.set(name.prefix, name.namespace));
  for (const record of bundle.records) visitRecord(record, (name) => found.set(name.prefix, name.namespace));
  for (const { prefix } of PREDECLARED) found.delete(prefix);
  return [...found].map(([prefix, iri]) => ({ prefix, iri }));
}

function visitRecord(record: ProvRecord, visit: (name: QualifiedName) => void): void {
  if (record.id) visit(record.id);
  for (const argument of record.arguments) visitNames(argument, visit);
  for (const { name, value } of record.attributes) {
    visit(name);
    visitNames(value, visit);
  }
}

function visitNames(argument: Argument, visit: (name: QualifiedName) => void): void {
  if (argument === null) return;
  if (argument instanceof QualifiedName) visit(argument);
  else if (argument instanceof Literal) visitNames(argument.datatype, visit);
  else {
    for (const one of argument) {
      if (one instanceof QualifiedName || one instanceof Literal) visitNames(one, visit);
      else [one.key, one.entity].forEach((value) => visitNames(value, visit));
    }
  }
}
