import type { ProvDocument, Statements } from '../model/document';
import type { QualifiedName } from '../model/qualified-name';
import { PartDrawer, type DrawingContext } from './part-drawer';
import type { PictureOptions, PicturePart } from './picture';

/** Above this number of nodes an agent that many activities share makes the layout take seconds. */
const SHARED_AGENTS_UP_TO = 100;

/** The nodes and edges of the document and of each bundle. */
export function toPicture(document: ProvDocument, options: PictureOptions): PicturePart[] {
  const hasFailed = failureTest(options.failed ?? []);
  const draw = (repeatAgents: boolean): PicturePart[] => drawParts(document, { options, repeatAgents, hasFailed });
  if (options.repeatAgents !== undefined) return draw(options.repeatAgents);
  const parts = draw(false);
  return countNodes(parts) > SHARED_AGENTS_UP_TO ? draw(true) : parts;
}

export function countNodes(parts: readonly PicturePart[]): number {
  return parts.reduce((count, { nodes }) => count + nodes.length, 0);
}

function drawParts(document: ProvDocument, context: DrawingContext): PicturePart[] {
  const draw = (statements: Statements): { nodes: PicturePart['nodes']; edges: PicturePart['edges'] } =>
    new PartDrawer(statements, context).result();
  const bundles = document.bundles.map((bundle) => ({ bundle: bundle.id, ...draw(bundle) }));
  return [{ bundle: null, ...draw(document) }, ...bundles];
}

function failureTest(failed: NonNullable<PictureOptions['failed']>): (name: QualifiedName) => boolean {
  if (typeof failed === 'function') return ({ iri }) => failed(iri);
  const names = new Set(failed);
  return ({ iri, text }) => names.has(iri) || names.has(text);
}
