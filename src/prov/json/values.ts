import type { Argument, KeyEntityPair, Value } from '../model/document';
import { Literal } from '../model/literal';
import { XSD } from '../model/namespaces';
import { QualifiedName } from '../model/qualified-name';
import type { ArgumentType } from '../vocabulary';

/** What a member of a PROV-JSON document may hold here. */
export type Json = string | readonly Json[] | { readonly [member: string]: Json };

const NAME_TYPE = 'prov:QUALIFIED_NAME';

/** Names and times are bare strings where they are arguments. */
export function argumentValue(type: ArgumentType, argument: Exclude<Argument, null>): Json {
  if (argument instanceof QualifiedName) return type === 'key' ? typedValue(argument) : argument.text;
  if (argument instanceof Literal) return type === 'time' ? argument.lexical : typedValue(argument);
  return isPairs(argument) ? pairSet(argument) : argument.map(typedValue);
}

/** Text is a bare string; everything else says its type or language. */
export function attributeValue(value: Value): Json {
  return value instanceof Literal && value.datatype?.iri === `${XSD}string` ? value.lexical : typedValue(value);
}

/** Pairs of a dictionary: an object by key where the keys have one datatype and differ, else an array of pairs (PROV-Dictionary). */
export function pairSet(pairs: readonly KeyEntityPair[]): Json {
  const types = new Set(pairs.map(({ key }) => typeOf(key)));
  const texts = new Set(pairs.map(({ key }) => lexicalOf(key)));
  const [type] = types;
  if (types.size === 1 && type !== undefined && texts.size === pairs.length && !texts.has('$key-datatype')) {
    return { '$key-datatype': type, ...Object.fromEntries(pairs.map(({ key, entity }) => [lexicalOf(key), entity.text])) };
  }
  return pairs.map(({ key, entity }) => ({ key: typedValue(key), $: entity.text }));
}

function typedValue(value: Value): Json {
  const type = typeOf(value);
  if (type !== undefined) return { $: lexicalOf(value), type };
  return { $: lexicalOf(value), lang: value instanceof Literal && value.language !== null ? value.language : '' };
}

function typeOf(value: Value): string | undefined {
  return value instanceof QualifiedName ? NAME_TYPE : value.datatype?.text;
}

function lexicalOf(value: Value): string {
  return value instanceof QualifiedName ? value.text : value.lexical;
}

function isPairs(list: readonly Value[] | readonly KeyEntityPair[]): list is readonly KeyEntityPair[] {
  return list[0] !== undefined && 'entity' in list[0];
}
