import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { Clock } from '../common/clock';
import { API_VERSION } from '../common/http/openapi';
import type { ExecutionAddress, ObservedExecution } from '../execution/execution.reader';
import { ENDED } from '../execution/execution-status';
import { toSealDto } from './provenance.mapper';
import { AlreadyCapturedError, NotEndedError } from './provenance.errors';
import type { ProvenanceRecord } from './provenance-record.entity';
import { ProvenanceRecordRepository } from './provenance-record.repository';
import { RecordService } from './record.service';

const FORM_VERSION = 1;
const pack = promisify(gzip);

export interface Captured {
  readonly execution: ObservedExecution;
  readonly seal: ProvenanceRecord;
}

/** Seals records: from then on a record says what it says now. */
@Injectable()
export class CaptureService {
  constructor(
    private readonly recordOf: RecordService,
    private readonly records: ProvenanceRecordRepository,
    private readonly clock: Clock,
  ) {}

  /** Once for each execution; of several at once one wins. */
  async capture(user: Principal, address: ExecutionAddress): Promise<Captured> {
    const execution = await this.recordOf.requireExecution(user, address);
    const before = await this.records.findByExecution(execution.id);
    if (before !== null) throw new AlreadyCapturedError({ ...toSealDto({ execution, seal: before }) });
    if (!ENDED.includes(execution.status)) throw new NotEndedError(execution.id, execution.status);
    const seal = await this.seal(user, execution);
    if (seal !== null) return { execution, seal };
    const winner = await this.records.requireByExecution(execution.id);
    throw new AlreadyCapturedError({ ...toSealDto({ execution, seal: winner }) });
  }

  private async seal(user: Principal, execution: ObservedExecution): Promise<ProvenanceRecord | null> {
    const { canonical, sha256 } = await this.recordOf.map(execution);
    return this.records.append({
      executionId: execution.id,
      groupName: execution.groupName,
      formVersion: FORM_VERSION,
      canonicalGzip: await pack(canonical),
      sha256,
      serviceVersion: API_VERSION,
      sealedBy: user.id,
      sealedAt: this.clock.now(),
    });
  }
}
