import { PictureFormat } from '../picture/picture-format';
import { drawGraph, type Drawing, type PixelLimits } from './draw-graph';

const withLabel = (label: string): string => `digraph { node [fontname="DejaVu Sans", shape=plaintext]; a [label="${label}"]; }`;

async function pngOf(dot: string, limits?: Partial<PixelLimits>): Promise<Drawing> {
  return drawGraph(dot, PictureFormat.Png, { maxPixels: 16_000_000, maxSide: 16_384, ...limits });
}

async function svgOf(dot: string): Promise<string> {
  return Buffer.from(bytesOf(await drawGraph(dot, PictureFormat.Svg))).toString();
}

function bytesOf(drawing: Drawing): Uint8Array {
  if ('picture' in drawing) return drawing.picture;
  throw new Error('there is no picture');
}

function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Activities that follow each other, one below the other. */
function chain(activities: number): string {
  const edges = Array.from({ length: activities }, (_, i) => `a${i + 1} -> a${i} [label="wasInformedBy"];`);
  return `digraph { node [fontname="DejaVu Sans"]; edge [fontname="DejaVu Sans"]; ${edges.join(' ')} }`;
}

describe('graph drawing', () => {
  it('draws labels, accents too, that can be seen', async () => {
    const empty = bytesOf(await pngOf(withLabel(' '.repeat(12))));
    const full = bytesOf(await pngOf(withLabel('entité-mnist')));
    expect(Buffer.from(full.subarray(0, 4)).toString('latin1')).toBe('\x89PNG');
    expect(full.length).toBeGreaterThan(empty.length + 300); // an invisible label compresses to almost nothing
  });

  it('names fonts in SVG that a browser has', async () => {
    expect(await svgOf(withLabel('x'))).toContain('font-family="DejaVu Sans,Verdana,sans-serif"');
  });

  it.each([
    ['pixels', { maxPixels: 40_000 }, (width: number, height: number) => width * height < 41_000],
    ['a side', { maxSide: 400 }, (width: number, height: number) => Math.max(width, height) <= 400],
  ])('scales a picture down to the limit of %s', async (_, limit, isWithin) => {
    const { width, height } = pngSize(bytesOf(await pngOf(chain(8), limit)));
    expect(isWithin(width, height)).toBe(true);
  });

  it('makes no PNG in which nothing could be read', async () => {
    const { unreadable } = (await pngOf(chain(100), { maxPixels: 10_000 })) as { unreadable: { height: number } };
    expect(unreadable.height).toBeGreaterThan(5_000);
  });

  it('reports a syntax error and goes on', async () => {
    await expect(svgOf('digraph { a -> ')).rejects.toThrow(/syntax error/);
    expect(await svgOf('digraph { a -> b }')).toContain('<svg');
  });
});
