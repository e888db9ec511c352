import { Injectable } from '@nestjs/common';
import { InputFetcher } from './input-fetcher.service';
import { LeaseLostError } from './setbacks';
import { TrackedExecutionRepository, type HeldExecution } from './tracked-execution.repository';

/** Fetches the inputs that lie elsewhere, so that the run gets the very bytes whose hash is recorded. */
@Injectable()
export class PlatformInputs {
  constructor(
    private readonly fetcher: InputFetcher,
    private readonly executions: TrackedExecutionRepository,
  ) {}

  /** The execution with all its inputs at hand; what was fetched before a crash is not fetched again. `check` may stop it between two. */
  async fetch(held: HeldExecution, check: () => Promise<void>): Promise<HeldExecution> {
    let current = held;
    for (const [key, input] of Object.entries(held.platformInputs)) {
      if (input.fetched !== undefined) continue;
      await check();
      const { file, input: fetched } = await this.fetcher.fetch(input);
      const change = {
        files: [...current.files, file],
        platformInputs: { ...current.platformInputs, [key]: fetched },
        trouble: null,
        attempts: 0,
      };
      if (!(await this.executions.write(current, change))) throw new LeaseLostError();
      current = { ...current, ...change };
    }
    return current;
  }
}
