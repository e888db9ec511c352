import { isObject, type JsonObject, omit } from '../source/json';
import { uniqueName } from './names';

interface Shared {
  readonly reference: string;
  /** Without command line bindings: what links compare. */
  readonly shape: string;
  definition: JsonObject;
}

/**
 * The named types of all documents, which stand together in the SchemaDefRequirement of the packed main process: runners
 * compare named types by name, so that a name that two files define alike must become one.
 */
export class SharedTypes {
  private readonly taken = new Set<string>();
  private readonly byShape = new Map<string, Shared[]>();
  private readonly all: Shared[] = [];

  /** The reference for a definition; `write` writes it with its ids below the name it is given. */
  share(name: string, write: (id: string) => JsonObject): string {
    const definition = withoutNotes(write(`#main/${name}`)) as JsonObject;
    const shape = JSON.stringify(withoutBindings(definition));
    const alike = this.byShape.get(shape) ?? [];
    for (const known of alike) if (merge(known, definition)) return known.reference;
    const unique = uniqueName(name, this.taken);
    const own = unique === name ? definition : (withoutNotes(write(`#main/${unique}`)) as JsonObject);
    const shared = { reference: `#main/${unique}`, shape, definition: own };
    this.byShape.set(shape, [...alike, shared]);
    this.all.push(shared);
    return shared.reference;
  }

  /** For the requirements of the main process; null: no type has a name. */
  requirement(): JsonObject | null {
    if (this.all.length === 0) return null;
    return { class: 'SchemaDefRequirement', types: this.all.map(({ definition }) => definition) };
  }
}

/** One that says nothing of the command line (a workflow's) gives way to one that does (a tool's). */
function merge(known: Shared, definition: JsonObject): boolean {
  const [one, other] = [JSON.stringify(known.definition), JSON.stringify(definition)];
  if (one !== other && other !== known.shape && one !== known.shape) return false;
  if (one === known.shape) known.definition = definition;
  return true;
}

function withoutNotes(value: unknown): unknown {
  return mapObjects(value, (object) => omit(object, ['doc', 'label']));
}

function withoutBindings(value: unknown): unknown {
  return mapObjects(value, (object) => omit(object, ['inputBinding', 'outputBinding']));
}

function mapObjects(value: unknown, map: (object: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => mapObjects(item, map));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(map(value)).map(([key, item]) => [key, mapObjects(item, map)]));
}
