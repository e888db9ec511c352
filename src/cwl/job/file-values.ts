import { isObject, type JsonObject, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import { asksToFetch } from '../document/remote-address';
import { type AttachedFiles, isLegalName } from './attached-files';
import type { RemoteFiles } from './remote-files';
import type { Complain } from './value-checker';

/** Fields that a runner works out for itself; those of a File that is fetched are checked. */
const COMPUTED = new Set(['checksum', 'size', 'dirname', 'nameroot', 'nameext']);
const KEPT: Readonly<Record<string, ReadonlySet<string>>> = {
  File: new Set(['class', 'location', 'path', 'basename', 'contents', 'secondaryFiles', 'format']),
  Directory: new Set(['class', 'location', 'path', 'basename', 'listing']),
};

/** Reads File and Directory values of a job (CWL 1.2 CommandLineTool, 3.2.4.1 and 3.2.4.2). */
export class FileValueReader {
  private readonly attached: AttachedFiles;
  private readonly remote: RemoteFiles;

  constructor(
    sources: { readonly attached: AttachedFiles; readonly remote: RemoteFiles },
    private readonly used: Set<string>,
    private readonly complain: Complain,
  ) {
    this.attached = sources.attached;
    this.remote = sources.remote;
  }

  /** A value of any type: the files in it are read, the rest stays. */
  readAny(value: unknown, place: Place): unknown {
    if (Array.isArray(value)) return (value as unknown[]).map((item, index) => this.readAny(item, place.at(index)));
    if (!isObject(value)) return value;
    if (value.class === 'File' || value.class === 'Directory') return this.read(value, place);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.readAny(item, place.at(key))]));
  }

  read(value: JsonObject, place: Place): JsonObject {
    const kind = value.class === 'Directory' ? 'Directory' : 'File';
    this.noteIgnored(value, kind, place);
    return {
      class: kind,
      ...this.readContent(value, kind, place),
      ...this.readText(value, 'basename', place),
      ...this.readText(value, 'format', place),
      ...this.readList(value, kind === 'File' ? 'secondaryFiles' : 'listing', place),
    };
  }

  private readContent(value: JsonObject, kind: 'File' | 'Directory', place: Place): JsonObject {
    const field = value.location !== undefined && value.location !== null ? 'location' : 'path';
    const written = value[field];
    if (kind === 'File' && field === 'location' && typeof written === 'string' && asksToFetch(written))
      return this.remote.add(written, value, place) ? { location: written } : {};
    if (typeof written === 'string') return this.readLocation(written, { field, kind, place: place.at(field) });
    if (written !== undefined && written !== null) {
      this.complain('job.wrong_type', `${field} must be a text, not ${nameOfKind(written)}.`, place.at(field));
      return {};
    }
    if (kind === 'File' && typeof value.contents === 'string') return { contents: value.contents };
    if (kind === 'Directory' && Array.isArray(value.listing)) return {};
    const [instead, elsewhere] = kind === 'File' ? ['contents', ', or a URL'] : ['listing', ''];
    this.complain('job.wrong_type', `A ${kind} needs location (the path of an attached file${elsewhere}) or ${instead}.`, place);
    return {};
  }

  private readLocation(
    written: string,
    at: { field: 'location' | 'path'; kind: 'File' | 'Directory'; place: Place },
  ): JsonObject {
    const found = at.kind === 'File' ? this.attached.findFile(written, at.field) : this.attached.findFolder(written, at.field);
    if (!('path' in found)) {
      this.complain(`job.${found.fault}`, found.message, at.place);
      return {};
    }
    if (at.kind === 'File') this.used.add(found.path);
    else for (const path of this.attached.filesBelow(found.path)) this.used.add(path);
    return { location: found.path };
  }

  private readText(value: JsonObject, field: 'basename' | 'format', place: Place): JsonObject {
    const text = value[field];
    if (text === undefined || text === null) return {};
    if (typeof text !== 'string')
      this.complain('job.wrong_type', `${field} must be a text, not ${nameOfKind(text)}.`, place.at(field));
    else if (field === 'basename' && !isLegalName(text))
      this.complain(
        'job.file_name',
        `The name ${quote(text)} cannot be used in a run; use letters, digits and . _ - + , @ only.`,
        place.at(field),
      );
    return { [field]: text };
  }

  private readList(value: JsonObject, field: 'secondaryFiles' | 'listing', place: Place): JsonObject {
    const list = value[field];
    if (list === undefined || list === null) return {};
    if (!Array.isArray(list)) {
      this.complain('job.wrong_type', `${field} must be a list, not ${nameOfKind(list)}.`, place.at(field));
      return {};
    }
    return { [field]: (list as unknown[]).map((item, index) => this.readItem(item, field, place.at(field).at(index))) };
  }

  private readItem(item: unknown, field: string, place: Place): unknown {
    if (isObject(item) && (item.class === 'File' || item.class === 'Directory')) return this.read(item, place);
    this.complain('job.wrong_type', `${field} lists File and Directory values, not ${nameOfKind(item)}.`, place);
    return item;
  }

  private noteIgnored(value: JsonObject, kind: 'File' | 'Directory', place: Place): void {
    for (const name of Object.keys(value))
      if (!KEPT[kind]?.has(name) && !COMPUTED.has(name))
        this.complain('job.ignored_field', `${quote(name)} is no field of a ${kind} and is left out.`, place.at(name));
  }
}
