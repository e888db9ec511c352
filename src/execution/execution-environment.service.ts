import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { textOf } from '../common/json/json-members';
import { ReanaConfig } from '../config/reana.config';
import { engineIn, type Engine } from './engine-version';
import { EvidenceStream } from './evidence-stream.service';
import type { Execution } from './execution.entity';
import { ExecutionLookup } from './execution-lookup.service';
import { StepReadingRepository, type PlacedStep } from './step-reading.repository';

/** Steps that ran in the same place. */
export interface Place extends Pick<PlacedStep, 'image' | 'backend' | 'host'> {
  /** Of the first of them. */
  readonly name: string;
  readonly count: number;
}

export interface ExecutionEnvironment {
  readonly execution: Execution;
  readonly engine: Engine | null;
  readonly reanaUrl: string;
  readonly places: readonly Place[];
}

/** Where an execution ran, as far as that was observed. */
@Injectable()
export class ExecutionEnvironmentService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly steps: StepReadingRepository,
    private readonly evidence: EvidenceStream,
    private readonly config: ReanaConfig,
  ) {}

  async require(user: Principal, executionId: number): Promise<ExecutionEnvironment> {
    const execution = await this.lookup.require(user, { executionId });
    const engine = await this.engineOf(execution);
    return { execution, engine, reanaUrl: this.config.serverUrl, places: await this.placesOf(executionId) };
  }

  /** The engine says who it is in its text, which REANA has after the end. */
  private async engineOf({ id }: Execution): Promise<Engine | null> {
    const evidence = await this.evidence.open(id, 'logs');
    return evidence === null ? null : engineIn(textOf(textOf(evidence, 'logs'), 'workflow_logs'));
  }

  private async placesOf(executionId: number): Promise<Place[]> {
    const places = new Map<string, Place>();
    for await (const batch of this.steps.placedBatches(executionId)) {
      for (const { name, image, backend, host } of batch) {
        const key = JSON.stringify([image, backend, host]);
        const known = places.get(key);
        places.set(key, known ? { ...known, count: known.count + 1 } : { name, count: 1, image, backend, host });
      }
      await setImmediate();
    }
    return [...places.values()];
  }
}
