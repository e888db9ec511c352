import { isObject, type JsonObject, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { shortName } from '../document/identifiers';
import type { CwlVersion } from '../document/model';
import type { CwlType } from './cwl-type';
import { TypeParser } from './type-parser';
import type { TypeBudget } from './type-budget';

interface Definition {
  readonly raw: JsonObject;
  readonly place: Place;
  resolved: CwlType | null;
  resolving: boolean;
}

/** The type names that a process may use: those of its own SchemaDefRequirement, then those of what it stands in. */
export class TypeScope {
  private readonly definitions = new Map<string, Definition>();

  constructor(
    readonly version: CwlVersion,
    readonly budget: TypeBudget,
    readonly outer: TypeScope | null = null,
  ) {}

  define(types: readonly unknown[], place: Place, report: Report): void {
    types.forEach((raw, index) => {
      const at = place.at(index);
      if (!isObject(raw) || typeof raw.name !== 'string') report.add('cwl.missing_field', 'A type definition needs a name.', at);
      else if (this.definitions.has(shortName(raw.name)))
        report.add('cwl.duplicate_id', `The type ${quote(raw.name)} is defined twice.`, at);
      else this.definitions.set(shortName(raw.name), { raw, place: at, resolved: null, resolving: false });
    });
    for (const [name, definition] of this.definitions) this.find(name, report, definition.place);
  }

  /** What a name stands for; null: no such name. A name that is used inside its own definition is refused. */
  find(reference: string, report: Report, place: Place): CwlType | null {
    if (reference.indexOf('#') > 0) return null;
    const definition = this.definitions.get(shortName(reference));
    if (!definition) return this.outer?.find(reference, report, place) ?? null;
    if (definition.resolving) {
      report.add('cwl.recursive_type', `The type ${quote(reference)} contains itself.`, place);
      return 'Any';
    }
    definition.resolved ??= this.budget.descend(() => {
      definition.resolving = true;
      const type = new TypeParser(this, report).parse(definition.raw, definition.place);
      definition.resolving = false;
      return type;
    });
    if (definition.resolved === null) {
      report.add('cwl.type_too_large', `The type ${quote(reference)} leads through too many other names.`, definition.place);
      definition.resolved = 'Any';
    }
    return definition.resolved;
  }

  /** The written definition behind a name and the scope of the names in it, for the packed copy. */
  written(reference: string): { raw: JsonObject; scope: TypeScope } | null {
    const own = this.definitions.get(shortName(reference));
    return own ? { raw: own.raw, scope: this } : (this.outer?.written(reference) ?? null);
  }
}
