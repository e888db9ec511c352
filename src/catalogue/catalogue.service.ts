import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error';
import { guardedFetch, guardedFetchJson, type GuardedAnswer } from '../common/http/url-guard';
import { checkUrl, UrlGuardError, type UrlPolicy } from '../common/http/url-guard-policy';
import { CatalogueConfig } from '../config/catalogue.config';
import { LimitsConfig } from '../config/limits.config';
import { readRecord } from './catalogue-record';
import {
  CatalogueUnavailableError,
  ChecksumMismatchError,
  ContentTooLargeError,
  EntityNotFoundError,
  UrlNotAllowedError,
} from './catalogue.errors';
import { CatalogueReader, type CatalogueEntry, type FetchedContent } from './catalogue.reader';
import { checkedContent } from './checked-content';
import { Checksum, ChecksumFault, type PromisedChecksum } from './checksum';
import { readEntityAddress, type EntityAddress } from './entity-address';

const METADATA_BYTES = 1024 * 1024;
const METADATA_MS = 3_000;
const CONTENT_MS = 3_600_000;
const GONE = [404, 410];

/** Looks entries of AI-on-Demand catalogues up and fetches what they describe, all through the URL guard. */
@Injectable()
export class CatalogueService extends CatalogueReader {
  private readonly logger = new Logger(CatalogueService.name);
  private readonly metadataPolicy: UrlPolicy;
  private readonly contentPolicy: UrlPolicy;

  constructor(
    { origins, loopbackOrigins, httpsOnly }: CatalogueConfig,
    private readonly limits: LimitsConfig,
  ) {
    super();
    this.contentPolicy = { loopbackOrigins, httpsOnly };
    this.metadataPolicy = { ...this.contentPolicy, origins };
  }

  faultIn(url: string): DomainError | null {
    try {
      this.read(url);
      return null;
    } catch (error) {
      return translated(url, error);
    }
  }

  async lookUp(urls: readonly string[]): Promise<CatalogueEntry[]> {
    const found = await Promise.allSettled(urls.map((url) => this.lookUpOne(url)));
    return found.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      this.checkContentUrl(one.value);
      return one.value;
    });
  }

  async openContent(entry: CatalogueEntry): Promise<FetchedContent> {
    const { url } = entry;
    try {
      const checksum = new Checksum(promisedBy(entry));
      return checkedContent(await this.fetchContent(entry), { checksum, translated: (error) => translated(url, error) });
    } catch (error) {
      throw translated(url, error);
    }
  }

  private read(url: string): EntityAddress {
    checkUrl(url, this.metadataPolicy);
    return readEntityAddress(url);
  }

  private checkContentUrl({ distribution: { contentUrl } }: CatalogueEntry): void {
    try {
      checkUrl(contentUrl, this.contentPolicy);
    } catch (error) {
      throw translated(contentUrl, error);
    }
  }

  private async lookUpOne(url: string): Promise<CatalogueEntry> {
    try {
      const address = this.read(url);
      const rules = { policy: this.metadataPolicy, maxBytes: METADATA_BYTES, totalMs: METADATA_MS };
      const { status, headers, value } = await guardedFetchJson(address.metadataUrl, rules);
      this.warnOfEnd(url, headers);
      if (status === 429 || status === 408 || status >= 500)
        throw new CatalogueUnavailableError(url, `The catalogue answers with status ${status}.`);
      if (status !== 200) throw new EntityNotFoundError(url, `The catalogue answers with status ${status}.`);
      return readRecord(value, address);
    } catch (error) {
      throw translated(url, error);
    }
  }

  private async fetchContent({ url, distribution }: CatalogueEntry): Promise<GuardedAnswer> {
    const rules = { policy: this.contentPolicy, maxBytes: this.limits.fileBytes, totalMs: CONTENT_MS };
    const answer = await guardedFetch(distribution.contentUrl, rules);
    if (answer.status === 200) return answer;
    answer.close();
    const fault = `Its file is answered with status ${answer.status}.`;
    throw GONE.includes(answer.status) ? new EntityNotFoundError(url, fault) : new CatalogueUnavailableError(url, fault);
  }

  /** RFC 9745 and RFC 8594: the catalogue says that this form of its addresses will end. */
  private warnOfEnd(url: string, { deprecation, sunset }: GuardedAnswer['headers']): void {
    if (deprecation === undefined && sunset === undefined) return;
    this.logger.warn({ message: 'a catalogue address is going to end', url: url.replace(/\?.*/, ''), deprecation, sunset });
  }
}

function promisedBy({ distribution: { checksum, checksumAlgorithm } }: CatalogueEntry): PromisedChecksum[] {
  return checksum === null ? [] : [{ algorithm: checksumAlgorithm ?? '', value: checksum }];
}

/** The guard's reasons in the words of this room. */
function translated(url: string, error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof ChecksumFault) return new ChecksumMismatchError(url, error.message);
  if (!(error instanceof UrlGuardError)) throw error;
  if (error.reason === 'not_allowed') return new UrlNotAllowedError(url, error.message);
  if (error.reason === 'too_large') return new ContentTooLargeError(url, error.message);
  return new CatalogueUnavailableError(url, error.message, { cause: error });
}
