import { DocumentBuilder, literal, qn, text, VOCABULARY, write, writeText, type ProvDocument, type RecordKind } from '.';

const T = '2026-01-05T10:00:17.5+01:00';

type Row = [kind: RecordKind, state: (b: DocumentBuilder) => unknown, n: string, key: string, json: unknown];

/** Each kind of record at its fullest and at its barest: statement, PROV-N, key and body in PROV-JSON. */
const RECORDS: Row[] = [
  ['entity', (b) => b.entity('ex:e', { 'ex:k': 'v' }), 'entity(ex:e, [ex:k="v"])', 'ex:e', { 'ex:k': ['v'] }],
  ['entity', (b) => b.entity('ex:e'), 'entity(ex:e)', 'ex:e', {}],
  [
    'activity',
    (b) => b.activity('ex:a', T, null, { 'ex:k': 'v' }),
    `activity(ex:a, ${T}, -, [ex:k="v"])`,
    'ex:a',
    { 'prov:startTime': T, 'ex:k': ['v'] },
  ],
  ['activity', (b) => b.activity('ex:a'), 'activity(ex:a)', 'ex:a', {}],
  ['agent', (b) => b.agent('ex:g', { 'ex:k': 'v' }), 'agent(ex:g, [ex:k="v"])', 'ex:g', { 'ex:k': ['v'] }],
  [
    'wasGeneratedBy',
    (b) => b.wasGeneratedBy('ex:e', 'ex:a', { id: 'ex:r', time: T, attributes: { 'ex:k': 'v' } }),
    `wasGeneratedBy(ex:r; ex:e, ex:a, ${T}, [ex:k="v"])`,
    'ex:r',
    { 'prov:entity': 'ex:e', 'prov:activity': 'ex:a', 'prov:time': T, 'ex:k': ['v'] },
  ],
  ['wasGeneratedBy', (b) => b.wasGeneratedBy('ex:e'), 'wasGeneratedBy(ex:e)', '_:wGB1', { 'prov:entity': 'ex:e' }],
  [
    'used',
    (b) => b.used('ex:a', 'ex:e', { id: 'ex:r', time: T }),
    `used(ex:r; ex:a, ex:e, ${T})`,
    'ex:r',
    { 'prov:activity': 'ex:a', 'prov:entity': 'ex:e', 'prov:time': T },
  ],
  ['used', (b) => b.used('ex:a', 'ex:e'), 'used(ex:a, ex:e, -)', '_:u1', { 'prov:activity': 'ex:a', 'prov:entity': 'ex:e' }],
  [
    'wasInformedBy',
    (b) => b.wasInformedBy('ex:a2', 'ex:a1', { id: 'ex:r' }),
    'wasInformedBy(ex:r; ex:a2, ex:a1)',
    'ex:r',
    { 'prov:informed': 'ex:a2', 'prov:informant': 'ex:a1' },
  ],
  [
    'wasStartedBy',
    (b) => b.wasStartedBy('ex:a', { trigger: 'ex:e', starter: 'ex:s', time: T }),
    `wasStartedBy(ex:a, ex:e, ex:s, ${T})`,
    '_:wSB1',
    { 'prov:activity': 'ex:a', 'prov:trigger': 'ex:e', 'prov:starter': 'ex:s', 'prov:time': T },
  ],
  ['wasStartedBy', (b) => b.wasStartedBy('ex:a'), 'wasStartedBy(ex:a)', '_:wSB1', { 'prov:activity': 'ex:a' }],
  [
    'wasEndedBy',
    (b) => b.wasEndedBy('ex:a', { ender: 'ex:s' }),
    'wasEndedBy(ex:a, -, ex:s, -)',
    '_:wEB1',
    { 'prov:activity': 'ex:a', 'prov:ender': 'ex:s' },
  ],
  [
    'wasInvalidatedBy',
    (b) => b.wasInvalidatedBy('ex:e', null, { time: T }),
    `wasInvalidatedBy(ex:e, -, ${T})`,
    '_:wVB1',
    { 'prov:entity': 'ex:e', 'prov:time': T },
  ],
  [
    'wasDerivedFrom',
    (b) => b.wasDerivedFrom('ex:e2', 'ex:e1', { activity: 'ex:a', generation: 'ex:g', usage: 'ex:u' }),
    'wasDerivedFrom(ex:e2, ex:e1, ex:a, ex:g, ex:u)',
    '_:wDF1',
    {
      'prov:generatedEntity': 'ex:e2',
      'prov:usedEntity': 'ex:e1',
      'prov:activity': 'ex:a',
      'prov:generation': 'ex:g',
      'prov:usage': 'ex:u',
    },
  ],
  [
    'wasDerivedFrom',
    (b) => b.wasDerivedFrom('ex:e2', 'ex:e1', { attributes: { 'prov:type': qn('prov:Revision') } }),
    "wasDerivedFrom(ex:e2, ex:e1, [prov:type='prov:Revision'])",
    '_:wDF1',
    {
      'prov:generatedEntity': 'ex:e2',
      'prov:usedEntity': 'ex:e1',
      'prov:type': [{ $: 'prov:Revision', type: 'prov:QUALIFIED_NAME' }],
    },
  ],
  [
    'wasAttributedTo',
    (b) => b.wasAttributedTo('ex:e', 'ex:g'),
    'wasAttributedTo(ex:e, ex:g)',
    '_:wAT1',
    { 'prov:entity': 'ex:e', 'prov:agent': 'ex:g' },
  ],
  [
    'wasAssociatedWith',
    (b) => b.wasAssociatedWith('ex:a', null, { plan: 'ex:p' }),
    'wasAssociatedWith(ex:a, -, ex:p)',
    '_:wAW1',
    { 'prov:activity': 'ex:a', 'prov:plan': 'ex:p' },
  ],
  [
    'actedOnBehalfOf',
    (b) => b.actedOnBehalfOf('ex:g1', 'ex:g2', { activity: 'ex:a' }),
    'actedOnBehalfOf(ex:g1, ex:g2, ex:a)',
    '_:aOBO1',
    { 'prov:delegate': 'ex:g1', 'prov:responsible': 'ex:g2', 'prov:activity': 'ex:a' },
  ],
  [
    'wasInfluencedBy',
    (b) => b.wasInfluencedBy('ex:x', 'ex:y'),
    'wasInfluencedBy(ex:x, ex:y)',
    '_:wI1',
    { 'prov:influencee': 'ex:x', 'prov:influencer': 'ex:y' },
  ],
  [
    'specializationOf',
    (b) => b.specializationOf('ex:s', 'ex:g'),
    'specializationOf(ex:s, ex:g)',
    '_:sO1',
    { 'prov:specificEntity': 'ex:s', 'prov:generalEntity': 'ex:g' },
  ],
  [
    'alternateOf',
    (b) => b.alternateOf('ex:x', 'ex:y'),
    'alternateOf(ex:x, ex:y)',
    '_:aO1',
    { 'prov:alternate1': 'ex:x', 'prov:alternate2': 'ex:y' },
  ],
  [
    'hadMember',
    (b) => b.hadMember('ex:c', 'ex:e'),
    'hadMember(ex:c, ex:e)',
    '_:hM1',
    { 'prov:collection': 'ex:c', 'prov:entity': 'ex:e' },
  ],
  [
    'mentionOf',
    (b) => b.mentionOf('ex:s', 'ex:g', 'ex:b'),
    'prov:mentionOf(ex:s, ex:g, ex:b)',
    '_:mO1',
    { 'prov:specificEntity': 'ex:s', 'prov:generalEntity': 'ex:g', 'prov:bundle': 'ex:b' },
  ],
  [
    'derivedByInsertionFrom',
    (b) =>
      b.derivedByInsertionFrom(
        'ex:d2',
        'ex:d1',
        [
          ['a', 'ex:e1'],
          [1, 'ex:e2'],
        ],
        { id: 'ex:r' },
      ),
    'prov:derivedByInsertionFrom(ex:r; ex:d2, ex:d1, {("a", ex:e1), (1, ex:e2)})',
    'ex:r',
    {
      'prov:after': 'ex:d2',
      'prov:before': 'ex:d1',
      'prov:key-entity-set': [
        { key: { $: 'a', type: 'xsd:string' }, $: 'ex:e1' },
        { key: { $: '1', type: 'xsd:int' }, $: 'ex:e2' },
      ],
    },
  ],
  [
    'derivedByInsertionFrom',
    (b) =>
      b.derivedByInsertionFrom('ex:d2', 'ex:d1', [
        ['a', 'ex:e1'],
        ['b', 'ex:e2'],
      ]),
    'prov:derivedByInsertionFrom(ex:d2, ex:d1, {("a", ex:e1), ("b", ex:e2)})',
    '_:dBIF1',
    {
      'prov:after': 'ex:d2',
      'prov:before': 'ex:d1',
      'prov:key-entity-set': { '$key-datatype': 'xsd:string', a: 'ex:e1', b: 'ex:e2' },
    },
  ],
  [
    'derivedByRemovalFrom',
    (b) => b.derivedByRemovalFrom('ex:d2', 'ex:d1', ['a', qn('ex:k')]),
    'prov:derivedByRemovalFrom(ex:d2, ex:d1, {"a", \'ex:k\'})',
    '_:dBRF1',
    {
      'prov:after': 'ex:d2',
      'prov:before': 'ex:d1',
      'prov:key-set': [
        { $: 'a', type: 'xsd:string' },
        { $: 'ex:k', type: 'prov:QUALIFIED_NAME' },
      ],
    },
  ],
  [
    'hadDictionaryMember',
    (b) => b.hadDictionaryMember('ex:d', 'ex:e', 'a'),
    'prov:hadDictionaryMember(ex:d, ex:e, "a")',
    '_:hDM1',
    { 'prov:dictionary': 'ex:d', 'prov:key-entity-set': { '$key-datatype': 'xsd:string', a: 'ex:e' } },
  ],
];

