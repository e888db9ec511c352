import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors/domain-error';
import { guardedFetch, type GuardedAnswer } from '../common/http/url-guard';
import { checkUrl, UrlGuardError, type UrlPolicy } from '../common/http/url-guard-policy';
import { HttpConfig } from '../config/http.config';
import { InputConfig } from '../config/input.config';
import { LimitsConfig } from '../config/limits.config';
import type { FetchedContent } from './catalogue.reader';
import { checkedContent } from './checked-content';
import { Checksum, ChecksumFault, type PromisedChecksum } from './checksum';
import {
  InputAddressNotAllowedError,
  InputChecksumMismatchError,
  InputNotFoundError,
  InputRefusedError,
  InputSizeMismatchError,
  InputTooLargeError,
  InputUnavailableError,
} from './input.errors';
import { readOutputAddress } from './output-address';
import { RemoteInputReader, type OutputReference, type RemoteInput } from './remote-input.reader';

const CONTENT_MS = 3_600_000;
const GONE = [404, 410];
const PASSING = [408, 425, 429];
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Fetches files that jobs name by URL, all through the URL guard. */
@Injectable()
export class RemoteInputService extends RemoteInputReader {
  private readonly policy: UrlPolicy;
  private readonly ownAddresses: readonly string[];

  constructor(
    { origins, loopbackOrigins, httpsOnly }: InputConfig,
    http: HttpConfig,
    private readonly limits: LimitsConfig,
  ) {
    super();
    this.policy = { loopbackOrigins, httpsOnly, ...(origins === null ? {} : { origins }) };
    this.ownAddresses = addressesOf(http);
  }

  outputNamed(location: string): OutputReference | null {
    return readOutputAddress(location, this.ownAddresses);
  }

  faultIn(location: string): DomainError | null {
    try {
      checkUrl(location, this.policy);
      return null;
    } catch (error) {
      return translated(location, error);
    }
  }

  async open(input: RemoteInput): Promise<FetchedContent> {
    try {
      const answer = await this.fetch(input.location);
      return this.checked(input, answer);
    } catch (error) {
      throw translated(input.location, error);
    }
  }

  check(input: RemoteInput, body: AsyncIterable<Buffer>): FetchedContent {
    return this.checked(input, { body, headers: {}, close: () => undefined });
  }

  private checked({ location, checksums, sizes }: RemoteInput, answer: Omit<GuardedAnswer, 'status'>): FetchedContent {
    return checkedContent(answer, {
      checksum: new Checksum(checksums.map(promised)),
      translated: (error) => translated(location, error),
      accept: ({ size }) => {
        const other = sizes.find((expected) => expected !== size);
        if (other !== undefined) throw new InputSizeMismatchError(location, other, size);
      },
    });
  }

  private async fetch(location: string): Promise<GuardedAnswer> {
    const rules = { policy: this.policy, maxBytes: this.limits.fileBytes, totalMs: CONTENT_MS };
    const answer = await guardedFetch(location, rules);
    const { status } = answer;
    if (status === 200) return answer;
    answer.close();
    if (GONE.includes(status)) throw new InputNotFoundError(location, status);
    if (status >= 500 || PASSING.includes(status))
      throw new InputUnavailableError(location, `Its host answers with status ${status}.`);
    throw new InputRefusedError(location, status);
  }
}

/** Under which addresses this service's own routes may be written down. */
function addressesOf({ externalUrl, host, port }: HttpConfig): string[] {
  if (externalUrl !== null) return [externalUrl];
  const names = LOOPBACK.includes(host) ? LOOPBACK : [host];
  return names.map((name) => `http://${name.includes(':') ? `[${name}]` : name}:${port}`);
}

/** `sha1$0123…`, which was checked when the job was read. */
function promised(checksum: string): PromisedChecksum {
  const [algorithm = '', value = ''] = checksum.split('$');
  return { algorithm, value };
}

/** The guard's reasons in the words of this room. */
function translated(location: string, error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof ChecksumFault) return new InputChecksumMismatchError(location, error.message);
  if (!(error instanceof UrlGuardError)) throw error;
  if (error.reason === 'not_allowed') return new InputAddressNotAllowedError(location, error.message);
  if (error.reason === 'too_large') return new InputTooLargeError(location, error.message);
  return new InputUnavailableError(location, error.message, { cause: error });
}
