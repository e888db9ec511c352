import { literal, qn } from '../../prov';
import type { ObservedData, ObservedFile } from '../../execution/execution.reader';
import { toProvValue, valueContent } from './literal-values';
import { sha256 } from '../sha256';
import type { Place } from './record-names';
import type { Statements } from './statements';

/** The data of a port: its entity, and the entities of its elements when it is an array; an element may be absent. */
export interface Artifact {
  readonly whole: string | null;
  readonly elements: readonly (Artifact | null)[] | null;
  /** Time at which a file was last changed, where that was observed. */
  readonly time: Date | null;
}

/** A port at a place, and the slot of the plan that it fills. */
export interface Port {
  readonly place: Place;
  /** Null: the plan has no such slot. */
  readonly slot: string | null;
  readonly cwlType: string;
}

type List = Extract<ObservedData, { kind: 'list' }>;

/** States the entities of data that were observed: files and their contents, literals, arrays and directories. */
export class Artifacts {
  constructor(private readonly statements: Statements) {}

  /** Null: there is no value. `position` leads to an element of an array. */
  state(data: ObservedData, port: Port, position: readonly number[] = []): Artifact | null {
    const value = asList(data);
    if (value.kind === 'file') return { whole: this.file(value, port, position), elements: null, time: value.modifiedAt };
    if (value.kind === 'list') return this.list(value, port, position);
    if (value.value === null || value.value === undefined) return null;
    return { whole: this.literal(value.value, port, position), elements: null, time: null };
  }

  /** A list whose elements have been stated already, each by whoever made it. */
  collect(list: List, port: Port, elements: readonly (Artifact | null)[]): Artifact {
    return this.collection(list, port, { position: [], elements });
  }

  /** Data that went from step to step without being seen. */
  unseen(port: Port): Artifact {
    const { step, shard, port: name } = port.place;
    const whole = this.statements.names.file(port.place, '');
    const label = `${step.join('/')}/${name}${shard === null ? '' : `[${shard}]`}`;
    this.statements.entity(whole, { ...this.common(port, []), 'schema:name': label, 'own:scatterIndex': shard });
    return { whole, elements: null, time: null };
  }

  private common({ slot, cwlType }: Port, position: readonly number[]) {
    return {
      'prov:type': qn('wfprov:Artifact'),
      'pplan:correspondsToVariable': slot === null ? null : qn(slot),
      'own:cwlType': cwlType,
      'own:position': position.at(-1),
    };
  }

  private file(file: ObservedFile, port: Port, position: readonly number[]): string {
    const { names } = this.statements;
    const name = names.file(port.place, file.path);
    if (!this.statements.isNew(name)) return name;
    const { bundle } = this.statements;
    const baseName = file.path.split('/').at(-1) ?? file.path;
    bundle.entity(name, { ...this.common(port, position), 'schema:name': baseName, 'own:path': file.path });
    if (isSha256(file.sha256)) this.specialize(name, `cont:sha256-${file.sha256}`, { sha256: file.sha256, size: file.size });
    if (file.source !== null) {
      const source = names.source(file.source);
      this.statements.entity(source, { 'schema:url': literal(file.source, 'xsd:anyURI') });
      bundle.wasDerivedFrom(name, source, { attributes: { 'prov:type': qn('prov:PrimarySource') } });
    }
    return name;
  }

  private literal(value: unknown, port: Port, position: readonly number[]): string {
    const name = this.statements.names.parameter(port.place, position);
    if (!this.statements.isNew(name)) return name;
    const attributes = { 'schema:name': port.place.port, 'prov:value': toProvValue(value, port.cwlType) };
    this.statements.bundle.entity(name, { ...this.common(port, position), ...attributes });
    this.specialize(name, valueContent(value), {});
    return name;
  }

  private list(list: List, port: Port, position: readonly number[]): Artifact {
    const isArray = list.directory === null;
    const elements = list.items.map((item, index) => this.state(item, port, isArray ? [...position, index] : []));
    return this.collection(list, port, { position, elements });
  }

  private collection(
    list: List,
    port: Port,
    { position, elements }: { position: readonly number[]; elements: readonly (Artifact | null)[] },
  ): Artifact {
    const { names, bundle } = this.statements;
    const values = literalsOf(list);
    const path = list.directory ?? position.map((index) => `[${index}]`).join('');
    const whole = values === null ? names.file(port.place, path) : names.parameter(port.place, position);
    if (this.statements.isNew(whole)) {
      const members = new Set(elements.flatMap((element) => element?.whole ?? []));
      const types = ['wfprov:Artifact', members.size === 0 ? 'prov:EmptyCollection' : 'prov:Collection'].map(qn);
      const label = list.directory?.replace(/\/+$/, '').split('/').at(-1) ?? port.place.port;
      const attributes = { 'prov:type': types, 'schema:name': label, 'own:path': list.directory };
      bundle.entity(whole, { ...this.common(port, position), ...attributes });
      for (const member of members) bundle.hadMember(whole, member);
      const content = values === null ? folderContent(list) : valueContent(values);
      if (content !== null) this.specialize(whole, content, {});
    }
    return { whole, elements: list.directory === null ? elements : null, time: null };
  }

  /** The content says what follows from the bytes alone: it is the same in every run. */
  private specialize(occurrence: string, content: string, facts: { sha256?: string; size?: number | null }): void {
    const attributes = { 'prov:type': qn('own:Content'), 'wr:sha256': facts.sha256, 'schema:contentSize': facts.size };
    this.statements.entity(content, attributes);
    this.statements.bundle.specializationOf(occurrence, content);
  }
}

/** An array may come as one literal. */
export function asList(data: ObservedData): ObservedData {
  if (data.kind !== 'literal' || !Array.isArray(data.value)) return data;
  const items = data.value.map((value: unknown) => ({ kind: 'literal' as const, value }));
  return { kind: 'list', directory: null, items };
}

function isSha256(text: string | null): text is string {
  return text !== null && /^[0-9a-f]{64}$/.test(text);
}

/** The values of an array that holds nothing but values; null: it holds files, or is empty. */
function literalsOf({ directory, items }: List): unknown[] | null {
  if (directory !== null || items.length === 0) return null;
  const values = items.map(asList).map((item) => {
    if (item.kind === 'literal') return { value: item.value };
    const inner = item.kind === 'list' ? literalsOf(item) : null;
    return inner === null ? null : { value: inner };
  });
  return values.every((one) => one !== null) ? values.map(({ value }) => value) : null;
}

/** A directory is known by its files: sha256 over the sorted lines `path NUL sha256 LF`; null: not all of them are known. */
function folderContent(list: List): string | null {
  if (list.directory === null) return null;
  const start = `${list.directory.replace(/\/+$/, '')}/`;
  const lines = list.items.map((item) => {
    if (item.kind !== 'file' || !isSha256(item.sha256)) return null;
    const path = item.path.startsWith(start) ? item.path.slice(start.length) : item.path;
    return `${path}\0${item.sha256}\n`;
  });
  return lines.every((line) => line !== null) ? `cont:folder-${sha256(lines.sort().join(''))}` : null;
}
