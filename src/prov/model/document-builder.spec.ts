import { DocumentBuilder, literal, ProvError, qn, QualifiedName, text, type ProvErrorCode } from '..';

const builderWith = (prefixes = {}): DocumentBuilder => new DocumentBuilder({ ex: 'http://example.org/', ...prefixes });

describe('document builder', () => {
  it.each<[ProvErrorCode, string, () => unknown]>([
    ['prov.unknown_prefix', 'a prefix that nobody declared', () => builderWith().entity('no:e')],
    ['prov.unknown_prefix', 'a name without a prefix where there is no default', () => builderWith().entity('e')],
    [
      'prov.unknown_prefix',
      'a prefix of another bundle',
      () => {
        const builder = builderWith();
        builder.bundle('in:b', { in: 'urn:in:' });
        builder.entity('in:e');
      },
    ],
    ['prov.bad_prefix', 'a prefix that PROV-N cannot write', () => builderWith({ '1x': 'urn:x:' })],
    ['prov.bad_prefix', 'the prefix that PROV-JSON has for the default namespace', () => builderWith({ default: 'urn:x:' })],
    ['prov.bad_prefix', 'a namespace that is no IRI', () => builderWith({ x: 'urn:x y' })],
    ['prov.prefix_conflict', 'a second meaning of a prefix', () => builderWith().prefix('ex', 'urn:other:')],
    ['prov.prefix_conflict', 'another meaning of prov', () => builderWith({ prov: 'urn:other:' })],
    ['prov.bad_name', 'a name with a space', () => builderWith().entity('ex:a b')],
    ['prov.bad_name', 'a name with a broken percent code', () => builderWith().entity('ex:100%')],
    ['prov.bad_name', 'a name with a quote', () => builderWith().entity('ex:a"b')],
    ['prov.bad_time', 'a day without a time', () => builderWith().activity('ex:a', '2026-01-05')],
    ['prov.bad_time', 'a month that does not exist', () => builderWith().activity('ex:a', '2026-13-05T00:00:00Z')],
    ['prov.bad_time', 'an invalid date', () => builderWith().activity('ex:a', new Date(NaN))],
    ['prov.bad_value', 'a language that is none', () => text('x', 'not a tag')],
    ['prov.missing_argument', 'a mandatory argument that is not given', () => builderWith().wasInformedBy('ex:a', null as never)],
    [
      'prov.reserved_attribute',
      'an argument given as an attribute',
      () => builderWith().used('ex:a', null, { attributes: { 'prov:entity': 'x' } }),
    ],
    ['prov.duplicate_value', 'two values of one entity', () => builderWith().entity('ex:e', { 'prov:value': [1, 2] })],
    [
      'prov.duplicate_id',
      'one identifier for two kinds of relation',
      () => builderWith().used('ex:a', 'ex:e', { id: 'ex:r' }).wasGeneratedBy('ex:e', 'ex:a', { id: 'ex:r' }),
    ],
    [
      'prov.duplicate_id',
      'one identifier for a relation and an element',
      () => builderWith().used('ex:a', 'ex:e', { id: 'ex:e' }).entity('ex:e'),
    ],
    [
      'prov.duplicate_bundle',
      'a bundle opened twice',
      () => {
        const builder = builderWith({ same: 'http://example.org/' });
        builder.bundle('ex:b');
        builder.bundle('same:b');
      },
    ],
  ])('refuses with %s: %s', (code, _, misuse) => {
    expect(misuse).toThrow(ProvError);
    expect(misuse).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('resolves names in a bundle by its own prefixes first, then by those of the document', () => {
    const builder = builderWith({ '': 'http://outer.example.org/' });
    const inner = builder.bundle('ex:b', { ex: 'http://inner.example.org/' });
    inner.entity('ex:e').entity('e');
    builder.entity('ex:e');
    const { records, bundles } = builder.build();
    expect(bundles[0]?.id.iri).toBe('http://inner.example.org/b');
    expect(bundles[0]?.records.map(({ id }) => id?.iri)).toEqual(['http://inner.example.org/e', 'http://outer.example.org/e']);
    expect(records[0]?.id?.iri).toBe('http://example.org/e');
  });

  it('takes XML Schema without its hash for the datatypes that everybody means', () => {
    const document = builderWith({ xsd: 'http://www.w3.org/2001/XMLSchema' }).entity('ex:e', { 'ex:n': 1 }).build();
    expect(document.namespaces.map(({ prefix }) => prefix)).toEqual(['ex']);
    expect(document.records[0]?.attributes[0]?.value).toMatchObject({
      datatype: { iri: 'http://www.w3.org/2001/XMLSchema#int' },
    });
  });

  it('states nothing for absent values and each value of an array', () => {
    const document = builderWith()
      .entity('ex:e', { 'ex:no': undefined, 'ex:none': null, 'ex:k': ['a', 'b'], 'ex:zero': [] })
      .build();
    expect(document.records[0]?.attributes.map(({ name }) => name.text)).toEqual(['ex:k', 'ex:k']);
  });

  it('allows one identifier for several relations of a kind, and for an entity that is an agent', () => {
    const builder = builderWith().used('ex:a', 'ex:e', { id: 'ex:r' }).used('ex:a', 'ex:f', { id: 'ex:r' });
    expect(builder.entity('ex:x').agent('ex:x').build().records).toHaveLength(4);
  });

  it('builds documents that stay as they are, while it goes on', () => {
    const builder = builderWith().entity('ex:e', { 'ex:k': literal('1', 'xsd:int') });
    const document = builder.build();
    builder.entity('ex:f');
    expect(document.records).toHaveLength(1);
    expect(builder.build().records).toHaveLength(2);
    const [record] = document.records;
    const parts = [
      document,
      document.records,
      document.namespaces,
      document.bundles,
      record,
      record?.arguments,
      record?.attributes,
    ];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
  });

  it('gives names that are equal when their IRIs are', () => {
    const [record] = builderWith({ same: 'http://example.org/' })
      .entity('same:e', { 'prov:type': qn('ex:T') })
      .build().records;
    expect(record?.id).toBeInstanceOf(QualifiedName);
    expect(record?.id?.iri).toBe('http://example.org/e');
    expect(String(record?.id)).toBe('same:e');
  });
});
