import { DocumentBuilder, measure, qn, text, toDot, type PictureOptions } from '..';

const EVIL = '"]; evil [label="<b>&amp;</b>\\N\\';

const builderWith = (prefixes = {}): DocumentBuilder => new DocumentBuilder({ ex: 'http://example.org/', ...prefixes });

function linesOf(builder: DocumentBuilder, options: PictureOptions = {}): string[] {
  const lines = toDot(builder.build(), options).split('\n');
  return lines.map((line) => line.trim());
}

const lineOf = (lines: string[], part: string): string => lines.find((line) => line.includes(part)) ?? '';

describe('picture', () => {
  it.each([
    [
      'an entity',
      'shape="ellipse", style="filled", fillcolor="#FFFC87", color="#808080"',
      (b: DocumentBuilder) => b.entity('ex:x'),
    ],
    [
      'an activity',
      'shape="box", style="filled", fillcolor="#9FB1FC", color="#0000FF"',
      (b: DocumentBuilder) => b.activity('ex:x'),
    ],
    ['an agent', 'shape="house", style="filled", fillcolor="#FED37F", color="black"', (b: DocumentBuilder) => b.agent('ex:x')],
    [
      'an undeclared activity',
      'shape="box", style="filled", fillcolor="lightgray", color="dimgray"',
      (b: DocumentBuilder) => b.used('ex:x'),
    ],
    ['an agent that is an entity too', 'shape="house"', (b: DocumentBuilder) => b.agent('ex:x').entity('ex:x')],
  ])('draws %s in its shape and colours, with a link', (_, style, state) => {
    const line = lineOf(linesOf(state(builderWith())), '<ex:x>');
    expect(line).toContain(`n1 [${style}`);
    expect(line).toContain('URL="http://example.org/x"');
  });

  it.each([
    ['used', 'color="red4", fontcolor="red"', (b: DocumentBuilder) => b.used('ex:a', 'ex:e')],
    ['wasGeneratedBy', 'color="darkgreen", fontcolor="darkgreen"', (b: DocumentBuilder) => b.wasGeneratedBy('ex:e', 'ex:a')],
    ['wasAssociatedWith', 'color="#FED37F", fontcolor="black"', (b: DocumentBuilder) => b.wasAssociatedWith('ex:a', 'ex:g')],
    ['wasInfluencedBy', 'color="grey", fontcolor="black"', (b: DocumentBuilder) => b.wasInfluencedBy('ex:a', 'ex:b')],
    ['hadMember', 'color="black", fontcolor="black"', (b: DocumentBuilder) => b.hadMember('ex:c', 'ex:e')],
  ])('draws %s from the later to the earlier thing in its colours', (kind, style, state) => {
    expect(lineOf(linesOf(state(builderWith())), '->')).toBe(`n1 -> n2 [${style}, label="${kind}"];`);
  });

  it('leads a relation of more than two through a point, with gray lines to the others', () => {
    const builder = builderWith().wasStartedBy('ex:a', { trigger: 'ex:e', starter: 'ex:s' });
    expect(linesOf(builder).filter((line) => /point|->/.test(line))).toEqual([
      'n4 [shape="point", color="gray", label=""];',
      'n1 -> n4 [color="black", fontcolor="black", label="wasStartedBy", arrowhead="none"];',
      'n4 -> n2 [color="black", fontcolor="black"];',
      'n4 -> n3 [color="gray", fontcolor="dimgray", label="starter"];',
    ]);
    expect(measure(builder.build(), { naryRelations: false })).toEqual({ nodes: 3, edges: 1 });
  });

  it('names the argument that a relation leads to where its second one is not stated', () => {
    expect(lineOf(linesOf(builderWith().wasStartedBy('ex:a', { starter: 'ex:s' })), '->')).toContain(
      'label="wasStartedBy (starter)"',
    );
  });

  it('leads the lines of a derivation to the usage and generation that it names', () => {
    const builder = builderWith().used('ex:a', 'ex:e1', { id: 'ex:u' }).wasGeneratedBy('ex:e2', 'ex:a', { id: 'ex:g' });
    builder.wasDerivedFrom('ex:e2', 'ex:e1', { activity: 'ex:a', generation: 'ex:g', usage: 'ex:u' });
    const lines = linesOf(builder);
    const point = (label: string): string | undefined => /-> (n\d+)/.exec(lineOf(lines, `label="${label}"`))?.[1];
    expect(point('generation')).toBe(point('wasGeneratedBy'));
    expect(point('usage')).toBe(point('used'));
  });

  it('draws equal edges once, with their number', () => {
    expect(lineOf(linesOf(builderWith().used('ex:a', 'ex:e').used('ex:a', 'ex:e')), '->')).toContain('label="used × 2"');
  });

  it('draws a bundle as a cluster with its own nodes', () => {
    const builder = builderWith().entity('ex:e');
    builder.bundle('ex:b').entity('ex:e');
    const lines = linesOf(builder);
    expect(lines).toContain('subgraph cluster_1 {');
    expect(lineOf(lines, 'label="ex:b"')).toContain('URL="http://example.org/b"');
    expect(lines.filter((line) => line.includes('<ex:e>'))).toHaveLength(2);
  });

  it('shows a label with the name below', () => {
    const builder = builderWith().entity('ex:e', { 'prov:label': text('Entité', 'fr'), 'ex:title': 'Title' });
    const small = '<br/><font point-size="10" color="#404040">ex:e</font>>';
    expect(lineOf(linesOf(builder, { useLabels: true }), 'ex:e')).toContain(`label=<Entité${small}`);
    expect(lineOf(linesOf(builder, { useLabels: true, labelAttributes: ['http://example.org/title'] }), 'ex:e')).toContain(
      `label=<Title${small}`,
    );
    expect(lineOf(linesOf(builder), 'ex:e')).toContain('label=<ex:e>');
  });

  it('ties notes with attributes and times to elements and relations', () => {
    const builder = builderWith().activity('ex:a', '2026-01-05T10:00:00Z', null, { 'ex:k': qn('ex:v') });
    builder.used('ex:a', 'ex:e', { attributes: { 'prov:role': 'input' } });
    const lines = linesOf(builder, { attributes: true, relationAttributes: true });
    const notes = lines.filter((line) => line.includes('shape="note"'));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('>prov:startTime</td><td align="left">2026-01-05T10:00:00Z</td>');
    expect(notes[0]).toContain(
      '<td align="left" href="http://example.org/k">ex:k</td><td align="left" href="http://example.org/v">ex:v</td>',
    );
    expect(notes[1]).toContain('>prov:role</td><td align="left">input</td>');
    expect(lines.filter((line) => line.includes('style="dashed", arrowhead="none"'))).toHaveLength(2);
  });

  it('marks what failed in red, with a legend', () => {
    const builder = builderWith().activity('ex:ok').activity('ex:bad');
    const lines = linesOf(builder, { failed: ['ex:bad'] });
    expect(lineOf(lines, '<ex:bad>')).toContain('color="red", penwidth=2.5');
    expect(lineOf(lines, '<ex:ok>')).not.toContain('red');
    expect(lines).toContain('subgraph cluster_legend {');
    expect(linesOf(builder, { failed: (iri) => iri === 'http://example.org/bad' })).toEqual(lines);
    expect(linesOf(builder)).not.toContain('subgraph cluster_legend {');
  });

  it('draws a group as one node that counts its members and those that failed', () => {
    const builder = builderWith().activity('ex:run');
    const groups = new Map<string, string>();
    for (const shard of ['ex:s0', 'ex:s1', 'ex:s2']) {
      builder.activity(shard).wasStartedBy(shard, { starter: 'ex:run' }).wasAssociatedWith(shard, 'ex:g', { plan: 'ex:p' });
      groups.set(shard, 'count');
    }
    builder.wasInfluencedBy('ex:s1', 'ex:s0');
    const lines = linesOf(builder, { groups, failed: ['ex:s2'] });
    expect(lineOf(lines, 'count')).toContain('label=<count × 3 (1 failed)>');
    expect(lineOf(lines, 'wasStartedBy')).toContain('label="wasStartedBy (starter) × 3"');
    expect(lineOf(lines, 'wasAssociatedWith')).toContain('label="wasAssociatedWith × 3"');
    expect(measure(builder.build(), { groups })).toEqual({ nodes: 5, edges: 4 });
  });

  it('draws an agent anew beside each activity where there are more than a hundred nodes', () => {
    const builder = builderWith().agent('ex:engine');
    for (let i = 0; i < 60; i += 1)
      builder.activity(`ex:a${i}`).wasAssociatedWith(`ex:a${i}`, 'ex:engine').used(`ex:a${i}`, `ex:e${i}`);
    const document = builder.build();
    expect(measure(document)).toEqual({ nodes: 180, edges: 120 });
    expect(measure(document, { repeatAgents: false })).toEqual({ nodes: 121, edges: 120 });
    expect(toDot(document)).toContain('splines="line"');
  });

  it('lets no text of a user end a string, a label or the graph', () => {
    const builder = builderWith({ evil: 'javascript:' }).entity('evil:alert(1)', { 'prov:label': EVIL, 'ex:k': EVIL });
    builder.activity('ex:a', null, null, { 'prov:label': 'zero\u0000\ud800\ufffe' });
    const dot = toDot(builder.build(), { useLabels: true, attributes: true, groups: new Map([['ex:a', EVIL]]) });
    const escaped = '&quot;]; evil [label=&quot;&lt;b&gt;&amp;amp;&lt;/b&gt;\\N\\';
    expect(dot).toContain(`label=<${escaped}<br/>`);
    expect(dot).toContain(`<td align="left">${escaped}</td>`);
    expect(dot).toContain(`label=<${escaped} × 1>`);
    expect(dot).not.toMatch(/(URL|href)="javascript:/);
    expect(toDot(builder.build(), { useLabels: true })).toContain('zero\uFFFD\uFFFD\uFFFD');
    expect(toDot(builder.build(), { fontName: EVIL })).toContain('fontname="\\"]; evil [label=\\"<b>&amp;amp;</b>\\\\N\\\\"');
  });

  it('shortens long names in the middle', () => {
    const line = lineOf(linesOf(builderWith().entity(`ex:${'a'.repeat(100)}z`)), 'shape="ellipse"');
    expect(line).toMatch(/label=<ex:a{27}…a{28}z>/);
  });

  it.each(['BT', 'TB', 'LR', 'RL'] as const)('draws in the direction %s', (direction) => {
    expect(linesOf(builderWith(), { direction })[1]).toContain(`rankdir="${direction}"`);
  });

  it('draws the same document in the same way', () => {
    const draw = (): string => toDot(builderWith().used('ex:a', 'ex:e').agent('ex:g').build());
    expect(draw()).toBe(draw());
  });
});
