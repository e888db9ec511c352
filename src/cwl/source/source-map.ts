import { EVENT_ID, type Event, getScalarValue } from 'js-yaml';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type SourcePath = readonly (string | number)[];

interface SourceNode {
  readonly start: number;
  readonly entries: Map<string, { readonly start: number; readonly node: SourceNode }> | null;
  readonly items: SourceNode[] | null;
}

/** Where the values of a YAML text stand, by their path; built from the parser's events when it is first asked. */
export class SourceMap {
  private root: SourceNode | null = null;
  private lineStarts: number[] | null = null;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  /** The place of a value, or of the nearest thing around it that is written in the text (a merged key is not). */
  locate(path: SourcePath): Position | null {
    this.root ??= new TreeBuilder(this.text, this.events).build();
    let node = this.root;
    let start = node.start;
    for (const step of path) {
      const entry = node.entries?.get(String(step));
      const next = entry?.node ?? (typeof step === 'number' ? node.items?.[step] : undefined);
      if (!next) break;
      node = next;
      start = entry?.start ?? next.start;
    }
    return this.positionOf(start);
  }

  private positionOf(offset: number): Position {
    this.lineStarts ??= lineStartsOf(this.text);
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Reads the flat list of events as a tree; aliases lead to the node they name. */
class TreeBuilder {
  private at = 0;
  private readonly anchors = new Map<string, SourceNode>();

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  build(): SourceNode {
    if (this.events[0]?.type === EVENT_ID.DOCUMENT) this.at = 1;
    return this.readNode(0) ?? { start: 0, entries: null, items: null };
  }

  /** One node from the current event on; null at the end of a collection. `around` is the offset of what is outside. */
  private readNode(around: number): SourceNode | null {
    const event = this.events[this.at++];
    if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return null;
    if (event.type === EVENT_ID.ALIAS)
      return this.anchors.get(this.text.slice(event.anchorStart, event.anchorEnd)) ?? leaf(around);
    if (event.type === EVENT_ID.SCALAR) {
      const quoted = /["']/.test(this.text[event.valueStart - 1] ?? '');
      return this.remember(event, leaf(event.valueStart < 0 ? around : event.valueStart - (quoted ? 1 : 0)));
    }
    const start = event.start < 0 ? around : event.start;
    const isMap = event.type === EVENT_ID.MAPPING;
    const node: SourceNode = { start, entries: isMap ? new Map() : null, items: isMap ? null : [] };
    this.remember(event, node);
    if (isMap) this.readEntries(node);
    else for (let item = this.readNode(start); item; item = this.readNode(start)) node.items?.push(item);
    return node;
  }

  private readEntries(node: SourceNode): void {
    for (;;) {
      const keyEvent = this.events[this.at];
      const key = this.readNode(node.start);
      if (!key) return;
      const value = this.readNode(key.start);
      if (keyEvent?.type !== EVENT_ID.SCALAR) continue;
      node.entries?.set(getScalarValue(this.text, keyEvent), { start: key.start, node: value ?? leaf(key.start) });
    }
  }

  private remember(event: { anchorStart: number; anchorEnd: number }, node: SourceNode): SourceNode {
    if (event.anchorStart >= 0) this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }
}

function leaf(start: number): SourceNode {
  return { start, entries: null, items: null };
}
