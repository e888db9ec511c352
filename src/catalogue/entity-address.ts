import { UrlNotAllowedError } from './catalogue.errors';

/** A catalogue address taken apart. */
export interface EntityAddress {
  /** As it was given. */
  readonly url: string;
  /** What is asked for the entry's description. */
  readonly metadataUrl: string;
  /** Which distribution was asked for: its number, its name, or nothing. */
  readonly choice: number | string | null;
}

const FRAGMENT = /^#distribution=(.+)$/;
const CONTENT = /\/content(?:\/(\d+))?\/?$/;

/** `…#distribution=1`, `…#distribution=<name>` and the catalogue's own `…/content/1` all name a file of an entry. */
export function readEntityAddress(text: string): EntityAddress {
  const url = new URL(text);
  const inPath = CONTENT.exec(url.pathname);
  const [, inFragment] = FRAGMENT.exec(url.hash) ?? [];
  if (url.hash !== '' && inFragment === undefined)
    throw new UrlNotAllowedError(text, 'After # only distribution=<number> or distribution=<name> is understood.');
  const picked = inFragment === undefined ? inPath?.[1] : decoded(inFragment);
  url.hash = '';
  url.pathname = url.pathname.replace(CONTENT, '');
  url.searchParams.set('schema', 'aiod');
  return { url: text, metadataUrl: url.href, choice: choiceOf(picked) };
}

function choiceOf(picked: string | undefined): number | string | null {
  if (picked === undefined) return null;
  return /^\d{1,6}$/.test(picked) ? Number(picked) : picked;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
