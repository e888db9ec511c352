import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { UserReader } from '../auth/user.reader';
import { ExecutionConfig } from '../config/execution.config';
import { ReanaConfig } from '../config/reana.config';
import type { Execution } from './execution.entity';
import { ExecutionLookup } from './execution-lookup.service';
import { StepReadingRepository, type DetailedStep } from './step-reading.repository';

/** One execution with all that is known of it and its steps. */
export interface ExecutionDetail {
  readonly execution: Execution;
  readonly steps: AsyncIterable<readonly DetailedStep[]>;
  readonly ownerName: string;
  readonly reanaUrl: string;
  /** In milliseconds since 1970: an active run that changed last before it is stale. */
  readonly staleBefore: number;
}

@Injectable()
export class ExecutionDetailService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly steps: StepReadingRepository,
    private readonly users: UserReader,
    private readonly reana: ReanaConfig,
    private readonly config: ExecutionConfig,
  ) {}

  async require(user: Principal, executionId: number): Promise<ExecutionDetail> {
    return this.of(await this.lookup.require(user, { executionId }));
  }

  async ownerOf({ ownerId }: Execution): Promise<string> {
    return (await this.users.findUsers([ownerId])).get(ownerId)?.username ?? '';
  }

  async of(execution: Execution): Promise<ExecutionDetail> {
    return {
      execution,
      steps: this.steps.detailedBatches(execution.id),
      ownerName: await this.ownerOf(execution),
      reanaUrl: this.reana.serverUrl,
      staleBefore: Date.now() - this.config.staleMilliseconds,
    };
  }
}
