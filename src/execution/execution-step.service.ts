import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { toolsOfSteps } from '../cwl';
import { WorkflowReader } from '../registry/workflow.reader';
import type { Execution } from './execution.entity';
import { StepNotFoundError } from './execution.errors';
import { ExecutionLookup } from './execution-lookup.service';
import { whyUnmeasured, type Unmeasured } from './measuring';
import type { Step } from './step.entity';
import { StepReadingRepository } from './step-reading.repository';

/** A step with what was measured of it, or why nothing was. */
export interface ShownStep {
  readonly step: Step;
  /** Null: it was measured. */
  readonly unmeasured: Unmeasured | null;
}

@Injectable()
export class ExecutionStepService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly steps: StepReadingRepository,
    private readonly workflows: WorkflowReader,
  ) {}

  /** `which`: the name of a step or, if none has it, its number. */
  async require(user: Principal, executionId: number, which: string): Promise<ShownStep> {
    const execution = await this.lookup.require(user, { executionId });
    const step = (await this.steps.findByName(executionId, which)) ?? (await this.findByNumber(executionId, which));
    if (step === null) throw new StepNotFoundError(executionId, which);
    if (step.measurement !== null) return { step, unmeasured: null };
    const toolReason = await this.toolReason(execution, step);
    return { step, unmeasured: whyUnmeasured(step.status, execution.instrumentation, toolReason) };
  }

  private async findByNumber(executionId: number, which: string): Promise<Step | null> {
    return /^\d{1,15}$/.test(which) ? this.steps.findById(executionId, Number(which)) : null;
  }

  private async toolReason({ uninstrumented, revisionId }: Execution, { path }: Step): Promise<string | null> {
    if (!uninstrumented || uninstrumented.length === 0) return null;
    const { packed } = await this.workflows.requireRevision(revisionId);
    const tool = toolsOfSteps(packed).get(path.join('/'));
    return uninstrumented.find((one) => one.tool === tool)?.reason ?? null;
  }
}
