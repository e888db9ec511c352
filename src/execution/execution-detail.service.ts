import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { UserReader } from '../auth/user.reader';
import { ExecutionConfig } from '../config/execution.config';
import { ReanaConfig } from '../config/reana.config';
import type { Execution } from './execution.entity';
import { ExecutionLookup } from './execution-lookup.service';
import type { Step } from './step.entity';
import { StepRepository } from './step.repository';

/** One execution with all that is known of it and its steps. */
export interface ExecutionDetail {
  readonly execution: Execution;
  readonly steps: readonly Step[];
  readonly ownerName: string;
  readonly reanaUrl: string;
  /** In milliseconds since 1970: an active run that changed last before it is stale. */
  readonly staleBefore: number;
}

@Injectable()
export class ExecutionDetailService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly steps: StepRepository,
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
    const [steps, ownerName] = await Promise.all([this.steps.listOf(execution.id), this.ownerOf(execution)]);
    return {
      execution,
      steps,
      ownerName,
      reanaUrl: this.reana.serverUrl,
      staleBefore: Date.now() - this.config.staleMilliseconds,
    };
  }
}
