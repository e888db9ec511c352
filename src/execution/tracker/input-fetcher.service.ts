import { Injectable } from '@nestjs/common';
import { CatalogueReader, type FetchedContent } from '../../catalogue/catalogue.reader';
import { RemoteInputReader } from '../../catalogue/remote-input.reader';
import { publicAddress } from '../../common/http/public-address';
import { ObjectRepository } from '../../common/objects/object.repository';
import { ObjectStore } from '../../common/objects/object-store';
import { LimitsConfig } from '../../config/limits.config';
import type { PlatformInput, RunFile } from '../execution.entity';
import { PastOutputs } from '../past-outputs.service';

export interface FetchedInput {
  readonly file: RunFile;
  /** What became of the wish. */
  readonly input: PlatformInput;
}

/** Brings the bytes of one input into the object store, from wherever they lie. */
@Injectable()
export class InputFetcher {
  constructor(
    private readonly catalogue: CatalogueReader,
    private readonly remote: RemoteInputReader,
    private readonly past: PastOutputs,
    private readonly store: ObjectStore,
    private readonly objects: ObjectRepository,
    private readonly limits: LimitsConfig,
  ) {}

  async fetch(input: PlatformInput): Promise<FetchedInput> {
    const { path } = input;
    const content = await this.open(input);
    const staged = await this.store.stage(content.body, { limit: this.limits.fileBytes, name: path });
    await this.store.keep(staged);
    await this.objects.insertMissing([staged]);
    const { retrievedAt, etag, lastModified } = content;
    const fetched = { ...content.facts(), retrievedAt: retrievedAt.toISOString(), etag, lastModified };
    return { file: { path, sha256: staged.sha256, size: staged.size, ...originOf(input) }, input: { ...input, fetched } };
  }

  private async open(input: PlatformInput): Promise<FetchedContent> {
    if ('entry' in input) return this.catalogue.openContent(input.entry);
    if ('output' in input) return this.remote.check(input.remote, await this.past.open(input));
    return this.remote.open(input.remote);
  }
}

function originOf(input: PlatformInput): Pick<RunFile, 'source' | 'fromExecution'> {
  if ('entry' in input) return { source: input.entry.url };
  if (!('output' in input)) return { source: publicAddress(input.remote.location) };
  const { executionId, uuid, path } = input.output;
  return { fromExecution: { executionId, uuid, path } };
}
