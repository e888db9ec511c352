import type { EdgeKind, NodeKind } from './style';

export type Direction = 'BT' | 'TB' | 'LR' | 'RL';

/** How a document is drawn. Things are named by IRI or as `prefix:local`. */
export interface PictureOptions {
  /** Where edges lead; `BT` puts what was first at the top. */
  readonly direction?: Direction;
  /** Notes with the attributes of elements. */
  readonly attributes?: boolean;
  /** Notes with the attributes and times of relations. */
  readonly relationAttributes?: boolean;
  /** Plans, triggers and other further participants of a relation; drawn unless false. */
  readonly naryRelations?: boolean;
  /** Names on the edges; drawn unless false. */
  readonly relationLabels?: boolean;
  /** Labels instead of names, the name below in small letters. */
  readonly useLabels?: boolean;
  /** IRIs of the attributes that hold a label, the best first; `prov:label` if nothing is said. */
  readonly labelAttributes?: readonly string[];
  /** Draws an agent anew beside each activity; if nothing is said, from 100 nodes on, where shared agents defeat the layout. */
  readonly repeatAgents?: boolean;
  /** Elements that are drawn as one node, `label × N`: name of the element to label of its group. */
  readonly groups?: ReadonlyMap<string, string>;
  /** What failed: marked in red, with a legend. */
  readonly failed?: readonly string[] | ((iri: string) => boolean);
  /** Family of the font that measures and shows the text. */
  readonly fontName?: string;
}

/** One line of a note. */
export interface NoteRow {
  readonly name: string;
  readonly nameIri: string;
  readonly value: string;
  readonly valueIri: string | null;
}

export interface PictureNode {
  readonly kind: NodeKind;
  readonly text: string;
  readonly subtitle: string | null;
  readonly iri: string | null;
  readonly declared: boolean;
  readonly failed: boolean;
  readonly rows: readonly NoteRow[];
}

export interface PictureEdge {
  readonly kind: EdgeKind;
  readonly from: PictureNode;
  readonly to: PictureNode;
  readonly label: string;
  readonly hasArrow: boolean;
}

/** The nodes and edges of a document or of one of its bundles. */
export interface PicturePart {
  readonly bundle: { readonly text: string; readonly iri: string } | null;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}
