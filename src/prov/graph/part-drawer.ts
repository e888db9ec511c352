import type { Argument, ProvRecord, Statements } from '../model/document';
import { QualifiedName } from '../model/qualified-name';
import { entryOf, type ArgumentEntry } from '../vocabulary';
import { elementsOf, labelOf, noteRows, type Element } from './elements';
import type { NoteRow, PictureEdge, PictureNode, PictureOptions } from './picture';
import type { EdgeKind, NodeKind } from './style';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A node while the part is being drawn; a group stands for several elements, all with its label. */
interface DrawnNode extends Writable<PictureNode> {
  readonly key: string;
  readonly isGroup: boolean;
  members: number;
  failures: number;
}

interface DrawnEdge extends Writable<PictureEdge> {
  count: number;
}

interface Participant {
  readonly argument: ArgumentEntry;
  readonly node: DrawnNode;
}

/** What the drawing of a part needs to know, beside its statements. */
export interface DrawingContext {
  readonly options: PictureOptions;
  readonly repeatAgents: boolean;
  readonly hasFailed: (name: QualifiedName) => boolean;
}

/** Turns the statements of a document, or of one bundle, into nodes and edges. */
export class PartDrawer {
  private readonly nodes = new Map<string, DrawnNode>();
  private readonly edges = new Map<string, DrawnEdge>();
  private readonly elements: ReadonlyMap<string, Element>;
  /** Relations that a derivation names: its lines end at their points. */
  private readonly namedRelations: ReadonlySet<string>;
  private readonly isNary: boolean;

  constructor(
    { records }: Statements,
    private readonly context: DrawingContext,
  ) {
    this.isNary = context.options.naryRelations !== false;
    this.elements = elementsOf(records);
    this.namedRelations = new Set(records.flatMap((record) => this.namedBy(record)));
    for (const element of this.elements.values()) this.addElement(element);
    for (const record of records) if (!entryOf(record.kind).element) this.addRelation(record);
  }

  result(): { nodes: PictureNode[]; edges: PictureEdge[] } {
    const edges = [...this.edges.values()];
    for (const edge of edges) if (edge.count > 1 && edge.label !== '') edge.label += ` × ${edge.count}`;
    for (const node of this.nodes.values()) if (node.isGroup) describeGroup(node);
    const connected = new Set<PictureNode>(edges.flatMap(({ from, to }) => [from, to]));
    // Where agents are drawn anew beside their activities, the one that nothing leads to any more says nothing.
    const isDrawn = (node: DrawnNode): boolean => !this.context.repeatAgents || node.kind !== 'agent' || connected.has(node);
    return { nodes: [...this.nodes.values()].filter(isDrawn), edges };
  }

  private addElement(element: Element): void {
    const node = this.elementNode(element.name, element.kind, null);
    if (node.isGroup) node.members += 1;
    if (node.isGroup && this.context.hasFailed(element.name)) node.failures += 1;
    if (this.context.options.attributes && !node.isGroup) this.addNote(node, noteRows(element.records));
  }

  private addNote(node: DrawnNode, rows: readonly NoteRow[]): void {
    if (rows.length === 0) return;
    const note = this.node(`note of ${node.key}`, { kind: 'note', rows });
    this.edge({ kind: 'tie', from: note, to: node, hasArrow: false });
  }

  private addRelation(record: ProvRecord): void {
    const [first, ...others] = this.participants(record);
    if (!first) return;
    const object = entryOf(record.kind).arguments[1] ?? first.argument;
    const main = others.find(({ argument }) => argument === object) ?? others[0] ?? this.unknown(object);
    const segments = this.isNary ? others.filter((one) => one !== main) : [];
    const label = main.argument === object ? record.kind : `${record.kind} (${main.argument.name})`;
    const rows = this.context.options.relationAttributes ? noteRows([record]) : [];
    const line = { kind: record.kind, from: first.node, to: main.node, label };
    if (segments.length === 0 && rows.length === 0 && !this.isNamed(record)) {
      if (!line.from.isGroup || line.from !== line.to) this.edge(line);
      return;
    }
    const point = this.point(record, [first, main, ...segments]);
    this.edge({ ...line, to: point, hasArrow: false });
    this.edge({ ...line, from: point, label: '' });
    for (const { argument, node } of segments) this.edge({ kind: 'segment', from: point, to: node, label: argument.name });
    this.addNote(point, rows);
  }

