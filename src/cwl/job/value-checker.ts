import { isObject, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { FindingCode } from '../codes';
import { type CwlEnumType, type CwlRecordType, type CwlType, describeType, isUnion } from '../types/cwl-type';
import type { AttachedFiles } from './attached-files';
import { FileValueReader } from './file-values';
import { type RemoteFile, RemoteFiles } from './remote-files';

const INT_LIMIT = 2 ** 31;

/** Where complaints go; a try at one member of a union collects them apart. */
export type Complain = (code: FindingCode, message: string, place: Place) => void;

/** Checks a value of a job against a type and answers it with locations that are paths of attached files, or addresses as they were written. */
export class ValueChecker {
  private readonly symbols = new WeakMap<CwlEnumType, ReadonlySet<string>>();
  private readonly files: FileValueReader;
  private readonly remote: RemoteFiles;
  private readonly used = new Set<string>();

  constructor(
    attached: AttachedFiles,
    private complain: Complain,
  ) {
    const pass: Complain = (code, message, place) => this.complain(code, message, place);
    this.remote = new RemoteFiles(pass);
    this.files = new FileValueReader({ attached, remote: this.remote }, this.used, pass);
  }

  /** Paths of the attached files that the values so far name. */
  get usedFiles(): string[] {
    return [...this.used].sort();
  }

  /** The Files so far whose bytes are to be fetched. */
  get remoteFiles(): RemoteFile[] {
    return this.remote.all;
  }

  check(value: unknown, type: CwlType, place: Place): unknown {
    if (typeof type === 'string') return this.checkSimple(value, type, place);
    if (isUnion(type)) return this.checkUnion(value, type, place);
    if (type.type === 'enum') return this.checkEnum(value, type, place);
    if (type.type === 'record') return this.checkRecord(value, type, place);
    if (!Array.isArray(value)) return this.refuse(value, type, place);
    return (value as unknown[]).map((item, index) => this.check(item, type.items, place.at(index)));
  }

  private checkSimple(value: unknown, type: string, place: Place): unknown {
    switch (type) {
      case 'Any':
        return value === null ? this.refuse(value, type, place) : this.files.readAny(value, place);
      case 'File':
      case 'Directory':
        return isObject(value) && value.class === type ? this.files.read(value, place) : this.refuse(value, type, place);
      case 'null':
        return value === null ? value : this.refuse(value, type, place);
      case 'boolean':
      case 'string':
        return typeof value === type ? value : this.refuse(value, type, place);
      default:
        return this.checkNumber(value, type, place);
    }
  }

  private checkNumber(value: unknown, type: string, place: Place): unknown {
    if (typeof value !== 'number') return this.refuse(value, type, place);
    const isWhole = type === 'int' || type === 'long';
    if (isWhole && Number.isFinite(value) && !Number.isInteger(value)) return this.refuse(value, type, place);
    const fits =
      type === 'int' ? value >= -INT_LIMIT && value < INT_LIMIT : !Number.isInteger(value) || Number.isSafeInteger(value);
    if (!Number.isFinite(value) || (isWhole && !fits))
      this.complain(
        'job.number_range',
        `The number ${value} is outside the range of ${type} that can be passed on exactly.`,
        place,
      );
    return value;
  }

  private checkEnum(value: unknown, type: CwlEnumType, place: Place): unknown {
    let symbols = this.symbols.get(type);
    if (!symbols) this.symbols.set(type, (symbols = new Set(type.symbols)));
    return typeof value === 'string' && symbols.has(value) ? value : this.refuse(value, type, place);
  }

  private checkRecord(value: unknown, type: CwlRecordType, place: Place): unknown {
    if (!isObject(value)) return this.refuse(value, type, place);
    const fields = new Map(type.fields.map((field) => [field.name, field.type]));
    for (const name of Object.keys(value))
      if (!fields.has(name))
        this.complain('job.wrong_type', `${quote(name)} is no field of ${describeType(type)}.`, place.at(name));
    const checked = [...fields].flatMap(([name, fieldType]) => {
      const given = Object.hasOwn(value, name) ? value[name] : null;
      return [[name, this.check(given, fieldType, place.at(name))] as const];
    });
    return Object.fromEntries(checked.filter(([, one]) => one !== null));
  }

  /** The first member that takes the value; when none does, the only one of its kind says why, or all are named. */
  private checkUnion(value: unknown, type: readonly CwlType[], place: Place): unknown {
    const candidates = type.filter((member) => isOfKind(value, member));
    if (candidates.length === 1 && candidates[0] !== undefined) return this.check(value, candidates[0], place);
    for (const candidate of candidates) {
      const tried = this.attempt(value, candidate, place);
      if (tried) return tried.value;
    }
    return this.refuse(value, type, place);
  }

  private attempt(value: unknown, type: CwlType, place: Place): { value: unknown } | null {
    const before = this.complain;
    let isGood = true;
    this.complain = () => (isGood = false);
    const result = this.check(value, type, place);
    this.complain = before;
    return isGood ? { value: result } : null;
  }

  private refuse(value: unknown, type: CwlType, place: Place): unknown {
    this.complain('job.wrong_type', `This must be ${describeType(type)}, not ${shown(value)}${hintFor(value, type)}.`, place);
    return value;
  }
}

/** Could the value be of that type, as far as its outside shows? */
function isOfKind(value: unknown, type: CwlType): boolean {
  if (type === 'Any') return value !== null;
  if (value === null) return type === 'null';
  if (typeof value === 'string')
    return type === 'string' || (typeof type === 'object' && 'symbols' in type && type.symbols.includes(value));
  if (typeof value === 'boolean') return type === 'boolean';
  if (typeof value === 'number') return typeof type === 'string' && /^(int|long|float|double)$/.test(type);
  if (Array.isArray(value)) return typeof type === 'object' && 'items' in type;
  if (isObject(value) && (value.class === 'File' || value.class === 'Directory')) return type === value.class;
  return typeof type === 'object' && 'fields' in type;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : nameOfKind(value);
}

function hintFor(value: unknown, type: CwlType): string {
  const wants = (name: string): boolean => type === name || (isUnion(type) && type.includes(name));
  if (typeof value === 'string' && wants('File')) return '; write {class: File, location: ...}';
  if (typeof value === 'string' && wants('Directory')) return '; write {class: Directory, location: ...}';
  if ((typeof value === 'number' || typeof value === 'boolean') && wants('string')) return '; put quotes around it';
  return isObject(value) && value.class === undefined && wants('File') ? '; it needs class: File' : '';
}
