/** Words in the names of parameters that give access: `X-Amz-Signature`, `sig`, `token`, `api_key`, `AWSAccessKeyId`. */
const SECRET = /sig|token|key|secret|cred|auth|pass|session|^s[ev]$/i;

/** The address as it may be kept and shown for ever: without its query when that gives access to what lies there. */
export function publicAddress(address: string): string {
  if (!URL.canParse(address)) return address.replace(/[?#].*$/s, '');
  const url = new URL(address);
  if ([...url.searchParams.keys()].some((name) => SECRET.test(name))) url.search = '';
  url.hash = '';
  return url.href;
}

/** For a sentence, as JSON text: a name in it cannot break a log line. Never the query, which may hold a signature. */
export function quotedAddress(address: string): string {
  return JSON.stringify(address.replace(/\?[^#]*/, '').slice(0, 300));
}
