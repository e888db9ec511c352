import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { logsFrom, ReanaGateway, type ReanaJob } from '../reana/reana.gateway';
import type { Execution } from './execution.entity';
import { ExecutionLookup } from './execution-lookup.service';
import { EvidenceService } from './observation/evidence.service';
import { observedSteps } from './observation/observed-steps';
import { StepPlans } from './observation/step-plans';
import type { StepState } from './step.repository';

export interface JobLog {
  readonly step: StepState;
  readonly logs: string;
}

/** The logs of the jobs: as they were kept at the end, or as REANA has them while the run goes on. */
@Injectable()
export class ExecutionLogService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly evidence: EvidenceService,
    private readonly gateway: ReanaGateway,
    private readonly plans: StepPlans,
  ) {}

  async logsOf(user: Principal, executionId: number): Promise<JobLog[]> {
    const execution = await this.lookup.require(user, { executionId });
    const jobs = await this.jobs(execution);
    const steps = observedSteps(await this.plans.of(execution.revisionId), jobs, execution.endedAt !== null);
    return jobs.flatMap(({ logs }, index) => {
      const step = steps[index];
      return step === undefined ? [] : [{ step, logs }];
    });
  }

  private async jobs({ id, reanaId, endedAt }: Execution): Promise<readonly ReanaJob[]> {
    if (reanaId === null) return [];
    const kept = endedAt === null ? null : await this.evidence.read<unknown>(id, 'logs');
    if (kept !== null) return logsFrom(kept).jobs;
    return endedAt === null ? (await this.gateway.readLogs(reanaId)).jobs : [];
  }
}
