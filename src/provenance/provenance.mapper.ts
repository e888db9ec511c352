import type { ObservedExecution } from '../execution/execution.reader';
import { StepStatus } from '../execution/execution-status';
import { SealDto } from './dto/seal.dto';
import type { ProvenanceRecord } from './provenance-record.entity';

export interface Sealed {
  readonly execution: ObservedExecution;
  readonly seal: Pick<ProvenanceRecord, 'sha256' | 'sealedAt'>;
}

export function toSealDto({ execution: { id, status, steps }, seal }: Sealed): SealDto {
  return {
    execution_id: id,
    workflow_status: status,
    total_steps: steps.length,
    failed_steps: steps.filter((step) => step.status === StepStatus.Failed).length,
    has_detailed_provenance: steps.some(({ startedAt }) => startedAt !== null),
    sha256: seal.sha256,
    sealed_at: seal.sealedAt.toISOString(),
  };
}
