import { of, recordsOf, RUN } from '../../../test/factories/mapped-records';
import { literalOf, penguins, value } from '../../../test/factories/observed-executions';

describe('literals', () => {
  it.each([
    ['int', 5, '5', 'xsd:int'],
    ['int', 2 ** 31, '2147483648', 'xsd:long'],
    ['long?', 5, '5', 'xsd:long'],
    ['double', 50, '50', 'xsd:double'],
    ['float', 0.5, '0.5', 'xsd:float'],
    ['boolean', true, 'true', 'xsd:boolean'],
    ['string', '7', '7', 'xsd:string'],
    ['enum(a|b)', 'a', 'a', 'xsd:string'],
    ['record', { b: 1, a: [true, null] }, '{"a":[true,null],"b":1}', 'xsd:string'],
  ])('of type %s: %j is "%s" of type %s', (type, given, lexical, datatype) => {
    const records = recordsOf(penguins({ inputs: [value('k', type, literalOf(given))] }));
    const { attributes } = records.find(({ id }) => id?.text === `${RUN}.param.k`)!;
    const found = attributes.find(({ name }) => name.text === 'prov:value')!.value;
    expect(found).toMatchObject({ lexical, datatype: { text: datatype } });
  });

  it('that are null are absent', () => {
    const records = recordsOf(penguins({ inputs: [value('k', 'int?', literalOf(null))] }));
    expect(records.some(({ id }) => id?.text === `${RUN}.param.k`)).toBe(false);
  });

  it('that are equal have one content, in whatever run', () => {
    const content = (data: unknown): string | null =>
      of(recordsOf(penguins({ inputs: [value('k', 'Any', literalOf(data))] })), 'specializationOf').find(
        ([one]) => one === 'param.k',
      )?.[1] ?? null;
    expect(content({ a: 1, b: 2 })).toBe(content({ b: 2, a: 1 }));
    expect(content('1')).not.toBe(content(1));
  });
});
