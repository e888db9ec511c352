import { everyKind } from '../../../test/conformance/prov-documents';
import { DocumentBuilder, literal, qn, text } from '../index';
import { parseCanonical } from './parse';
import { canonicalText } from './serialise';
import { utcTime } from './time';

const EX = 'http://example.org/';
const XSD = 'http://www.w3.org/2001/XMLSchema#';

function document(prefix: string, build: (builder: DocumentBuilder, p: string) => void): string {
  const builder = new DocumentBuilder({ [prefix]: EX });
  build(builder, prefix);
  return canonicalText(builder.build());
}

describe('canonical form v1', () => {
  it('is one sorted line a statement, with whole IRIs', () => {
    const builder = new DocumentBuilder({ ex: EX });
    builder
      .used('ex:a', 'ex:e', { id: 'ex:u', time: '2026-01-05T11:00:00.500+01:00', attributes: { 'prov:role': qn('ex:in') } })
      .entity('ex:e', { 'ex:n': [2, 10, 2], 'prov:label': text('entité "x"\n', 'fr'), 'ex:d': literal('2.0', 'xsd:decimal') })
      .alternateOf('ex:f', 'ex:e');
    builder.bundle('ex:b').activity('ex:a', '2026-01-05T10:00:00', null);
    expect(canonicalText(builder.build())).toBe(
      [
        `["activity","${EX}b","${EX}a",["2026-01-05T10:00:00",null],[]]`,
        `["alternateOf",null,null,["${EX}e","${EX}f"],[]]`,
        `["entity",null,"${EX}e",[],[["${EX}d",["2.0","${XSD}decimal"]],["${EX}n",["10","${XSD}int"]],["${EX}n",["2","${XSD}int"]],["http://www.w3.org/ns/prov#label",["entité \\"x\\"\\n",null,"fr"]]]]`,
        `["used",null,"${EX}u",["${EX}a","${EX}e","2026-01-05T10:00:00.5Z"],[["http://www.w3.org/ns/prov#role","${EX}in"]]]`,
        '',
      ].join('\n'),
    );
  });

  it('is the same whatever the prefixes and the order', () => {
    const one = document('ex', (builder, p) => builder.entity(`${p}:e`, { [`${p}:x`]: 1, [`${p}:y`]: 'z' }).agent(`${p}:ag`));
    const other = document('other', (builder, p) =>
      builder.agent(`${p}:ag`).entity(`${p}:e`, { [`${p}:y`]: 'z', [`${p}:x`]: 1 }),
    );
    expect(other).toBe(one);
  });

  it('has a statement with a name once, and an anonymous relation as often as it was made', () => {
    const lines = document('ex', (builder) =>
      builder
        .entity('ex:e')
        .entity('ex:e')
        .used('ex:a', 'ex:e')
        .used('ex:a', 'ex:e')
        .used('ex:a', 'ex:e', { id: 'ex:u' })
        .used('ex:a', 'ex:e', { id: 'ex:u' }),
    );
    expect(lines.split('\n').map((line) => line.slice(2, 8))).toEqual(['entity', 'used",', 'used",', 'used",', '']);
  });

  it('sorts by the bytes of UTF-8, not by the units of UTF-16', () => {
    const lines = document('ex', (builder) => builder.entity('ex:\u{10000}').entity('ex:\uFFFD'));
    expect(lines.indexOf('\uFFFD')).toBeLessThan(lines.indexOf('\u{10000}'));
  });

  it('can be read back, every kind of record', () => {
    const prefixes = { '': `${EX}default/`, ex: EX, own: 'urn:own#', other: 'http://other.example.org/', inner: 'urn:inner#' };
    const form = canonicalText(everyKind());
    expect(canonicalText(parseCanonical(form, prefixes))).toBe(form);
  });

  it.each([
    ['no JSON', 'entity(ex:e)'],
    ['another array', '["entity"]'],
    ['an unknown kind', '["thing",null,null,[],[]]'],
    ['a name without a prefix', `["entity",null,"urn:other:e",[],[]]`],
  ])('is refused when it has %s', (_, line) => {
    expect(() => parseCanonical(`${line}\n`, { ex: EX })).toThrow(expect.objectContaining({ name: 'ProvError' }) as Error);
  });
});

describe('times in canonical form', () => {
  it.each([
    ['2026-01-05T10:00:00Z', '2026-01-05T10:00:00Z'],
    ['2026-01-05T10:00:00.120Z', '2026-01-05T10:00:00.12Z'],
    ['2026-01-05T10:00:00.000+00:00', '2026-01-05T10:00:00Z'],
    ['2026-01-01T00:30:00.123456789+01:00', '2025-12-31T23:30:00.123456789Z'],
    ['2026-01-05T24:00:00-02:30', '2026-01-06T02:30:00Z'],
    ['12026-01-05T10:00:00Z', '12026-01-05T10:00:00Z'],
    ['-0044-03-15T12:00:00+01:00', '-0044-03-15T11:00:00Z'],
    ['2026-01-05T10:00:00.500', '2026-01-05T10:00:00.500'],
  ])('%s is %s', (given, expected) => expect(utcTime(given)).toBe(expected));
});
