import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PictureFormat } from '../picture/picture-format';

/** How large a PNG may be: larger pictures are scaled down. 16 megapixels are 64 MB while they are drawn. */
export interface PixelLimits {
  readonly maxPixels: number;
  readonly maxSide: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The bytes of a picture; or the size that it would have, where nothing could be read in the size that is allowed. */
export type Drawing = { readonly picture: Uint8Array } | { readonly unreadable: Size };

// The DOT text must name this family too. Without a TrueType file all text is silently missing from the PNG.
const FONT_FAMILY = 'DejaVu Sans';
const FONT_FILE = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const LIMITS: PixelLimits = { maxPixels: 16_000_000, maxSide: 16_384 };
const PIXELS_PER_POINT = 96 / 72;
/** Larger pictures are drawn with one pixel a point: letters stay readable, and half the pixels is half the time. */
const LARGE_PIXELS = 4_000_000;
/** Below this scale the letters of a picture have three pixels. */
const LEAST_SCALE = 0.25;

// A layout of 100 nodes is over before the optimising compiler could help it: left to itself it costs a new thread 0.4 s.
setFlagsFromString('--wasm-tiering-budget=1000000000');

/**
 * DOT to SVG by Graphviz (WebAssembly), SVG to PNG by resvg. Both block their thread, for seconds where many nodes share a few,
 * and are loaded by the first picture that needs them.
 */
export async function drawGraph(dot: string, format: PictureFormat, limits: PixelLimits = LIMITS): Promise<Drawing> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const svg = (await Graphviz.load()).layout(dot, 'svg', 'dot');
  if (format === PictureFormat.Svg) return { picture: new TextEncoder().encode(withFallbackFonts(svg)) };
  const drawing = await toPng(svg, limits);
  await giveBackPixels();
  return drawing;
}

/** Where a browser has no DejaVu, Verdana has its widths. */
function withFallbackFonts(svg: string): string {
  return svg.replaceAll(`font-family="${FONT_FAMILY}"`, `font-family="${FONT_FAMILY},Verdana,sans-serif"`);
}

async function toPng(svg: string, { maxPixels, maxSide }: PixelLimits): Promise<Drawing> {
  const { Resvg } = await import('@resvg/resvg-js');
  const { width, height } = sizeOf(svg);
  const wanted = width * height > LARGE_PIXELS ? 1 / PIXELS_PER_POINT : 1;
  const scale = Math.min(wanted, Math.sqrt(maxPixels / (width * height)), maxSide / width, maxSide / height);
  if (scale < LEAST_SCALE) return { unreadable: { width: Math.round(width), height: Math.round(height) } };
  const font = { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: FONT_FAMILY };
  const picture = new Resvg(svg, { font, background: 'white', fitTo: { mode: 'zoom', value: scale } }).render().asPng();
  return { picture: new Uint8Array(picture) };
}

function sizeOf(svg: string): Size {
  const [, width, height] = /<svg width="([\d.]+)pt" height="([\d.]+)pt"/.exec(svg) ?? [];
  return { width: Number(width) * PIXELS_PER_POINT, height: Number(height) * PIXELS_PER_POINT };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as NodeJS.GCFunction;

/**
 * A drawn picture holds its pixels outside of the heap, where the collector does not see them: left alone it waits, and the
 * process grows by the size of every picture. A young collection after each costs about a millisecond.
 */
async function giveBackPixels(): Promise<void> {
  collect({ type: 'minor' });
  await setImmediate(); // they are given back then
}
