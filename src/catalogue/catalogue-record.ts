import { AmbiguousDistributionError, EntityNotFoundError, NoDistributionError } from './catalogue.errors';
import type { CatalogueEntry, Distribution } from './catalogue.reader';
import type { EntityAddress } from './entity-address';
import { safeFileName } from './safe-file-name';

const TEXT_LENGTH = 1800;
const NAME_LENGTH = 256;

type Json = Readonly<Record<string, unknown>>;

/** What we use of a catalogue's answer, in the default schema of the AI-on-Demand metadata catalogue. */
export function readRecord(value: unknown, address: EntityAddress): CatalogueEntry {
  if (!isRecord(value)) throw new EntityNotFoundError(address.url, 'The catalogue does not answer with an entry.');
  const history = isRecord(value['aiod_entry']) ? value['aiod_entry'] : {};
  return {
    url: address.url,
    name: text(value['name'], NAME_LENGTH),
    version: text(value['version'], NAME_LENGTH) ?? text(history['date_modified'], NAME_LENGTH),
    distribution: chosen(value['distribution'], address),
  };
}

/** The one that was asked for, else the only one; never silently the first. */
function chosen(value: unknown, { url, choice }: EntityAddress): Distribution {
  const all = (Array.isArray(value) ? value : []).map((one: unknown, index) => ({
    index,
    ...describe(isRecord(one) ? one : {}),
  }));
  if (all.length === 0)
    throw new NoDistributionError(url, 'The catalogue only describes it; the data lie elsewhere. Attach them as a file instead.');
  const fitting = all.filter(({ index, name }) => choice === null || choice === index || choice === name);
  const [first, ...others] = fitting;
  if (first === undefined) throw new NoDistributionError(url, `It has no distribution ${String(choice)}; it has ${listed(all)}.`);
  if (others.length > 0)
    throw new AmbiguousDistributionError(
      url,
      fitting.map(({ index, name, sizeKb }) => ({ index, name, size_kb: sizeKb })),
    );
  const { contentUrl } = first;
  if (contentUrl === null) throw new NoDistributionError(url, `Its distribution ${first.index} has no content_url.`);
  return { ...first, contentUrl, fileName: safeFileName(first.name) ?? safeFileName(lastSegment(contentUrl)) };
}

function describe(value: Json) {
  const sizeKb = value['content_size_kb'];
  return {
    name: text(value['name'], TEXT_LENGTH),
    contentUrl: text(value['content_url'], TEXT_LENGTH),
    checksum: text(value['checksum'], TEXT_LENGTH),
    checksumAlgorithm: text(value['checksum_algorithm'], NAME_LENGTH),
    encodingFormat: text(value['encoding_format'], NAME_LENGTH),
    sizeKb: typeof sizeKb === 'number' && Number.isFinite(sizeKb) && sizeKb >= 0 ? sizeKb : null,
  };
}

function listed(all: readonly { index: number; name: string | null }[]): string {
  return all.map(({ index, name }) => (name === null ? `${index}` : `${index} (${name})`)).join(', ');
}

function lastSegment(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const segment = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function text(value: unknown, length: number): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, length) : null;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