function build(state: (b: DocumentBuilder) => unknown): ProvDocument {
  const builder = new DocumentBuilder({ ex: 'http://example.org/' });
  state(builder);
  return builder.build();
}

function statementsOf(document: ProvDocument): string[] {
  const lines = writeText(document, 'provn').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line.includes('('));
}

describe('writing records', () => {
  it.each(RECORDS)('writes %s as PROV-N (%#)', (_, state, n) => {
    expect(statementsOf(build(state))).toEqual([n]);
  });

  it.each(RECORDS)('writes %s as PROV-JSON (%#)', (kind, state, _, key, body) => {
    const json = JSON.parse(writeText(build(state), 'json')) as Record<string, unknown>;
    expect(Object.keys(json)).toEqual(['prefix', kind]);
    expect(JSON.stringify(json[kind])).toBe(JSON.stringify({ [key]: body }));
  });

  it('knows every kind of the vocabulary', () => {
    expect(new Set(RECORDS.map(([kind]) => kind))).toEqual(new Set(VOCABULARY.map(({ kind }) => kind)));
  });
});

describe('writing values', () => {
  it.each([
    ['text', 'x', '"x"', 'x'],
    ['text that needs escapes', 'a "b"\\\n\r\t', '"a \\"b\\"\\\\\\n\\r\\t"', 'a "b"\\\n\r\t'],
    ['text in a language', text('été', 'fr-CA'), '"été"@fr-CA', { $: 'été', lang: 'fr-CA' }],
    ['a name', qn('ex:a[b]'), "'ex:a\\[b\\]'", { $: 'ex:a[b]', type: 'prov:QUALIFIED_NAME' }],
    ['a name given as a literal', literal('ex:n', 'xsd:QName'), "'ex:n'", { $: 'ex:n', type: 'prov:QUALIFIED_NAME' }],
    ['a small integer', -5, '-5', { $: '-5', type: 'xsd:int' }],
    ['a long integer', 2 ** 31, '"2147483648" %% xsd:long', { $: '2147483648', type: 'xsd:long' }],
    [
      'an integer of any size',
      2n ** 64n,
      '"18446744073709551616" %% xsd:integer',
      { $: '18446744073709551616', type: 'xsd:integer' },
    ],
    ['a fraction', 0.1, '"0.1" %% xsd:double', { $: '0.1', type: 'xsd:double' }],
    ['an integer beyond exactness', 1e300, '"1e+300" %% xsd:double', { $: '1e+300', type: 'xsd:double' }],
    ['infinity', -Infinity, '"-INF" %% xsd:double', { $: '-INF', type: 'xsd:double' }],
    ['a truth value', true, '"true" %% xsd:boolean', { $: 'true', type: 'xsd:boolean' }],
    [
      'a date',
      new Date(0),
      '"1970-01-01T00:00:00.000Z" %% xsd:dateTime',
      { $: '1970-01-01T00:00:00.000Z', type: 'xsd:dateTime' },
    ],
    ['a lexical form', literal('2.0', 'xsd:decimal'), '"2.0" %% xsd:decimal', { $: '2.0', type: 'xsd:decimal' }],
    ['an integer spelled oddly', literal('007', 'xsd:int'), '"007" %% xsd:int', { $: '007', type: 'xsd:int' }],
  ])('writes %s', (_, value, n, json) => {
    const document = build((b) => b.entity('ex:e', { 'ex:k': value }));
    expect(statementsOf(document)).toEqual([`entity(ex:e, [ex:k=${n}])`]);
    expect(JSON.parse(writeText(document, 'json'))).toMatchObject({ entity: { 'ex:e': { 'ex:k': [json] } } });
  });

  it.each([
    ['ex:a.b-c_d', 'ex:a.b-c_d'],
    ['ex:0', 'ex:0'],
    ['ex:-x', 'ex:\\-x'],
    ['ex:.x.', 'ex:\\.x\\.'],
    ['ex:.', 'ex:\\.'],
    ["ex:=(),:;[]'", "ex:\\=\\(\\)\\,\\:\\;\\[\\]\\'"],
    ['ex:/a?b#c@d&e+f*g!h$i~%20', 'ex:/a?b#c@d&e+f*g!h$i~%20'],
    ['ex:', 'ex:'],
    ['ex:été', 'ex:été'],
  ])('writes the name %s as PROV-N has it', (name, n) => {
    expect(statementsOf(build((b) => b.entity(name)))).toEqual([`entity(${n})`]);
  });
});

