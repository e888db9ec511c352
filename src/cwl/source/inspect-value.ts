import { isObject } from './json';

export interface ValueFault {
  readonly word: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

interface Measure {
  readonly weight: number;
  readonly depth: number;
}

const CYCLE: ValueFault = {
  word: 'yaml_cycle',
  message: 'An alias stands inside the thing it names; write it out instead.',
  path: [],
};
const DEPTH: ValueFault = {
  word: 'yaml_limit',
  message: 'The document is nested too deep once its aliases are followed.',
  path: [],
};
const WEIGHT: ValueFault = {
  word: 'yaml_limit',
  message: 'The document becomes too large once its aliases are followed; write less with aliases.',
  path: [],
};
const NUL: ValueFault = { word: 'yaml_character', message: 'A text holds the character U+0000; remove it.', path: [] };
const PROTO: ValueFault = { word: 'yaml_character', message: 'The name __proto__ cannot be used as a key.', path: [] };

/**
 * Finds what a YAML parser lets through and a program stumbles over: cycles, and values that grow without measure when
 * their aliases are followed (each shared part is measured once). Null: the value is a tree of bounded size.
 */
export function inspectValue(value: unknown, limits: { maxDepth: number; maxWeight: number }): ValueFault | null {
  const inspector = new Inspector();
  const measure = inspector.measure(value);
  if (inspector.fault) return inspector.fault;
  if (measure.depth > limits.maxDepth) return DEPTH;
  return measure.weight > limits.maxWeight ? WEIGHT : null;
}

/** Weighs parts of inspected values, each shared part once: about the number of their characters. */
export function createScale(): (value: unknown) => number {
  const inspector = new Inspector();
  return (value) => inspector.measure(value).weight;
}

class Inspector {
  fault: ValueFault | null = null;
  private readonly done = new Map<object, Measure | null>();

  measure(value: unknown): Measure {
    if (typeof value === 'string') return this.measureText(value);
    if (typeof value !== 'object' || value === null || this.fault) return { weight: 1, depth: 0 };
    const known = this.done.get(value);
    if (known) return known;
    if (known === null) return this.stop(CYCLE);
    this.done.set(value, null);
    const measure = Array.isArray(value)
      ? this.measureAll(value)
      : isObject(value)
        ? this.measureMap(value)
        : { weight: 1, depth: 1 };
    this.done.set(value, measure);
    return measure;
  }

  private measureText(text: string): Measure {
    if (text.includes('\u0000')) return this.stop(NUL);
    return { weight: text.length + 1, depth: 0 };
  }

  private measureMap(map: Record<string, unknown>): Measure {
    let keys = 0;
    for (const key of Object.keys(map)) {
      keys += this.measureText(key).weight;
      if (key === '__proto__') this.stop(PROTO);
    }
    const inside = this.measureAll(Object.values(map));
    return { weight: keys + inside.weight, depth: inside.depth };
  }

  private measureAll(values: readonly unknown[]): Measure {
    let weight = 1;
    let depth = 0;
    for (const value of values) {
      const inside = this.measure(value);
      weight += inside.weight;
      if (inside.depth > depth) depth = inside.depth;
    }
    return { weight, depth: depth + 1 };
  }

  private stop(fault: ValueFault): Measure {
    this.fault ??= fault;
    return { weight: 1, depth: 0 };
  }
}
