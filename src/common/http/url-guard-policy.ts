import { BlockList, isIP } from 'node:net';

/** Why a URL that a user can influence was not fetched. */
export type UrlGuardReason = 'not_allowed' | 'unavailable' | 'too_large';

export class UrlGuardError extends Error {
  constructor(
    readonly reason: UrlGuardReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Which addresses may be fetched; what is not said here is refused. */
export interface UrlPolicy {
  /** Only these origins (scheme, host and port); left out: every public host. */
  readonly origins?: readonly string[];
  /** Origins that may lie on loopback: for development only. */
  readonly loopbackOrigins: readonly string[];
  readonly httpsOnly: boolean;
  /** Ports beside 80, 443 and those of the origins above. */
  readonly ports?: readonly number[];
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** IPv6 that may be public at all; what embeds IPv4 addresses elsewhere (mapped, compatible, NAT64) is outside. */
const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6');

/** Private, link-local, shared, reserved, documentation, multicast and tunnel ranges (IANA special-purpose registries). */
const SPECIAL = new BlockList();
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]) {
  const [network = '', bits] = range.split('/');
  SPECIAL.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
}

/**
 * The checks that need no look-up: form, scheme, credentials, origin, port. The raw text is looked at before it is parsed,
 * because the parser silently drops tabs and line ends and reads a backslash as a slash.
 */
export function checkUrl(text: string, policy: UrlPolicy): URL {
  if (/[\x00-\x20\x7f\\]/.test(text)) throw refused('contains blanks, control characters or a backslash');
  if (!URL.canParse(text)) throw refused('is not a valid address');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw refused('must not contain a user name or password');
  if (policy.httpsOnly && url.protocol !== 'https:') throw refused('must begin with https://');
  if (policy.origins !== undefined && !policy.origins.includes(url.origin))
    throw refused(`must lie on ${policy.origins.join(' or ')}`);
  if (!isPortAllowed(url, policy)) throw refused(`uses the port ${url.port}, which is not allowed`);
  const literal = literalAddress(url);
  if (literal !== undefined) checkAddresses(url, [literal], policy);
  return url;
}

/** Where a redirect leads: through the same rules, and never from https to http. */
export function checkRedirect(from: URL, location: string, policy: UrlPolicy): URL {
  if (!URL.canParse(location, from.href)) throw refused('redirects to something that is no address');
  const to = checkUrl(new URL(location, from.href).href, policy);
  if (from.protocol === 'https:' && to.protocol === 'http:') throw refused('redirects from https to http');
  return to;
}

function isPortAllowed({ port, origin }: URL, policy: UrlPolicy): boolean {
  const listed = [...(policy.origins ?? []), ...policy.loopbackOrigins].includes(origin);
  return listed || ['', '80', '443', ...(policy.ports ?? []).map(String)].includes(port);
}

/** The host if it is an address and no name: such a host is never looked up. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
}

/** All addresses of the host must be allowed: a name that has one bad address is bad. */
export function checkAddresses(url: URL, addresses: readonly string[], policy: UrlPolicy): void {
  const mayBeLoopback = policy.loopbackOrigins.includes(url.origin);
  for (const address of addresses) {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (mayBeLoopback && LOOPBACK.check(address, family)) continue;
    if (SPECIAL.check(address, family) || (family === 'ipv6' && !GLOBAL_IPV6.check(address, family)))
      throw refused('leads to an address that is not public');
  }
}

function refused(fault: string): UrlGuardError {
  return new UrlGuardError('not_allowed', `The address ${fault}.`);
}
