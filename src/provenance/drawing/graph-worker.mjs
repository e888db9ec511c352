// The inside of the drawing worker: DOT to SVG by Graphviz (WebAssembly), SVG to PNG by resvg with the font of an npm package.
// Plain JavaScript, so that the same file runs under Jest and from dist; nest-cli.json copies it there.
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { Resvg } from '@resvg/resvg-js';

// The DOT text must name this family too. Without a TrueType file all text is silently missing from the PNG.
const FONT_FAMILY = 'DejaVu Sans';
const FONT_FILE = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const PIXELS_PER_POINT = 96 / 72;
/** Larger pictures are drawn with one pixel a point: letters stay readable, and half the pixels is half the time. */
const LARGE_PIXELS = 4_000_000;

/** Below this scale the letters of a picture have three pixels. */
const LEAST_SCALE = 0.25;

// Whoever answers requests goes first. On Linux this is the thread's own priority, elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(10);

const graphviz = await Graphviz.load();

// A drawn picture holds its pixels outside of the heap, where the collector does not see them: left alone it waits, and the
// process grows by the size of every picture. A young collection after each costs about a millisecond.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/**
 * @param {{ dot: string, format: 'svg' | 'png', maxPixels: number, maxSide: number }} task
 * @returns {Promise<{ picture: string | Uint8Array } | { unreadable: { width: number, height: number } }>}
 */
export default async function draw({ dot, format, maxPixels, maxSide }) {
  const svg = graphviz.layout(dot, 'svg', 'dot');
  if (format === 'svg') return { picture: withFallbackFonts(svg) };
  const drawn = toPng(svg, maxPixels, maxSide);
  collect({ type: 'minor' });
  await setImmediate(); // the pixels are given back then
  return drawn;
}

/** Where a browser has no DejaVu, Verdana has its widths. */
function withFallbackFonts(svg) {
  return svg.replaceAll(`font-family="${FONT_FAMILY}"`, `font-family="${FONT_FAMILY},Verdana,sans-serif"`);
}

function toPng(svg, maxPixels, maxSide) {
  const [width, height] = sizeOf(svg);
  const wanted = width * height > LARGE_PIXELS ? 1 / PIXELS_PER_POINT : 1;
  const scale = Math.min(wanted, Math.sqrt(maxPixels / (width * height)), maxSide / width, maxSide / height);
  if (scale < LEAST_SCALE) return { unreadable: { width: Math.round(width), height: Math.round(height) } };
  const font = { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: FONT_FAMILY };
  const picture = new Resvg(svg, { font, background: 'white', fitTo: { mode: 'zoom', value: scale } }).render().asPng();
  return { picture: new Uint8Array(picture) };
}

function sizeOf(svg) {
  const [, width, height] = /<svg width="([\d.]+)pt" height="([\d.]+)pt"/.exec(svg);
  return [Number(width) * PIXELS_PER_POINT, Number(height) * PIXELS_PER_POINT];
}
