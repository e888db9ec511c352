import { Injectable } from '@nestjs/common';
import { CatalogueReader } from '../../catalogue/catalogue.reader';
import { ObjectRepository } from '../../common/objects/object.repository';
import { ObjectStore } from '../../common/objects/object-store';
import { LimitsConfig } from '../../config/limits.config';
import type { PlatformInput, RunFile } from '../execution.entity';
import { LeaseLostError } from './setbacks';
import { TrackedExecutionRepository, type HeldExecution } from './tracked-execution.repository';

/** Fetches the inputs that come from a catalogue, so that the run gets the very bytes whose hash is recorded. */
@Injectable()
export class PlatformInputs {
  constructor(
    private readonly catalogue: CatalogueReader,
    private readonly store: ObjectStore,
    private readonly objects: ObjectRepository,
    private readonly limits: LimitsConfig,
    private readonly executions: TrackedExecutionRepository,
  ) {}

  /** The execution with all its inputs at hand; what was fetched before a crash is not fetched again. */
  async fetch(held: HeldExecution): Promise<HeldExecution> {
    let current = held;
    for (const [id, input] of Object.entries(held.platformInputs))
      if (input.fetched === undefined) current = await this.fetchOne(current, id, input);
    return current;
  }

  private async fetchOne(held: HeldExecution, id: string, input: PlatformInput): Promise<HeldExecution> {
    const content = await this.catalogue.openContent(input.entry);
    const staged = await this.store.stage(content.body, { limit: this.limits.fileBytes, name: input.path });
    await this.store.keep(staged);
    await this.objects.insertMissing([staged]);
    const { retrievedAt, etag, lastModified } = content;
    const fetched = { ...content.facts(), retrievedAt: retrievedAt.toISOString(), etag, lastModified };
    const file: RunFile = { path: input.path, sha256: staged.sha256, size: staged.size, source: input.entry.url };
    const change = {
      files: [...held.files, file],
      platformInputs: { ...held.platformInputs, [id]: { ...input, fetched } },
    };
    if (!(await this.executions.write(held, change))) throw new LeaseLostError();
    return { ...held, ...change };
  }
}
