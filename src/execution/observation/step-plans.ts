import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { successCodes } from '../../cwl';
import { WorkflowReader } from '../../registry/workflow.reader';
import type { StepPlan } from './observed-steps';
import { plannedSteps } from './planned-steps';

const KEPT_PLANS = 200;

/** The step plans of revisions; a revision never changes, so what was read once stays right. */
@Injectable()
export class StepPlans {
  private readonly plans = new LRUCache<number, StepPlan>({ max: KEPT_PLANS });

  constructor(private readonly workflows: WorkflowReader) {}

  async of(revisionId: number): Promise<StepPlan> {
    const known = this.plans.get(revisionId);
    if (known !== undefined) return known;
    const { plan, packed } = await this.workflows.requireRevision(revisionId);
    const found = { steps: plannedSteps(plan), successCodes: successCodes(packed) };
    this.plans.set(revisionId, found);
    return found;
  }
}
