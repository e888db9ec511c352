import { GraphRenderer } from './graph-renderer';

const withLabel = (label: string): string => `digraph { node [fontname="DejaVu Sans", shape=plaintext]; a [label="${label}"]; }`;

function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** A graph whose activities share a few agents: the shape that `dot` cannot manage. */
function graphWithHubs(activities: number): string {
  const lines = ['digraph { rankdir=BT; node [fontname="DejaVu Sans"]; edge [fontname="DejaVu Sans"];'];
  for (let i = 0; i < activities; i += 1) {
    lines.push(`a${i} -> agent${i % 3} [label="wasAssociatedWith"]; e${i} -> a${i} [label="wasGeneratedBy"];`);
    lines.push(`a${i} -> e${Math.max(0, i - 1 - ((i * 7) % 12))} [label="used"];`);
  }
  return `${lines.join('\n')} }`;
}

describe('graph renderer', () => {
  const renderer = new GraphRenderer({ limitMilliseconds: 1_500, queueLength: 1 });

  afterAll(() => renderer.close());

  async function withRenderer<T>(options: object, use: (other: GraphRenderer) => Promise<T>): Promise<T> {
    const other = new GraphRenderer(options);
    return use(other).finally(() => other.close());
  }

  it('draws labels, accents too, that can be seen', async () => {
    const empty = await renderer.drawPng(withLabel(' '.repeat(12)));
    const full = await renderer.drawPng(withLabel('entité-mnist'));
    expect(Buffer.from(full.subarray(0, 4)).toString('latin1')).toBe('\x89PNG');
    expect(full.length).toBeGreaterThan(empty.length + 300); // an invisible label compresses to almost nothing
  });

  it('names fonts in SVG that a browser has', async () => {
    expect(await renderer.drawSvg(withLabel('x'))).toContain('font-family="DejaVu Sans,Verdana,sans-serif"');
  });

  it.each([
    ['pixels', { maxPixels: 100_000 }, (width: number, height: number) => width * height < 101_000],
    ['a side', { maxSide: 400 }, (width: number, height: number) => Math.max(width, height) <= 400],
  ])('scales a picture down to the limit of %s', async (_, limit, isWithin) => {
    const png = await withRenderer(limit, (other) => other.drawPng(graphWithHubs(4)));
    const { width, height } = pngSize(png);
    expect(isWithin(width, height)).toBe(true);
  });

  it('refuses a PNG in which nothing could be read', async () => {
    const tooSmall = withRenderer({ maxPixels: 10_000 }, (other) => other.drawPng(graphWithHubs(20)));
    await expect(tooSmall).rejects.toMatchObject({ code: 'provenance.picture_too_large', kind: 'too_large' });
  });

  it('reports a syntax error and goes on', async () => {
    await expect(renderer.drawSvg('digraph { a -> ')).rejects.toThrow(/syntax error/);
    expect(await renderer.drawSvg('digraph { a -> b }')).toContain('<svg');
  });

  it('lets as many wait as its queue holds, and refuses the next', async () => {
    const drawn = [renderer.drawSvg('digraph { a }'), renderer.drawSvg('digraph { b }')];
    await expect(renderer.drawSvg('digraph { c }')).rejects.toMatchObject({
      code: 'provenance.drawing_busy',
      retryAfterSeconds: 5,
    });
    expect(await Promise.all(drawn)).toHaveLength(2);
    expect(await renderer.drawSvg('digraph { c }')).toContain('<svg');
  });

  it('ends a layout that runs away, keeps the main loop free, and draws what waited behind it', async () => {
    let longestGap = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longestGap = Math.max(longestGap, performance.now() - last);
      last = performance.now();
    }, 5);
    const before = performance.now();
    const runaway = expect(renderer.drawSvg(graphWithHubs(1_000))).rejects.toMatchObject({ code: 'provenance.graph_too_large' });
    const waiting = renderer.drawSvg('digraph { a -> b }');
    await runaway;
    clearInterval(ticks);
    expect(performance.now() - before).toBeLessThan(2_500);
    expect(longestGap).toBeLessThan(250);
    expect(await waiting).toContain('<svg');
  });
});
