import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { type CwlType, isUnion } from './cwl-type';

const MAX_ONE = 20_000;
const MAX_ALL = 2_000_000;
const MAX_DEPTH = 32;

interface Measure {
  readonly weight: number;
  readonly depth: number;
}

/** Keeps names that stand for names from growing without measure: counts the characters of each type once written out. */
export class TypeBudget {
  private readonly measures = new WeakMap<object, Measure>();
  private spent = 0;
  private resolving = 0;

  take(type: CwlType, place: Place, report: Report): boolean {
    const { weight, depth } = this.measure(type);
    this.spent += weight;
    if (weight <= MAX_ONE && this.spent <= MAX_ALL && depth <= MAX_DEPTH) return true;
    report.add('cwl.type_too_large', 'The type is too large once the names in it are written out.', place);
    return false;
  }

  /** Looks up what a name stands for, as long as names do not lead to names without end; else null. */
  descend<T>(resolve: () => T): T | null {
    if (this.resolving >= MAX_DEPTH) return null;
    this.resolving += 1;
    const result = resolve();
    this.resolving -= 1;
    return result;
  }

  private measure(type: CwlType): Measure {
    if (typeof type === 'string') return { weight: 1, depth: 0 };
    const known = this.measures.get(type);
    if (known) return known;
    const measure = this.measureParts(type);
    this.measures.set(type, measure);
    return measure;
  }

  private measureParts(type: Exclude<CwlType, string>): Measure {
    if (isUnion(type)) return this.sum(type, 1);
    if (type.type === 'array') return this.sum([type.items], 1);
    if (type.type === 'enum') return { weight: type.symbols.reduce((sum, symbol) => sum + symbol.length, 1), depth: 1 };
    const names = type.fields.reduce((sum, field) => sum + field.name.length, 1);
    return this.sum(
      type.fields.map((field) => field.type),
      names,
    );
  }

  private sum(parts: readonly CwlType[], own: number): Measure {
    let weight = own;
    let depth = 0;
    for (const part of parts) {
      const inside = this.measure(part);
      weight += inside.weight;
      depth = Math.max(depth, inside.depth);
    }
    return { weight, depth: depth + 1 };
  }
}