describe('writing documents', () => {
  function withBundle(): ProvDocument {
    const builder = new DocumentBuilder({
      '': 'http://default.example.org/',
      ex: 'http://example.org/',
      no: 'http://not.example.org/',
    });
    builder.used('ex:a', 'e').used('ex:a', 'e').entity('e', { 'ex:k': 1 }).entity('e');
    builder.bundle('in:b', { in: 'urn:in:' }).used('ex:a', 'in:e');
    return builder.build();
  }

  it('writes PROV-N with the default namespace first, and in each bundle the prefixes that it uses', () => {
    expect(writeText(withBundle(), 'provn')).toBe(`document
  default <http://default.example.org/>
  prefix ex <http://example.org/>
  prefix no <http://not.example.org/>
  used(ex:a, e, -)
  used(ex:a, e, -)
  entity(e, [ex:k=1])
  entity(e)
  bundle in:b
    prefix in <urn:in:>
    prefix ex <http://example.org/>
    used(ex:a, in:e, -)
  endBundle
endDocument
`);
  });

  it('writes PROV-JSON with the prefixes first, repeated identifiers as arrays and names for the others that are unique', () => {
    expect(writeText(withBundle(), 'json')).toBe(`{
  "prefix": {"default":"http://default.example.org/","ex":"http://example.org/","no":"http://not.example.org/","prov":"http://www.w3.org/ns/prov#","xsd":"http://www.w3.org/2001/XMLSchema#"},
  "entity": {
    "e": [{"ex:k":[{"$":"1","type":"xsd:int"}]},{}]
  },
  "used": {
    "_:u1": {"prov:activity":"ex:a","prov:entity":"e"},
    "_:u2": {"prov:activity":"ex:a","prov:entity":"e"}
  },
  "bundle": {
    "in:b": {
      "prefix": {"in":"urn:in:","ex":"http://example.org/","prov":"http://www.w3.org/ns/prov#","xsd":"http://www.w3.org/2001/XMLSchema#"},
      "used": {
        "_:u3": {"prov:activity":"ex:a","prov:entity":"in:e"}
      }
    }
  }
}
`);
  });

  it('keeps members with names of JavaScript', () => {
    const document = build((b) =>
      b.prefix('', 'http://default.example.org/').entity('__proto__', { __proto_: 'x', ['__proto__']: 'y' }),
    );
    expect(writeText(document, 'json')).toContain('"__proto__": {"__proto_":["x"],"__proto__":["y"]}');
  });

  it.each(['json', 'provn'] as const)('streams %s in pieces that make up the same text', async (format) => {
    const document = build((b) => {
      for (let i = 0; i < 2_000; i += 1) b.entity(`ex:e${i}`, { 'ex:name': 'x'.repeat(50) });
    });
    const pieces: string[] = [];
    for await (const piece of write(document, format)) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(writeText(document, format));
  });

  it('writes an empty document', () => {
    expect(writeText(new DocumentBuilder().build(), 'provn')).toBe('document\nendDocument\n');
  });
});
