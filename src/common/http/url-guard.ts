import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { checkAddresses, checkRedirect, checkUrl, literalAddress, UrlGuardError, type UrlPolicy } from './url-guard-policy';

const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
const CONNECT_MS = 10_000;
const IDLE_MS = 60_000;

/** All addresses of a host name, as the system knows them. */
export type Resolve = (hostname: string) => Promise<string[]>;

export interface FetchRules {
  readonly policy: UrlPolicy;
  /** The longest body, also after decompression. */
  readonly maxBytes: number;
  /** From the first look-up to the last byte. */
  readonly totalMs: number;
  readonly accept?: string;
  readonly resolve?: Resolve;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Throws UrlGuardError when it is too long, too slow or breaks off. Read it to the end or close the answer. */
  readonly body: AsyncIterable<Buffer>;
  close(): void;
}

/**
 * Fetches a URL that a user can influence. The name is looked up once, all its addresses are checked, and the connection goes
 * to one of them; each of at most 3 redirects passes the same rules. Nothing of ours is sent along: no token, no cookie.
 */
export async function guardedFetch(address: string, rules: FetchRules): Promise<GuardedAnswer> {
  const signal = AbortSignal.timeout(rules.totalMs);
  let url = checkUrl(address, rules.policy);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await askOnce(url, rules, signal);
    const { location } = answer.headers;
    if (!REDIRECTS.includes(answer.status) || location === undefined) return answer;
    answer.close();
    if (redirects === MAX_REDIRECTS)
      throw new UrlGuardError('not_allowed', `The address redirects more than ${MAX_REDIRECTS} times.`);
    url = checkRedirect(url, location, rules.policy);
  }
}

/** The JSON value of the body, undefined when it is none; the whole body is read. */
export async function guardedFetchJson(
  address: string,
  rules: FetchRules,
): Promise<Pick<GuardedAnswer, 'status' | 'headers'> & { readonly value: unknown }> {
  const { status, headers, body } = await guardedFetch(address, { accept: 'application/json', ...rules });
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { status, headers, value: parsed(Buffer.concat(chunks).toString()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function askOnce(url: URL, rules: FetchRules, signal: AbortSignal): Promise<GuardedAnswer> {
  const { Agent, request } = await import('undici'); // late: loading it would be a twentieth of a start
  const agent = new Agent({ connect: { lookup: await pinned(url, rules, signal), timeout: CONNECT_MS } });
  const close = (): void => void agent.destroy().catch(() => undefined);
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      signal,
      headersTimeout: IDLE_MS,
      bodyTimeout: IDLE_MS,
      headers: { accept: rules.accept ?? '*/*', 'accept-encoding': 'identity', 'user-agent': 'ReProv' },
    });
    const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]]));
    return { status: statusCode, headers: single, body: limited(url, { body, headers, close }, rules.maxBytes), close };
  } catch (error) {
    close();
    throw failed(url, error);
  }
}

/** The look-up of the connection, answered with what was checked: a second answer of the name server is never asked for. */
async function pinned(url: URL, { policy, resolve = resolveBySystem }: FetchRules, signal: AbortSignal): Promise<LookupFunction> {
  const literal = literalAddress(url);
  const addresses = literal === undefined ? await found(url, resolve, signal) : [literal];
  checkAddresses(url, addresses, policy);
  const pins = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, { all }, answer) => {
    const [first] = pins;
    if (all === true) answer(null, pins);
    else answer(null, first?.address ?? '', first?.family);
  };
}

async function found(url: URL, resolve: Resolve, signal: AbortSignal): Promise<string[]> {
  try {
    const late = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const addresses = await Promise.race([resolve(url.hostname), late]);
    if (addresses.length === 0) throw new Error('the name has no address');
    return addresses;
  } catch (error) {
    throw failed(url, error);
  }
}

async function resolveBySystem(hostname: string): Promise<string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

interface OpenBody {
  readonly body: Readable;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly close: () => void;
}

async function* limited(url: URL, { body, headers, close }: OpenBody, maxBytes: number): AsyncGenerator<Buffer> {
  const tooLarge = (): UrlGuardError =>
    new UrlGuardError('too_large', `${url.host} sends more than the ${maxBytes} bytes that are allowed.`);
  let received = 0;
  try {
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    for await (const chunk of decoded(body, headers['content-encoding']) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > maxBytes) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    throw failed(url, error);
  } finally {
    close();
  }
}

/** We ask for plain bytes; some servers compress all the same. */
function decoded(body: Readable, encoding: string | string[] = 'identity'): Readable {
  if (encoding === 'identity') return body;
  const makers = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const make = Object.entries(makers).find(([name]) => name === encoding)?.[1];
  if (make === undefined) throw new Error(`content encoding ${String(encoding)}`);
  const decoder = make();
  // read as an iteration: piped into something slower, a chunked body of undici's piles up in memory
  pipeline(body as AsyncIterable<Buffer>, decoder, () => undefined); // the reader of the decoder gets the error
  return decoder;
}

/** Without the path: it may hold a signature. */
function failed(url: URL, error: unknown): UrlGuardError {
  if (error instanceof UrlGuardError) return error;
  return new UrlGuardError('unavailable', `${url.host} cannot be reached or broke off.`, { cause: error });
}
