import type { CwlFinding } from '../finding';
import { baseName } from '../document/paths';
import { isFetchable } from '../document/remote-address';
import { type JsonObject, quote } from '../source/json';
import type { Place } from '../source/place';
import { isLegalName, legalName } from './attached-files';
import type { Complain } from './value-checker';

/** A File of a job that lies elsewhere: its bytes are to be fetched before the run. */
export interface RemoteFile {
  /** The address as the job writes it. */
  readonly location: string;
  /** What to call it in a workspace: its `basename`, else the last part of the address, else the id of the input. */
  readonly name: string;
  /** What its bytes must hash to, as CWL writes it (`sha1$` or `sha256$` and hexadecimal digits); one for each time the job says so. */
  readonly checksums: readonly string[];
  /** How many bytes it must have. */
  readonly sizes: readonly number[];
  /** Where the job names it first. */
  readonly place: Pick<CwlFinding, 'file' | 'line' | 'column' | 'field'>;
}

const FETCHABLE = 'give https://host/path without user name, password and blanks, or reprov:execution/<number>/outputs/<path>';
const CHECKSUM = /^(sha1\$[0-9a-f]{40}|sha256\$[0-9a-f]{64})$/i;

/** The Files of a job that are to be fetched, each address once. */
export class RemoteFiles {
  private readonly byLocation = new Map<string, RemoteFile>();

  constructor(private readonly complain: Complain) {}

  get all(): RemoteFile[] {
    return [...this.byLocation.values()];
  }

  /** `file`: the File whose location this is. False: it cannot be fetched, which was told. */
  add(location: string, file: JsonObject, place: Place): boolean {
    if (!isFetchable(location)) {
      const message = `${quote(location)} cannot be fetched; ${FETCHABLE}.`;
      this.complain('job.file_location', message, place.at('location'));
      return false;
    }
    const known = this.byLocation.get(location) ?? this.begin(location, file, place);
    this.byLocation.set(location, {
      ...known,
      checksums: union(known.checksums, this.checksumOf(file, place)),
      sizes: union(known.sizes, this.sizeOf(file, place)),
    });
    return true;
  }

  private begin(location: string, { basename }: JsonObject, place: Place): RemoteFile {
    const at = place.at('location');
    const { line, column } = at.position() ?? { line: null, column: null };
    const field = at.field();
    const input = field?.split('/')[0] ?? '';
    const called = typeof basename === 'string' && isLegalName(basename) ? basename : null;
    const name = called ?? legalName(lastPart(location)) ?? legalName(input) ?? 'file';
    return { location, name, checksums: [], sizes: [], place: { file: place.file.name, line, column, field } };
  }

  /** For a File that is fetched `checksum` is a promise, which only a known algorithm can hold. */
  private checksumOf({ checksum }: JsonObject, place: Place): string[] {
    if (checksum === undefined || checksum === null) return [];
    if (typeof checksum === 'string' && CHECKSUM.test(checksum)) return [checksum.toLowerCase()];
    const message = 'checksum must be sha1$ or sha256$ followed by the hexadecimal digits.';
    this.complain('job.file_checksum', message, place.at('checksum'));
    return [];
  }

  private sizeOf({ size }: JsonObject, place: Place): number[] {
    if (size === undefined || size === null) return [];
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return [size];
    this.complain('job.wrong_type', 'size must be a number of bytes.', place.at('size'));
    return [];
  }
}

function lastPart(location: string): string {
  const path = baseName(location.replace(/^[A-Za-z]+:(\/\/[^/?#]*)?/, '').replace(/[?#].*$/, ''));
  try {
    return baseName(decodeURIComponent(path));
  } catch {
    return path;
  }
}

function union<Value>(known: readonly Value[], more: readonly Value[]): readonly Value[] {
  return [...new Set([...known, ...more])];
}