  /** Equal statements about groups share a point; a relation that is named has its own. */
  private point(record: ProvRecord, participants: readonly Participant[]): DrawnNode {
    if (record.id && this.isNamed(record)) return this.relationNode(record.id);
    const isShared = participants.some(({ node }) => node.isGroup);
    const key = isShared ? participants.map(({ node }) => node.key).join(' ') : String(this.nodes.size);
    return this.node(`point of ${record.kind} ${key}`, { kind: 'point' });
  }

  private participants(record: ProvRecord): Participant[] {
    const found: Participant[] = [];
    entryOf(record.kind).arguments.forEach((argument, place) => {
      const name: Argument = record.arguments[place] ?? null;
      const { refersTo } = argument;
      if (!(name instanceof QualifiedName) || refersTo === undefined || (isRelation(refersTo) && !this.showsRelations())) return;
      const node = isRelation(refersTo) ? this.relationNode(name) : this.elementNode(name, refersTo, found[0]?.node ?? null);
      found.push({ argument, node });
    });
    return found;
  }

  private elementNode(name: QualifiedName, kindHere: NodeKind, beside: DrawnNode | null): DrawnNode {
    const element = this.elements.get(name.iri);
    const kind = element?.kind ?? kindHere;
    const { groups } = this.context.options;
    const group = groups?.get(name.iri) ?? groups?.get(name.text);
    if (group !== undefined) return this.node(`group ${kind} ${group}`, { kind, text: group, isGroup: true });
    const label = element && this.context.options.useLabels ? labelOf(element, this.context.options) : null;
    const node = this.node(this.isRepeated(kind, beside) ? `${name.iri} beside ${beside?.key}` : `element ${name.iri}`, {
      kind,
      text: label ?? name.text,
      subtitle: label === null ? null : name.text,
      iri: name.iri,
      declared: element !== undefined,
      failed: this.context.hasFailed(name),
    });
    if (node.kind === 'any') node.kind = kind;
    return node;
  }

  private isRepeated(kind: NodeKind, beside: DrawnNode | null): boolean {
    return this.context.repeatAgents && kind === 'agent' && beside !== null && beside.kind !== 'agent';
  }

  private relationNode(name: QualifiedName): DrawnNode {
    return this.node(`relation ${name.iri}`, { kind: 'point', iri: name.iri });
  }

  private unknown(argument: ArgumentEntry): Participant {
    return { argument, node: this.node(`unknown ${this.nodes.size}`, { kind: 'point' }) };
  }

  private node(key: string, drawn: Partial<DrawnNode> & { kind: NodeKind }): DrawnNode {
    const known = this.nodes.get(key);
    if (known) return known;
    const node: DrawnNode = { ...EMPTY_NODE, ...drawn, key };
    this.nodes.set(key, node);
    return node;
  }

  private edge({ kind, from, to, label = '', hasArrow = true }: EdgeInput): void {
    const text = kind !== 'tie' && this.context.options.relationLabels !== false ? label : '';
    const key = JSON.stringify([kind, from.key, to.key, label]);
    const known = this.edges.get(key);
    if (known) known.count += 1;
    else this.edges.set(key, { kind, from, to, label: text, hasArrow, count: 1 });
  }

  private isNamed(record: ProvRecord): boolean {
    return record.id !== null && this.namedRelations.has(record.id.iri);
  }

  private namedBy(record: ProvRecord): string[] {
    if (!this.showsRelations()) return [];
    return entryOf(record.kind).arguments.flatMap(({ refersTo }, place) => {
      const name = record.arguments[place] ?? null;
      return refersTo !== undefined && isRelation(refersTo) && name instanceof QualifiedName ? [name.iri] : [];
    });
  }

  /** Where elements are drawn as groups there is no single usage or generation to point at. */
  private showsRelations(): boolean {
    return this.isNary && (this.context.options.groups?.size ?? 0) === 0;
  }
}

interface EdgeInput {
  readonly kind: EdgeKind;
  readonly from: DrawnNode;
  readonly to: DrawnNode;
  readonly label?: string;
  readonly hasArrow?: boolean;
}

const EMPTY_NODE = {
  text: '',
  subtitle: null,
  iri: null,
  declared: true,
  failed: false,
  rows: [],
  isGroup: false,
  members: 0,
  failures: 0,
};

function isRelation(kind: NodeKind): boolean {
  return kind === 'generation' || kind === 'usage';
}

function describeGroup(node: DrawnNode): void {
  node.failed = node.failures > 0;
  node.text += ` × ${node.members}`;
  if (node.failed) node.text += ` (${node.failures} failed)`;
}
