const BASE =
  'A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF' +
  '\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const CHARS = `${BASE}_0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040\\-`;
const PREFIX = new RegExp(`^[${BASE}](?:[${CHARS}.]*[${CHARS}])?$`, 'u');
const WRITABLE = new RegExp(`^(?:[${CHARS}/@~&+*?#$!=\\x27(),:;\\[\\].]|%[0-9A-Fa-f]{2})*$`, 'u');

/** Is this a PN_PREFIX of PROV-N (§3.7.1)? */
export function isPrefix(text: string): boolean {
  return PREFIX.test(text);
}

/** Can PROV-N write this local name, with escapes where needed? The others (space, quotes, angle brackets, …) are no part of an IRI either. */
export function isWritableLocalName(local: string): boolean {
  return WRITABLE.test(local);
}

/** The local name as PN_LOCAL of PROV-N (§3.7.1): a dot is plain inside a name only, a hyphen anywhere but in front. */
export function escapeLocalName(local: string): string {
  return local.replace(/[='(),:;[\]]|^[.-]|\.$/g, '\\$&');
}
