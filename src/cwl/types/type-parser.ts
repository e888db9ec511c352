import { isObject, isStrings, type JsonObject, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { checkFields } from '../document/fields';
import { shortName } from '../document/identifiers';
import { entriesOf } from '../document/id-map';
import { type CwlType, PRIMITIVES } from './cwl-type';
import type { TypeScope } from './type-scope';

/** `Any` takes part in no complaint: it stands for a type that was refused already. */
const REFUSED: CwlType = 'Any';
const MAX_UNION = 64;
const SHORTCUT = /^([^[?]+)(\[\])?(\?)?$/;

/** Reads the value of a `type:` field; what is wrong with it becomes findings. */
export class TypeParser {
  constructor(
    private readonly scope: TypeScope,
    private readonly report: Report,
  ) {}

  parse(raw: unknown, place: Place): CwlType {
    const type = this.parsePart(raw, place);
    return this.scope.budget.take(type, place, this.report) ? type : REFUSED;
  }

  private parsePart(raw: unknown, place: Place): CwlType {
    if (typeof raw === 'string') return this.parseName(raw, place);
    if (Array.isArray(raw)) return this.parseUnion(raw as unknown[], place);
    if (isObject(raw)) return this.parseSchema(raw, place);
    this.report.add('cwl.unknown_type', `A type is a name, a list or a map, not ${nameOfKind(raw)}.`, place);
    return REFUSED;
  }

  private parseName(name: string, place: Place): CwlType {
    const [, base, array, optional] = SHORTCUT.exec(name) ?? [];
    if (base === undefined) {
      this.report.add(
        'cwl.unknown_type',
        `The type ${quote(name)} cannot be read; write nested arrays as {type: array, items: ...}.`,
        place,
      );
      return REFUSED;
    }
    const type = PRIMITIVES.has(base) ? base : this.resolve(base, place);
    const wide: CwlType = array ? { type: 'array', items: type } : type;
    return optional ? ['null', wide] : wide;
  }

  private resolve(name: string, place: Place): CwlType {
    const found = this.scope.find(name, this.report, place);
    if (found !== null) return found;
    const hint = /[^#]#|\.(ya?ml|cwl|json)$/.test(name) ? 'types of other files are not read; ' : '';
    this.report.add('cwl.unknown_type', `The type ${quote(name)} is not known; ${hint}name it in a SchemaDefRequirement.`, place);
    return REFUSED;
  }

  private parseUnion(members: readonly unknown[], place: Place): CwlType {
    if (members.length === 0 || members.length > MAX_UNION) {
      this.report.add('cwl.unknown_type', `A list of types has 1 to ${MAX_UNION} members.`, place);
      return REFUSED;
    }
    const types = members.flatMap((member, index) => {
      const type = this.parsePart(member, place.at(index));
      return Array.isArray(type) ? (type as CwlType[]) : [type];
    });
    const unique = types.filter((type, index) => typeof type !== 'string' || types.indexOf(type) === index);
    return unique.length === 1 && unique[0] !== undefined ? unique[0] : unique;
  }

  private parseSchema(raw: JsonObject, place: Place): CwlType {
    if (raw.type === 'array') return this.parseArray(raw, place);
    if (raw.type === 'enum') return this.parseEnum(raw, place);
    if (raw.type === 'record') return this.parseRecord(raw, place);
    if (raw.type !== undefined && !('items' in raw) && !('symbols' in raw)) return this.parsePart(raw.type, place.at('type'));
    this.report.add('cwl.unknown_type', 'A type written as a map has the type array, record or enum.', place);
    return REFUSED;
  }

  private parseArray(raw: JsonObject, place: Place): CwlType {
    checkFields(raw, 'arrayType', { version: this.scope.version, place, report: this.report });
    if (raw.items === undefined) {
      this.report.add('cwl.missing_field', 'An array type needs items.', place);
      return REFUSED;
    }
    return { type: 'array', items: this.parsePart(raw.items, place.at('items')) };
  }

  private parseEnum(raw: JsonObject, place: Place): CwlType {
    checkFields(raw, 'enumType', { version: this.scope.version, place, report: this.report });
    if (!isStrings(raw.symbols) || raw.symbols.length === 0) {
      this.report.add('cwl.missing_field', 'An enum type needs symbols, a list of texts.', place);
      return REFUSED;
    }
    return { type: 'enum', symbols: [...new Set(raw.symbols.map(shortName))] };
  }

  private parseRecord(raw: JsonObject, place: Place): CwlType {
    const context = { version: this.scope.version, report: this.report };
    checkFields(raw, 'recordType', { ...context, place });
    const entries = entriesOf(raw.fields ?? [], {
      key: 'name',
      predicate: 'type',
      place: place.at('fields'),
      report: this.report,
    });
    const fields = entries.map((entry) => {
      checkFields(entry.raw, 'recordField', { ...context, place: entry.place });
      if (entry.id === '') this.report.add('cwl.invalid_id', 'The name of a field is empty.', entry.place);
      return { name: entry.id, type: this.parsePart(entry.raw.type, entry.place.at('type')) };
    });
    return { type: 'record', fields };
  }
}
