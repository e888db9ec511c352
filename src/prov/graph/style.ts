import type { RecordKind, Referent } from '../vocabulary';

/** What a node of a picture stands for. */
export type NodeKind = Referent | 'point' | 'note';

export type DotAttributes = Readonly<Record<string, string | number>>;

/** Shapes and colours that readers of PROV pictures know from the PROV primer and from the tools that draw it. */
export const NODE_STYLES: Readonly<Record<NodeKind, DotAttributes>> = {
  entity: { shape: 'ellipse', style: 'filled', fillcolor: '#FFFC87', color: '#808080' },
  activity: { shape: 'box', style: 'filled', fillcolor: '#9FB1FC', color: '#0000FF' },
  agent: { shape: 'house', style: 'filled', fillcolor: '#FED37F', color: 'black' },
  bundle: { shape: 'folder', style: 'filled', fillcolor: 'aliceblue', color: 'black' },
  any: { shape: 'plaintext' },
  generation: { shape: 'point', color: 'gray' },
  usage: { shape: 'point', color: 'gray' },
  point: { shape: 'point', color: 'gray' },
  note: { shape: 'note', color: 'gray', fontcolor: 'black', fontsize: 10 },
};

/** A thing that statements name and nothing declares: the shape of its kind in gray. */
export const UNDECLARED: DotAttributes = { fillcolor: 'lightgray', color: 'dimgray' };
export const FAILED: DotAttributes = { color: 'red', penwidth: 2.5 };

/** Edges of statements; a segment leads to a further participant, a tie to a note. */
export type EdgeKind = RecordKind | 'segment' | 'tie';

const AGENT_EDGE: DotAttributes = { color: '#FED37F', fontcolor: 'black' };
const PLAIN_EDGE: DotAttributes = { color: 'black', fontcolor: 'black' };
const EDGE_STYLES: Readonly<Partial<Record<EdgeKind, DotAttributes>>> = {
  wasGeneratedBy: { color: 'darkgreen', fontcolor: 'darkgreen' },
  used: { color: 'red4', fontcolor: 'red' },
  wasAttributedTo: AGENT_EDGE,
  wasAssociatedWith: AGENT_EDGE,
  actedOnBehalfOf: AGENT_EDGE,
  wasInfluencedBy: { color: 'grey', fontcolor: 'black' },
  segment: { color: 'gray', fontcolor: 'dimgray' },
  tie: { color: 'gray', style: 'dashed', arrowhead: 'none' },
};

export function edgeStyle(kind: EdgeKind): DotAttributes {
  return EDGE_STYLES[kind] ?? PLAIN_EDGE;
}
