import type { ProvDocument } from '../model/document';
import { dotString, htmlText, shorten } from './escape';
import type { NoteRow, PictureEdge, PictureNode, PictureOptions, PicturePart } from './picture';
import { edgeStyle, FAILED, NODE_STYLES, UNDECLARED, type DotAttributes } from './style';
import { countNodes, toPicture } from './to-picture';

const SMALL = 10;
const NAME_LENGTH = 60;
const DEFAULT_FONT = 'DejaVu Sans';

/** Settings with which `dot` stays fast where things are shared by many; lines run behind the nodes that stand in their way. */
const LAYOUT: DotAttributes = { nslimit: 1, nslimit1: 1, mclimit: 0.5, outputorder: 'edgesfirst' };

/**
 * Curves find their way around nodes and labels. What they cost depends on how many long edges meet in one node: half a second at
 * worst up to this number of nodes and edges, seven at twice as many. Above it lines are straight.
 */
const CURVED_UP_TO = 120;

/** HTML in a label, already escaped. */
class Html {
  constructor(readonly text: string) {}
}

type Attributes = Readonly<Record<string, string | number | Html>>;

/** The picture of a document in the DOT language of Graphviz; the same document and options give the same text. */
export function toDot(document: ProvDocument, options: PictureOptions = {}): string {
  const parts = toPicture(document, options);
  const names = new Map<PictureNode, string>();
  for (const { nodes } of parts) for (const node of nodes) names.set(node, `n${names.size + 1}`);
  const hasFailures = parts.some(({ nodes }) => nodes.some(({ failed }) => failed));
  const lines = ['digraph {', ...settings(options, sizeOf(parts))];
  parts.forEach((part, index) => lines.push(...partLines(part, index, names)));
  return [...lines, ...(hasFailures ? legend() : []), '}', ''].join('\n');
}

/** How big the picture is, before anybody tries to lay it out. */
export function measure(document: ProvDocument, options: PictureOptions = {}): { nodes: number; edges: number } {
  return sizeOf(toPicture(document, options));
}

function sizeOf(parts: readonly PicturePart[]): { nodes: number; edges: number } {
  return { nodes: countNodes(parts), edges: parts.reduce((count, { edges }) => count + edges.length, 0) };
}

function settings(
  { direction = 'BT', fontName = DEFAULT_FONT }: PictureOptions,
  size: { nodes: number; edges: number },
): string[] {
  const font = { fontname: fontName };
  const splines = size.nodes + size.edges <= CURVED_UP_TO ? 'spline' : 'line';
  return [
    `  graph ${list({ ...LAYOUT, splines, rankdir: direction, charset: 'utf-8', ...font })};`,
    `  node ${list({ ...font, fontsize: 14 })};`,
    `  edge ${list({ ...font, fontsize: SMALL })};`,
  ];
}

function partLines({ bundle, nodes, edges }: PicturePart, index: number, names: ReadonlyMap<PictureNode, string>): string[] {
  const lines = [
    ...nodes.map((node) => `${names.get(node)} ${list(nodeAttributes(node))};`),
    ...edges.map((edge) => `${names.get(edge.from)} -> ${names.get(edge.to)} ${list(edgeAttributes(edge))};`),
  ];
  if (bundle === null) return lines.map((line) => `  ${line}`);
  const cluster = { label: shorten(bundle.text, NAME_LENGTH), color: 'gray', fontsize: SMALL, ...link(bundle.iri) };
  return [`  subgraph cluster_${index} {`, `    graph ${list(cluster)};`, ...lines.map((line) => `    ${line}`), '  }'];
}

function nodeAttributes(node: PictureNode): Attributes {
  const style = NODE_STYLES[node.kind];
  if (node.kind === 'point') return { ...style, label: '' };
  if (node.kind === 'note') return { ...style, label: noteTable(node.rows) };
  const state = { ...(node.declared ? {} : UNDECLARED), ...(node.failed ? FAILED : {}) };
  return { ...style, ...state, label: nodeLabel(node), ...(node.iri === null ? {} : { tooltip: node.iri, ...link(node.iri) }) };
}

function nodeLabel({ text, subtitle }: PictureNode): Html {
  const title = htmlText(shorten(text, NAME_LENGTH));
  if (subtitle === null) return new Html(title);
  return new Html(`${title}<br/><font point-size="${SMALL}" color="#404040">${htmlText(shorten(subtitle, NAME_LENGTH))}</font>`);
}

function noteTable(rows: readonly NoteRow[]): Html {
  const lines = rows.map(({ name, nameIri, value, valueIri }) => `<tr>${cell(name, nameIri)}${cell(value, valueIri)}</tr>`);
  return new Html(`<table border="0">${lines.join('')}</table>`);
}

function cell(text: string, iri: string | null): string {
  const href = iri !== null && isWebAddress(iri) ? ` href="${htmlText(iri)}"` : '';
  return `<td align="left"${href}>${htmlText(shorten(text, NAME_LENGTH)) || ' '}</td>`;
}

function edgeAttributes({ kind, label, hasArrow }: PictureEdge): Attributes {
  return { ...edgeStyle(kind), ...(label === '' ? {} : { label }), ...(hasArrow ? {} : { arrowhead: 'none' }) };
}

function link(iri: string): { URL?: string } {
  return isWebAddress(iri) ? { URL: iri } : {};
}

/** Namespaces are free text: only addresses of the web become links, never `javascript:`. */
function isWebAddress(iri: string): boolean {
  return /^https?:\/\//i.test(iri);
}

function legend(): string[] {
  const sample = { shape: 'box', style: 'filled', fillcolor: 'white', ...FAILED, fontsize: SMALL, label: 'failed' };
  return [
    '  subgraph cluster_legend {',
    `    graph ${list({ label: 'Legend', color: 'gray', fontsize: SMALL })};`,
    `    legend ${list(sample)};`,
    '  }',
  ];
}

function list(attributes: Attributes): string {
  const written = Object.entries(attributes).map(([name, value]) => `${name}=${attributeText(value)}`);
  return `[${written.join(', ')}]`;
}

function attributeText(value: string | number | Html): string {
  if (value instanceof Html) return `<${value.text}>`;
  return typeof value === 'number' ? String(value) : dotString(value);
}
